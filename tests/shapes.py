"""How the shapes and types that a function is annotated with are checked at its calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from beartype import beartype
from jaxtyping import config


def check(function: Callable[..., Any]) -> Callable[..., Any]:
    """What jaxtyping applies to the two functions that it makes of each of ours: the first is
    called with the arguments before ours is, and may return anything; the second with the arguments
    and what ours returned. Of the second only that is checked, for the arguments have been, and the
    sizes that they gave their names are still known.
    """
    hints = function.__annotations__
    if hints.get("return", Any) is not Any:
        function.__annotations__ = {"return": hints["return"]}
    return beartype(function)


@contextmanager
def unchecked() -> Iterator[None]:
    """For what takes thousands of calls whose like other tests have checked."""
    before = config.jaxtyping_disable
    config.update("jaxtyping_disable", True)
    try:
        yield
    finally:
        config.update("jaxtyping_disable", before)
