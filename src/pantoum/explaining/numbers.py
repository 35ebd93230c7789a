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
