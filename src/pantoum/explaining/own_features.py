"""Features of one's own: a number for each symbol, by a function or in lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from pantoum.errors import PantoumError

# A function from the symbols of a text to a number for each, or None; or for each of the examined
# inputs a list of such numbers. What a user gives is checked here, and not by its type.
OwnFeature = Any


def check_own(features: Any, inputs: int) -> dict[str, OwnFeature]:
    """Features of one's own, by their names.

    Args:
        inputs: how many there are.
    Raises: PantoumError for what is neither a function nor a list for each input.
    """
    if features is None:
        return {}
    if not isinstance(features, Mapping):
        raise PantoumError(
            setting="features", rule="functions or lists by their names", value=features
        )
    for name, feature in features.items():
        if callable(feature):
            continue
        if isinstance(feature, str) or not isinstance(feature, Sequence):
            raise PantoumError(
                setting=f"features[{name!r}]",
                rule="a function of the symbols of a text, or a list of numbers for each input",
                value=feature,
            )
        if len(feature) != inputs:
            raise PantoumError(
                f"there are {len(feature):,} lists for {inputs:,} inputs;",
                setting=f"features[{name!r}]",
                where=f"features[{name!r}]",
                remedy="give one list for each input",
            )
    return dict(features)


def own_values(
    name: str, feature: OwnFeature, symbols: Sequence[str], row: int
) -> Float[np.ndarray, " symbols"]:
    """The number of each symbol of a text; NaN where there is none.

    Args:
        row: of the input.
    Raises: PantoumError for another number of numbers, and for what is no number.
    """
    found: Any = feature(list(symbols)) if callable(feature) else feature[row]
    try:
        values = np.array(
            [np.nan if one is None else float(one) for one in found], dtype=np.float64
        )
    except (TypeError, ValueError) as error:
        raise _wrong(name, row, "there is something that is no number;", found) from error
    if len(values) != len(symbols):
        problem = f"there are {len(values):,} numbers for {len(symbols):,} symbols;"
        raise _wrong(name, row, problem, found)
    return values


def _wrong(name: str, row: int, problem: str, found: Any) -> PantoumError:
    return PantoumError(
        problem,
        setting=f"features[{name!r}]",
        where=f"features[{name!r}], input {row + 1:,}",
        rule="a number for each symbol, or None",
        value=found,
        remedy="give a number for each symbol, or None",
    )
