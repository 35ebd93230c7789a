"""The settings that a search can work with."""

from __future__ import annotations

from typing import get_args

from pantoum.config import LengthFormula, SearchConfig
from pantoum.errors import PantoumError

MOST_BEAM = 1_000
# The least and the most that each number may be. A power of a length must stay within float32.
NUMBERS = {
    "length_penalty": (0.0, 10.0),
    "coverage_penalty": (0.0, 10.0),
    "min_length_ratio": (0.0, 100.0),
    "max_length_ratio": (0.0, 100.0),
    "repetition_penalty": (1.0, 100.0),
    "diversity": (0.0, 100.0),
}
MOST_REPEAT = 100


def check_outputs(search: SearchConfig, count: int) -> None:
    """Refuse more outputs for an input than a beam has places.

    Raises: PantoumError, naming both.
    """
    if count > search.beam:
        raise PantoumError(
            f"a beam of {search.beam} cannot give {count} outputs for an input; set beam to at "
            f"least {count}"
        )


def check_search(search: SearchConfig) -> None:
    """Refuse settings that no search can work with.

    Raises: PantoumError, naming the setting, the rule and the value.
    """
    if type(search.beam) is not int or not 1 <= search.beam <= MOST_BEAM:
        raise PantoumError(
            f"beam must be a whole number from 1 to {MOST_BEAM:,}, but is {search.beam!r}"
        )
    for name, (least, most) in NUMBERS.items():
        value = getattr(search, name)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not least <= value <= most
        ):
            raise PantoumError(
                f"{name} must be a number from {least:g} to {most:g}, but is {value!r}"
            )
    if search.length_formula not in get_args(LengthFormula):
        raise PantoumError(
            f"length_formula must be {' or '.join(get_args(LengthFormula))}, but is "
            f"{search.length_formula!r}"
        )
    if (
        type(search.no_repeat_ngram_size) is not int
        or not 0 <= search.no_repeat_ngram_size <= MOST_REPEAT
    ):
        raise PantoumError(
            f"no_repeat_ngram_size must be a whole number from 0 to {MOST_REPEAT}, but is "
            f"{search.no_repeat_ngram_size!r}"
        )
    if search.max_length_ratio and search.max_length_ratio < search.min_length_ratio:
        raise PantoumError(
            f"max_length_ratio must be at least min_length_ratio {search.min_length_ratio:g}, "
            f"but is {search.max_length_ratio!r}"
        )
