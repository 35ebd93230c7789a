"""One finding of an explanation: numbers, what each of them is, and what they say in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """What one analysis has found.

    Attributes:
        name: its key in a file of findings, such as "reach".
        title: its heading.
        question: what it answers, in one sentence.
        values: what JSON has: numbers, texts, lists and mappings by names.
        definitions: what each entry of `values` is, with its unit and its source; entries of a
            mapping that have definitions of their own are named with dots, as in "errors.ece".
        sentences: what was found, in words, with the numbers.
        left_out: what could not be computed, and why.
    Raises: ValueError for values without a definition, and for definitions of nothing.
    """

    name: str
    title: str
    question: str
    values: Mapping[str, Any]
    definitions: Mapping[str, str]
    sentences: tuple[str, ...] = ()
    left_out: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        missing = [name for name in self.values if name not in self.definitions]
        known = set(_names(self.values))
        others = [name for name in self.definitions if name not in known]
        if missing or others:
            raise ValueError(
                f"{self.name}: each value needs a definition, and each definition a value; "
                f"without a definition: {missing}, without a value: {others}"
            )

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "title": self.title,
            "question": self.question,
            "found": list(self.sentences),
            "left_out": list(self.left_out),
            "definitions": dict(self.definitions),
            "values": dict(self.values),
        }


def _names(values: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The names of all entries of a mapping, however deep, joined by dots."""
    for name, value in values.items():
        whole = f"{before}{name}"
        yield whole
        if isinstance(value, Mapping):
            yield from _names(value, f"{whole}.")
