"""An exported classifier on a test set, without PyTorch."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pantoum.data import Example, labels_of
from pantoum.evaluation import Evaluation, assess_labels, evaluation_of, part_of
from pantoum.exported.classifier import ExportedClassifier
from pantoum.exported.evaluating import options_of
from pantoum.tasks import rows_by_group
from pantoum.tasks.classifier import unknown_labels


def evaluate_exported_labels(
    model: ExportedClassifier,
    examples: Sequence[Example],
    *,
    notes: Sequence[str] = (),
    seed: int = 1,
    unseen_group: str | None = None,
) -> Evaluation:
    """The scores of an exported classifier.

    Args:
        examples, notes, seed, unseen_group: as for
            `pantoum.predictor.evaluating.evaluate_labels`.
    Raises: PantoumError as a call of the model.
    """
    options = options_of(model, examples, unseen_group)
    began = time.perf_counter()
    found = model([example.source for example in examples], **options)
    seconds = time.perf_counter() - began
    references = labels_of(examples)
    outputs = [one.label for one in found]
    unknown = unknown_labels(model.labels, references)
    return evaluation_of(
        assess_labels(references, outputs),
        seconds,
        seed=seed,
        outputs=outputs,
        inputs=examples,
        references=references,
        by_group=[
            part_of(
                group,
                assess_labels([references[row] for row in rows], [outputs[row] for row in rows]),
                seed=seed,
            )
            for group, rows in rows_by_group(model.groups, examples).items()
        ],
        notes=[*(f"test: {note}" for note in notes), *([unknown] if unknown else [])],
    )
