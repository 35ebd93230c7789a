"""The memory of a server: allocated from few places, and given back when it is free."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

# The parameter of the GNU C library's mallopt for the number of places that it allocates from.
M_ARENA_MAX = -8
# One for the first thread, and one for all others.
ARENAS = 2


def keep_together() -> None:
    """Allocate from few places, whatever thread asks; to be called before threads are made.

    The allocator of the GNU C library has eight places for each processor, and gives each new
    thread another one. Models are loaded in one thread or another and freed in a third, so each
    place comes to hold pages with a little in them.
    """
    setting = _function("mallopt")
    if setting is not None:
        setting(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give back to the system what is free in this process.

    The allocator of the GNU C library keeps what is freed until it is the last piece: a server
    whose models are loaded anew would grow by the size of a model several times. Other systems have
    nothing to be called for it.
    """
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


@cache
def _function(name: str) -> Callable[..., int] | None:
    """A function of the C library; None where it has none of this name."""
    try:
        return getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):
        return None
