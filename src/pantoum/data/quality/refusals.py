"""What training refuses of data, put together: the same mistake on many lines is one finding."""

from __future__ import annotations

import re

from pantoum.data.quality.finding import Finding, Place, counted, first_places
from pantoum.errors import PantoumError

NOWHERE = Place("", 0)
NO_REMEDY = "correct the file"

_DIGITS = re.compile(r"\d+")


class Refusals:
    """The errors of the lines of a part.

    Args:
        part: its name.
    """

    def __init__(self, part: str) -> None:
        self._part = part
        self._found: dict[tuple[str, ...], tuple[PantoumError, list[Place]]] = {}

    def add(self, error: PantoumError, place: Place) -> None:
        """Take the error of one line; Place("", 0) for that of the whole part."""
        self._found.setdefault(_kind(error), (error, []))[1].append(place)

    @property
    def findings(self) -> list[Finding]:
        """One for each kind of mistake, in the words of the first error of that kind."""
        return [self._finding(error, places) for error, places in self._found.values()]

    def _finding(self, error: PantoumError, places: list[Place]) -> Finding:
        if places == [NOWHERE]:
            return unreadable(error)
        problem = error.problem.removesuffix(";")
        return Finding(
            "refused",
            "error",
            len(places),
            f"{problem} ({counted(len(places), 'line')} of {self._part})",
            error.remedy or NO_REMEDY,
            first_places(places),
        )


def unreadable(error: PantoumError) -> Finding:
    """The finding that a whole file, or a part of the data as a whole, is refused."""
    text = str(error)
    remedy = error.remedy or NO_REMEDY
    problem = text.removesuffix(remedy).rstrip(" ").removesuffix(":").removesuffix(";")
    return Finding("unreadable", "error", 1, problem, remedy)


def _kind(error: PantoumError) -> tuple[str, ...]:
    """Errors against one rule, or with other numbers in one sentence, are the same mistake."""
    return error.rule or _DIGITS.sub("", error.problem), error.remedy or ""
