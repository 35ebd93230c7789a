"""An exported tagger on a test set, without PyTorch."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pantoum.data import Sentence
from pantoum.evaluation import Evaluation, assess_tags, evaluation_of
from pantoum.exported.tagger import ExportedTagger
from pantoum.tasks.tagger import unknown_notes


def evaluate_exported_tags(
    model: ExportedTagger,
    sentences: Sequence[Sentence],
    *,
    notes: Sequence[str] = (),
    seed: int = 1,
) -> Evaluation:
    """The scores of an exported tagger.

    Args:
        sentences, notes, seed: as for `pantoum.predictor.evaluating.evaluate_tags`.
    Raises: PantoumError as a call of the model.
    """
    began = time.perf_counter()
    predicted = model.tags([sentence.words for sentence in sentences])
    seconds = time.perf_counter() - began
    return evaluation_of(
        assess_tags(model.columns, sentences, predicted, model.knows),
        seconds,
        seed=seed,
        outputs=predicted,
        notes=[
            *(f"test: {note}" for note in notes),
            *unknown_notes(model.columns, sentences, "test"),
        ],
    )
