"""What a tagger gives: tags of one kind or of several, each as its files write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pantoum_runtime.errors import PantoumRuntimeError, reading
from pantoum_runtime.schemes import SCHEMES, spans, written
from pantoum_runtime.text import strings

NO_SPANS = "none"


@dataclass(frozen=True)
class TagColumn:
    """One kind of tags.

    name: of its column; scheme: how files write spans, ``none`` for tags that are no spans;
    learned: how the network does; labels: the tag of each id, as the network writes it.
    """

    name: str
    scheme: str
    learned: str
    labels: list[str]

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> TagColumn:
        """The column that the metadata of a file describe.

        Raises:
            PantoumRuntimeError: the metadata are damaged.
        """
        with reading("tags"):
            labels = strings(state["labels"])
            name, scheme, learned = strings([state[key] for key in ("name", "scheme", "learned")])
            if not labels or len(set(labels)) < len(labels):
                raise ValueError("no label, or one twice")
            if scheme == learned == NO_SPANS:
                return cls(name, scheme, learned, labels)
            if scheme not in SCHEMES or learned not in SCHEMES:
                raise ValueError("scheme")
            spans(labels)  # a label that marks no span is refused here
        return cls(name, scheme, learned, labels)

    @property
    def has_spans(self) -> bool:
        """Whether the tags write spans."""
        return self.scheme != NO_SPANS

    def tags(self, ids: Iterable[int], scheme: str | None = None) -> list[str]:
        """The tags of a sentence, as files write them.

        Args:
            ids: those of the network.
            scheme: how spans are to be written, one that `check_scheme` allows; None: as files do.
        """
        labels = [self.labels[id] for id in ids]
        return written(labels, scheme or self.scheme) if self.has_spans else labels


def columns(state: Sequence[Mapping[str, Any]]) -> list[TagColumn]:
    """All kinds of tags that the metadata of a file describe.

    Raises:
        PantoumRuntimeError: the metadata are damaged.
    """
    with reading("tags"):
        found = [TagColumn.from_json(column) for column in state]
        if not found or len({column.name for column in found}) < len(found):
            raise ValueError("no column, or one twice")
    return found


def check_scheme(scheme: str | None, columns: Sequence[TagColumn]) -> None:
    """Refuse a scheme that is unknown, or that is of spans where no tags write any.

    Raises:
        PantoumRuntimeError: such a scheme.
    """
    if scheme is None:
        return
    if scheme not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise PantoumRuntimeError(
            f"scheme must be one of {known}, but is {scheme!r:.40}",
            setting="scheme",
            rule=f"one of {known}",
            value=scheme,
        )
    if not any(column.has_spans for column in columns):
        raise PantoumRuntimeError(
            f"scheme {scheme} is of spans, but the tags of this model write none",
            setting="scheme",
            value=scheme,
            remedy="leave it out",
        )
