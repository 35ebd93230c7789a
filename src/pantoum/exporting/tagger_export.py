"""A tagger's file: its graph, its metadata, and its answers beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pantoum.exporting.checked_file import Checks, checked_file, error_rates
from pantoum.exporting.examples import examples_of_sentences
from pantoum.exporting.exported import Exported
from pantoum.exporting.metadata import of_all_kinds, of_tagger
from pantoum.exporting.tagger import tagger_graph
from pantoum.exporting.text import words_to_json
from pantoum.exporting.verification import Answer
from pantoum.model_dir import RUN, TrainedModel, read_object
from pantoum.predictor import TagPredictor
from pantoum.predictor.shared_labels import tag_orders
from pantoum_runtime import ModelFile, TaggerModel


class TaggerExport:
    """Makes the file of a tagger, or of several that tag together.

    Args:
        trained: the models; the first one's settings count.
    Raises: PantoumError for models whose tags differ.
    """

    def __init__(self, trained: Sequence[TrainedModel[Any, Any]]) -> None:
        self._trained = trained
        self._heads, self._orders = tag_orders(trained)
        words = [words_to_json(one.task.words, one.task.vectors) for one in trained]
        self._same_words = all(one == words[0] for one in words)
        self._words = words[:1] if self._same_words else words

    def file(self, path: Path, dev: Any, *, int8: bool) -> tuple[Exported, bytes]:
        """The file's bytes, once its answers are compared with the model's.

        Args:
            path: where it will stand; dev, int8: as for `pantoum.export`.
        Raises: PantoumError for a model that cannot be exported, and for other answers.
        """
        first = self._trained[0]
        graph = tagger_graph(
            [one.model for one in self._trained],
            self._heads,
            self._orders,
            same_words=self._same_words,
        )
        model = TagPredictor(self._trained, "cpu")
        run = read_object(Path(first.folder) / RUN)
        examples = examples_of_sentences(model, first.task.words, dev, run)
        sentences = [list(one.words) for one in examples.examples]

        def answers(file: ModelFile) -> list[Answer]:
            return _answers(TaggerModel(file), sentences)

        checks = Checks(_answers(model, sentences), examples.of, answers)
        right = [[list(tags) for tags in one.tags] or None for one in examples.examples]
        cost = partial(error_rates, right)
        return checked_file(path, graph, self._metadata(), checks, int8=int8, cost=cost)

    def _metadata(self) -> dict[str, Any]:
        first = self._trained[0]
        return {
            **of_all_kinds(self._trained),
            **of_tagger(first.task, self._words, first.config.data.words_column),
        }


def _answers(model: TagPredictor | TaggerModel, sentences: Sequence[list[str]]) -> list[Answer]:
    """The tags of each sentence, with their log-probabilities, divided by the number of its words
    as rounding grows with it, and the probabilities of all tags.
    """
    answers = []
    for one in model(sentences, probabilities=True):
        assert one.probabilities is not None
        whole = np.array(list(one.log_probability.values())) / max(1, len(one.words))
        shares = [of_kind.ravel() for of_kind in one.probabilities.values()]
        answers.append(Answer(list(one.columns.values()), np.concatenate([whole, *shares])))
    return answers
