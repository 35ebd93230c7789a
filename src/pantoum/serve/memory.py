"""Memory that a model no longer needs, given back to the system."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Give back to the system what is free in this process.

    The allocator of the GNU C library keeps what is freed, for each thread apart: a server whose
    models are loaded anew, in one thread or another, would grow by the size of a model several
    times. Other systems have nothing to be called for it.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
