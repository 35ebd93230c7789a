"""Whole numbers as a person writes them: ``1-5``, ``1,3,7`` or ``1-3,10``."""

from __future__ import annotations

import re

from pantoum.config.settings import MAX_SEED
from pantoum.errors import PantoumError

# More numbers than these are a mistake in writing rather than a wish.
MOST_NUMBERS = 10_000
_PART = re.compile(r"(\d+)(?:-(\d+))?")


def seeds_of(text: str) -> list[int]:
    """The seeds that a text names, each once, in its order.

    Raises: PantoumError for a text that names none, and for more than `MOST_NUMBERS`.
    """
    found: dict[int, None] = {}
    for part in text.split(","):
        numbers = range_of(part)
        if not numbers or numbers[-1] > MAX_SEED:
            raise PantoumError(
                setting="seeds",
                rule="whole numbers and ranges of them, such as 1-5 or 1,3,7",
                value=text,
            )
        found.update(dict.fromkeys(numbers))
        if len(found) > MOST_NUMBERS:
            raise PantoumError(
                setting="seeds", rule=f"at most {MOST_NUMBERS:,} whole numbers", value=text
            )
    return list(found)


def range_of(text: str) -> range | None:
    """The numbers that a part without commas names; of a range that is too long no more than shows
    that it is. An empty range for one that falls, None for what is neither number nor range.
    """
    numbers = _PART.fullmatch(text.strip())
    if numbers is None:
        return None
    first = int(numbers[1])
    last = first if numbers[2] is None else int(numbers[2])
    return range(first, min(last, first + MOST_NUMBERS) + 1)
