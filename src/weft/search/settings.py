"""The settings that a search can work with."""

from __future__ import annotations

from weft.config import SearchConfig
from weft.errors import WeftError

MOST_BEAM = 1_000
# Its power of a length must stay within float32.
MOST_LENGTH_PENALTY = 10.0


def check_search(search: SearchConfig) -> None:
    """Refuse settings that no search can work with.

    Raises: WeftError, naming the setting, the rule and the value.
    """
    if type(search.beam) is not int or not 1 <= search.beam <= MOST_BEAM:
        raise WeftError(f"beam must be a whole number from 1 to {MOST_BEAM:,}, but is {search.beam!r}")
    number = isinstance(search.length_penalty, int | float) and not isinstance(search.length_penalty, bool)
    if not number or not 0 <= search.length_penalty <= MOST_LENGTH_PENALTY:
        raise WeftError(
            f"length_penalty must be a number from 0 to {MOST_LENGTH_PENALTY:g}, but is {search.length_penalty!r}"
        )
