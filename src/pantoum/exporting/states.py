"""States of a model as flat lists of tensors, which is what a graph can pass on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from torch import Tensor


def flatten(state: Any) -> list[Tensor]:
    """All tensors of a state, in order, however deep its tuples nest; None has none."""
    if state is None:
        return []
    if isinstance(state, Tensor):
        return [state]
    return [tensor for part in state for tensor in flatten(part)]


def rebuild(like: Any, tensors: Sequence[Tensor]) -> Any:
    """A state of the same form as another, made of the tensors that `flatten` gives."""
    remaining = iter(tensors)
    state = _rebuild(like, remaining)
    assert next(remaining, None) is None
    return state


def _rebuild(like: Any, remaining: Iterator[Tensor]) -> Any:
    if like is None:
        return None
    if isinstance(like, Tensor):
        return next(remaining)
    parts = [_rebuild(part, remaining) for part in like]
    return type(like)(*parts) if hasattr(like, "_fields") else type(like)(parts)
