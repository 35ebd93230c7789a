"""Tags to ids and back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from pantoum.data.saved import reading_saved

UNKNOWN_LABEL = -1
# Labels that are shown of a vocabulary.
SHOWN = 5


class LabelVocabulary:
    """The tags seen in training: ids from 0, the most frequent first, then by code points.

    A tag that training has not seen is -1: a model can never give it.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = list(labels)
        self._ids = {label: id for id, label in enumerate(self.labels)}

    def __repr__(self) -> str:
        return f"LabelVocabulary({self.size:,} labels, {_first(self.labels)})"

    @classmethod
    def train(cls, sequences: Iterable[Sequence[str]]) -> LabelVocabulary:
        """The vocabulary of the tags in these sequences, in any order of them."""
        counts = _count(sequences)
        return cls(sorted(counts, key=lambda label: (-counts[label], label)))

    def extended(self, sequences: Iterable[Sequence[str]]) -> LabelVocabulary:
        """A vocabulary that also has the tags in further sequences: those that are known here keep
        their ids, the others come behind them, the most frequent first.
        """
        counts = self.unknown(sequences)
        return LabelVocabulary(
            [*self.labels, *sorted(counts, key=lambda label: (-counts[label], label))]
        )

    @property
    def size(self) -> int:
        """How many tags there are."""
        return len(self.labels)

    def encode(self, tags: Iterable[str]) -> list[int]:
        """The ids of a sequence of tags, `UNKNOWN_LABEL` for those that training has not seen."""
        return [self._ids.get(tag, UNKNOWN_LABEL) for tag in tags]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """The tags of ids.

        Raises: IndexError for an id that is none, such as that of an unknown tag.
        """
        id_list = list(ids)
        for id in id_list:
            if not 0 <= id < self.size:
                raise IndexError(f"label {id} of {self.size}")
        return [self.labels[id] for id in id_list]

    def unknown(self, sequences: Iterable[Sequence[str]]) -> Counter[str]:
        """The tags in these sequences that training has not seen, and how often each occurs."""
        return Counter(
            {tag: count for tag, count in _count(sequences).items() if tag not in self._ids}
        )

    def to_json(self) -> str:
        """Everything about this vocabulary as one JSON object."""
        return json.dumps({"labels": self.labels}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> LabelVocabulary:
        """The vocabulary that `to_json` wrote.

        Raises:
            PantoumError: the text is not such an object.
        """
        with reading_saved("labels"):
            labels = json.loads(text)["labels"]
            if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
                raise ValueError("no list of labels")
            if len(set(labels)) < len(labels):
                raise ValueError("a label twice")
        return cls(labels)


def _count(sequences: Iterable[Sequence[str]]) -> Counter[str]:
    return Counter(tag for tags in sequences for tag in tags)


def _first(labels: Sequence[str]) -> str:
    more = ", ..." if len(labels) > SHOWN else ""
    return ", ".join(map(repr, labels[:SHOWN])) + more
