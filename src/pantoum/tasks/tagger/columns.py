"""The kinds of tags that a tagger gives: a column of a file, the scheme it is written in, and its
labels.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from pantoum.config import Scheme, SpanScheme, TaggerConfig
from pantoum.data import LabelVocabulary, allowed_transitions, convert
from pantoum.data.saved import reading_saved

if TYPE_CHECKING:
    from pantoum.models import TagHeadSpec


@dataclass(frozen=True)
class TagColumn:
    """One kind of tags.

    name: of its column; scheme: how files write spans, none for tags that are no spans; learned:
    how the model does; labels: the tags as the model writes them.
    """

    name: str
    scheme: Scheme
    learned: Scheme
    labels: LabelVocabulary

    @classmethod
    def train(
        cls, name: str, scheme: Scheme, learned: Scheme, sequences: Sequence[Sequence[str]]
    ) -> TagColumn:
        """The column of these tags, as files write them; those of spans are learned in the scheme
        `learned`.

        There is always a tag for a sentence of one word, so for one of any length: O, if training
        has none.
        """
        column = cls(name, scheme, "none" if scheme == "none" else learned, LabelVocabulary([]))
        labels = LabelVocabulary.train([column.to_model(tags) for tags in sequences]).labels
        if column.has_spans and not _one_word_has_a_tag(labels, learned):
            labels = [*labels, "O"]
        return replace(column, labels=LabelVocabulary(labels))

    def extended(self, name: str, scheme: Scheme, sequences: Sequence[Sequence[str]]) -> TagColumn:
        """The column that also has the tags of further data, in which it has this name and this
        scheme; the model writes spans as before.
        """
        column = replace(self, name=name, scheme=scheme)
        labels = self.labels.extended([column.to_model(tags) for tags in sequences])
        return replace(column, labels=labels)

    @property
    def has_spans(self) -> bool:
        """Whether the tags write spans."""
        return self.scheme != "none"

    def to_model(self, tags: Sequence[str]) -> list[str]:
        """The tags of a file as the model writes them."""
        return convert(tags, self.scheme, self.learned) if self.has_spans else list(tags)

    def to_file(self, tags: Sequence[str], scheme: SpanScheme | None = None) -> list[str]:
        """The model's tags as files write them, or with their spans in another scheme."""
        return convert(tags, self.learned, scheme or self.scheme) if self.has_spans else list(tags)

    def head_spec(self, config: TaggerConfig) -> TagHeadSpec:
        """The head that gives them: spans are scored by a CRF that knows which tags may follow
        which.
        """
        from pantoum.layers import Constraints
        from pantoum.models import TagHeadSpec

        crf = self.has_spans if config.crf == "auto" else config.crf
        constraints = (
            Constraints(*allowed_transitions(self.labels.labels, self.learned))
            if crf and self.has_spans
            else None
        )
        return TagHeadSpec(self.labels.size, crf, constraints)


def _one_word_has_a_tag(labels: Sequence[str], scheme: Scheme) -> bool:
    """Whether a sequence of one word can be valid."""
    start, _, end = allowed_transitions(labels, scheme)
    return bool((start & end).any())


def columns_to_json(columns: Sequence[TagColumn]) -> str:
    """Everything about the columns as one JSON object."""
    state = [
        {
            "name": column.name,
            "scheme": column.scheme,
            "learned": column.learned,
            **json.loads(column.labels.to_json()),
        }
        for column in columns
    ]
    return json.dumps({"columns": state}, ensure_ascii=False, indent=1)


def columns_from_json(text: str) -> tuple[TagColumn, ...]:
    """The columns that `columns_to_json` wrote.

    Raises: PantoumError when the text is not such an object.
    """
    with reading_saved("tags"):
        columns = tuple(_column(state) for state in json.loads(text)["columns"])
        if not columns or len({column.name for column in columns}) < len(columns):
            raise ValueError("no column, or one twice")
    return columns


def _column(state: dict[str, object]) -> TagColumn:
    name = state["name"]
    scheme = state["scheme"]
    learned = state["learned"]
    schemes = get_args(Scheme)
    if not isinstance(name, str) or scheme not in schemes or learned not in schemes:
        raise ValueError("name or scheme")
    if (scheme == "none") != (learned == "none") or not state["labels"]:
        raise ValueError("scheme or labels")
    return TagColumn(name, scheme, learned, LabelVocabulary.from_json(json.dumps(state)))  # pyright: ignore[reportArgumentType]
