"""A language model's file: its graph, its metadata, and its scores beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pantoum.exporting.checked_file import Checks, checked_file
from pantoum.exporting.examples import examples_of_texts
from pantoum.exporting.exported import Exported
from pantoum.exporting.language_model import language_model_graph
from pantoum.exporting.metadata import of_all_kinds, of_language_model
from pantoum.exporting.states import flatten
from pantoum.exporting.verification import Answer
from pantoum.model_dir import RUN, TrainedModel, read_object
from pantoum.predictor import LanguageModelPredictor
from pantoum.tasks.language_model import perplexity
from pantoum_runtime import LanguageModel, ModelFile


class LanguageModelExport:
    """Makes the file of a language model.

    Args:
        trained: the one model.
    """

    def __init__(self, trained: Sequence[TrainedModel[Any, Any]]) -> None:
        self._trained = trained

    def file(self, path: Path, dev: Any, *, int8: bool) -> tuple[Exported, bytes]:
        """The file's bytes, once its scores are compared with the model's.

        Args:
            path: where it will stand; dev, int8: as for `pantoum.export`.
        Raises: PantoumError for a model that cannot be exported, and for other scores.
        """
        (trained,) = self._trained
        graph = language_model_graph(trained.model)
        sizes = [list(state.shape[1:]) for state in flatten(trained.model.start(1))]
        model = LanguageModelPredictor(trained, "cpu")
        run = read_object(Path(trained.folder) / RUN)
        examples = examples_of_texts(model, trained.task.tokenizer, dev, run)
        texts = examples.examples

        def answers(file: ModelFile) -> list[Answer]:
            return _answers(LanguageModel(file), texts)

        checks = Checks(_answers(model, texts), examples.of, answers)
        metadata = {**of_all_kinds(self._trained), **of_language_model(trained.task, sizes)}
        return checked_file(path, graph, metadata, checks, int8=int8, cost=_perplexities)


def _answers(model: LanguageModelPredictor | LanguageModel, texts: Sequence[str]) -> list[Answer]:
    """The symbols of each text, and the log-probability of each."""
    return [Answer(one.tokens, one.log_probabilities) for one in model.score(texts)]


def _perplexities(exact: Sequence[Answer], rounded: Sequence[Answer]) -> dict[str, Any]:
    def of_all(answers: Sequence[Answer]) -> float:
        values = np.concatenate([one.scores for one in answers])
        return perplexity(-float(values.sum()), len(values))

    return {"perplexities": (of_all(exact), of_all(rounded))}
