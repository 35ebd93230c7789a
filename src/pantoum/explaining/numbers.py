"""Numbers as JSON has them."""

from __future__ import annotations

from typing import Any

import numpy as np


def rounded(values: Any, decimals: int) -> Any:
    """Plain numbers with so many decimals in lists as deep as the array is, None for what is not
    finite.
    """
    array = np.asarray(values, dtype=np.float64).round(decimals) + 0.0  # no minus before 0
    finite = np.isfinite(array)
    if finite.all():
        return array.tolist()
    shown = array.astype(object)
    shown[~finite] = None
    return shown.tolist()


def significant(values: Any, digits: int) -> Any:
    """The same with so many significant digits, for numbers of very different sizes."""
    array = np.asarray(values, dtype=np.float64)
    shown = [
        float(f"{value:.{digits - 1}e}") if np.isfinite(value) else None for value in array.ravel()
    ]
    return _nested(shown, array.shape)


def _nested(values: list[Any], shape: tuple[int, ...]) -> Any:
    """A flat list in lists of a shape."""
    if not shape:
        return values[0]
    if len(shape) == 1:
        return values
    size = len(values) // shape[0] if shape[0] else 0
    return [_nested(values[row * size : (row + 1) * size], shape[1:]) for row in range(shape[0])]
