"""Seeds as a person writes them: ``1-5``, ``1,3,7`` or ``1-3,10``."""

from __future__ import annotations

import re

from pantoum.errors import PantoumError

# More runs than these are a mistake in writing rather than a wish.
MOST_SEEDS = 10_000
_PART = re.compile(r"(\d+)(?:-(\d+))?")


def seeds_of(text: str) -> list[int]:
    """The seeds that a text names, each once, in its order.

    Raises: PantoumError for a text that names none, and for more than `MOST_SEEDS`.
    """
    found: dict[int, None] = {}
    for part in text.split(","):
        numbers = _PART.fullmatch(part.strip())
        if numbers is None:
            raise _wrong(text)
        first = int(numbers[1])
        last = first if numbers[2] is None else int(numbers[2])
        if last < first:
            raise _wrong(text)
        # No more of a range than shows that it is too long.
        found.update(dict.fromkeys(range(first, min(last, first + MOST_SEEDS) + 1)))
        if len(found) > MOST_SEEDS:
            raise PantoumError(
                setting="seeds", rule=f"at most {MOST_SEEDS:,} whole numbers", value=text
            )
    return list(found)


def _wrong(text: str) -> PantoumError:
    return PantoumError(
        setting="seeds",
        rule="whole numbers and ranges of them, such as 1-5 or 1,3,7",
        value=text,
    )
