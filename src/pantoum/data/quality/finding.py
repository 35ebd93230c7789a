"""One thing that is or may be wrong with data: what, how often, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pantoum.data.lines import printable

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
# So many places are kept of a finding.
MOST_PLACES = 5


class Place(NamedTuple):
    """A line of a file; an empty path and line 0 for data from memory."""

    path: str
    line: int


@dataclass(frozen=True)
class Finding:
    """What a check has found.

    Attributes:
        check: the name of the check, as in "conflicts".
        severity: an error is surely wrong; a warning is wrong in most data; a note is good to know.
        count: how many examples or symbols it is true of.
        problem: a sentence that says what is wrong, with an example.
        remedy: what to do, as an imperative.
        places: the first lines of it.
    """

    check: str
    severity: Severity
    count: int
    problem: str
    remedy: str
    places: tuple[Place, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {**vars(self), "places": [place._asdict() for place in self.places]}


def first_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """The first of the places that are known, each once."""
    known: dict[Place, None] = {}
    for place in places:
        if place.line:
            known[place] = None
        if len(known) == MOST_PLACES:
            break
    return tuple(known)


def quoted(text: str) -> str:
    """The beginning of a text for a message; what has no shape is written as its escape."""
    shown = printable(text[:40])
    return f'"{shown}…"' if len(text) > 40 else f'"{shown}"'


def counted(count: int, one: str, many: str = "") -> str:
    """A number and what is counted: "1 pair", "2 pairs"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
