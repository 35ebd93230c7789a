"""A trained model and the data that it is explained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pantoum.data import Example, Sentence, with_references
from pantoum.data.lines import trimmed
from pantoum.explaining.parts import single_model
from pantoum.model_dir import TrainedModel
from pantoum.predictor.groups import group_options


@dataclass(frozen=True, eq=False)
class Examined:
    """A trained model and the data that it is explained on.

    Attributes:
        predictor: of a single model.
        data: each input once, without white space around it: an `Example` for encoder-decoders and
            classifiers, a `Sentence` for taggers, a text for language models.
        references: what is right for each input: its output, or a tuple where several are; its
            label; the tags of a sentence in each column. None where that is not known, and for
            language models.
    """

    predictor: Any
    data: Sequence[Any]
    references: Sequence[Any] | None

    @classmethod
    def of(cls, predictor: Any, data: Sequence[Any]) -> Examined:
        """The same for data as they were read: examples whose outputs are None and sentences
        without tags have no answers.

        Raises: PantoumError for an ensemble and for an exported file.
        """
        kind = single_model(predictor).task.name
        if kind == "language_model":
            return cls(predictor, [trimmed(text) for text in data], None)
        if kind == "tagger":
            answered = all(sentence.tags for sentence in data)
            return cls(predictor, data, [one.tags for one in data] if answered else None)
        examples = [one._replace(source=trimmed(one.source)) for one in data]
        if any(one.target is None for one in examples):
            return cls(predictor, examples, None)
        if kind == "classifier":
            return cls(predictor, examples, [one.target for one in examples])
        known = with_references(examples)
        return cls(predictor, [examples[row] for row in known.rows], known.texts)

    @property
    def trained(self) -> TrainedModel[Any, Any]:
        """The one trained model."""
        return self.predictor.trained

    @property
    def kind(self) -> str:
        """The kind of model, as in "seq2seq"."""
        return self.trained.task.name

    @cached_property
    def predictions(self) -> Sequence[Any]:
        """What the model answers to each input, with attention: a `Prediction`, a `Tagging` with
        the probabilities of all tags, a `Classification`, a `Scored` text.
        """
        if self.kind == "language_model":
            return self.predictor(self.data)
        if self.kind == "tagger":
            words = [list(sentence.words) for sentence in self.data]
            return self.predictor(words, probabilities=True)
        features = [one.features for one in self.data] if self.predictor.reads_features else None
        options = group_options(self.predictor, self.data, None)
        return self.predictor([one.source for one in self.data], features, **options)

    def sample(self, most: int, seed: int = 1) -> list[int]:
        """So many of the inputs that are not empty, by their numbers and in their order; all of
        them if there are no more.

        Args:
            seed: decides which.
        """
        rows = [row for row, one in enumerate(self.data) if not _is_empty(one)]
        if len(rows) <= most:
            return rows
        chosen = np.random.default_rng(seed).choice(len(rows), most, replace=False)
        return [rows[place] for place in sorted(chosen.tolist())]


def _is_empty(one: Example | Sentence | str) -> bool:
    if isinstance(one, str):
        return not one
    return not (one.words if isinstance(one, Sentence) else one.source)
