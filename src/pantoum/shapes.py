"""Checks of the tensors that a public block is given: shapes, types and devices.

A wrong tensor is refused by one sentence that says what it is, what was expected and what came:
ValueError for a wrong size or device, TypeError for a wrong type. Only what a tensor knows of
itself is read, never its numbers, so a check costs about a microsecond and never waits for a GPU.
The steps inside a block are not checked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import torch
from jaxtyping import Int
from torch import Tensor

Lengths = Int[Tensor, "batch"] | Sequence[int]
"""How many real tokens each row has: a tensor of whole numbers, or plain ones."""


def check_shape(block: object, name: str, tensor: Any, *shape: int | str) -> None:
    """Refuse what is no tensor of this shape.

    Args:
        block: whose argument it is; its class is named.
        shape: each axis's size, or in words what an axis of any size counts.
    Raises: TypeError for what is no tensor, ValueError for another shape.
    """
    if not isinstance(tensor, Tensor):
        _refuse_type(block, name, "a tensor", tensor)
    sizes = tensor.shape
    if len(sizes) == len(shape):
        for size, expected in zip(sizes, shape, strict=True):
            if size != expected and not isinstance(expected, str):
                break
        else:
            return
    wanted = ", ".join(map(str, shape))
    raise ValueError(
        f"{_name(block)}: {name} must have the shape [{wanted}], but has {list(sizes)}"
    )


def check_like(
    block: object, name: str, tensor: Tensor, like: Tensor, those: str = "the weights"
) -> None:
    """Refuse a tensor of another number type or on another device than the block's weights.

    Under autocast any floating-point type will do, for PyTorch then chooses them.

    Args:
        like: one of the weights, or a tensor made from them.
        those: what `like` is one of, in words.
    Raises: TypeError for another number type, ValueError for another device.
    """
    check_device(block, name, tensor, like)
    if tensor.dtype != like.dtype:
        mixed = torch.is_autocast_enabled(tensor.device.type)
        if mixed and tensor.is_floating_point():
            return
        raise TypeError(
            f"{_name(block)}: {name} must be of {like.dtype}, as {those} are, but is of "
            f"{tensor.dtype}"
        )


def check_device(block: object, name: str, tensor: Tensor, like: Tensor) -> None:
    """Refuse a tensor on another device.

    Raises: ValueError.
    """
    if tensor.device != like.device:
        raise ValueError(
            f"{_name(block)}: {name} must be on {like.device}, as the rest is, but is on "
            f"{tensor.device}"
        )


def check_numbers(
    block: object, name: str, tensor: Any, like: Tensor | None, *shape: int | str
) -> None:
    """Refuse what is no tensor of whole numbers of this shape, such as the ids of symbols.

    Args:
        like: where it must be; None where that does not matter.
    Raises: TypeError for another type, ValueError for another shape or device.
    """
    check_shape(block, name, tensor, *shape)
    if tensor.dtype is not torch.long and tensor.dtype is not torch.int:
        raise TypeError(
            f"{_name(block)}: {name} must hold whole numbers of torch.int64 or torch.int32, but "
            f"is of {tensor.dtype}"
        )
    if like is not None:
        check_device(block, name, tensor, like)


def check_lengths(block: object, lengths: Any, rows: Tensor, name: str = "lengths") -> Tensor:
    """The lengths as 64-bit whole numbers beside the rows that they are of, one for each.

    Args:
        lengths: a tensor, or plain whole numbers.
        rows: whatever has the batch as its first axis.
    Raises: TypeError for another type, ValueError for another number of them or another device.
    """
    if not isinstance(lengths, Tensor):
        lengths = _as_tensor(block, name, lengths, rows.device)
    check_numbers(block, name, lengths, rows, rows.shape[0])
    return lengths.long()


def check_rows(
    block: object,
    name: str,
    x: Any,
    size: int | None,
    lengths: Any,
    like: Tensor | None = None,
) -> Tensor:
    """The lengths of padded rows [batch, time, size], once both are checked; see `check_lengths`.

    Args:
        size: of the last axis; None for any.
        like: one of the weights, if there are any.
    Raises: TypeError and ValueError, as `check_shape`, `check_like` and `check_lengths`.
    """
    check_shape(block, name, x, "batch", "time", "size" if size is None else size)
    if like is not None:
        check_like(block, name, x, like)
    elif not x.is_floating_point():
        raise TypeError(f"{_name(block)}: {name} must hold real numbers, but is of {x.dtype}")
    return check_lengths(block, lengths, x)


def check_range(lengths: Tensor, time: int) -> None:
    """Refuse a length below 0 or beyond `time`.

    Only lengths on the CPU are read: on a GPU that would stall the queue of work. A graph that is
    being traced has no numbers yet.

    Raises: ValueError.
    """
    if torch.compiler.is_exporting():
        return
    if lengths.device.type == "cpu" and bool(((lengths < 0) | (lengths > time)).any()):
        raise ValueError(
            f"lengths must be from 0 to {time}, the size of the time axis: {lengths.tolist()}"
        )


def check_state(block: Any, state: Any, cell: Any, batch: int, like: Tensor) -> Any:
    """The state of a cell as one of its kind, whose parts are all [batch, hidden].

    Args:
        state: one of that kind, or a plain tuple or list of as many tensors.
        like: one of the weights.
    Raises: TypeError for what is no such state, ValueError for parts of another shape or device.
    """
    kind = cell.state_type
    if type(state) is not kind:
        fields = kind._fields
        tensors = "1 tensor" if len(fields) == 1 else f"{len(fields)} tensors"
        wanted = f"{kind.__name__}({', '.join(fields)}) or a tuple of {tensors}"
        check_parts(block, state, len(fields), wanted)
        state = kind(*state)
    for field, part in zip(kind._fields, state, strict=True):
        check_shape(block, f"state.{field}", part, batch, cell.hidden_size)
        check_like(block, f"state.{field}", part, like)
    return state


def check_parts(block: object, state: Any, count: int, wanted: str) -> None:
    """Refuse a state that is no tuple or list of so many states.

    Raises: TypeError.
    """
    if not isinstance(state, tuple | list) or len(state) != count:
        _refuse_type(block, "state", wanted, state)


def check_step(cell: Any, x: Any, state: Any, like: Tensor) -> Any:
    """The state of a cell's step, once it and what is read are checked, x [batch, input].

    Args:
        like: one of the weights.
    Raises: TypeError and ValueError, as `check_shape`, `check_like` and `check_state`.
    """
    check_shape(cell, "x", x, "batch", cell.input_size)
    check_like(cell, "x", x, like)
    return check_state(cell, state, cell, x.shape[0], like)


def check_members(
    block: object, name: str, part: object, members: Sequence[str], hint: str
) -> None:
    """Refuse a part that lacks something of its contract.

    Args:
        members: what it must have.
        hint: what keeps the contract.
    Raises: TypeError.
    """
    missing = [member for member in members if not hasattr(part, member)]
    if missing:
        kind = type(part)
        raise TypeError(
            f"{_name(block)}: {name} must be {hint}, but {kind.__module__}.{kind.__qualname__} "
            f"has no {', '.join(missing)}"
        )


def check_size(block: object, name: str, size: Any, expected: Any, why: str) -> None:
    """Refuse a part whose size does not fit the one beside it.

    Args:
        size, expected: None where a part does not say.
        why: where the expected size comes from.
    Raises: ValueError.
    """
    if size is not None and expected is not None and size != expected:
        raise ValueError(f"{_name(block)}: {name} must be {expected}, {why}, but is {size}")


def _as_tensor(block: object, name: str, numbers: Any, device: torch.device) -> Tensor:
    whole = isinstance(numbers, Sequence) and all(
        isinstance(number, int) and not isinstance(number, bool) for number in numbers
    )
    if not whole or isinstance(numbers, str):
        _refuse_type(block, name, "a tensor or a list of whole numbers", numbers)
    return torch.tensor(numbers, dtype=torch.long, device=device)


def _refuse_type(block: object, name: str, wanted: str, found: object) -> NoReturn:
    many = isinstance(found, tuple | list)
    kind = type(found).__name__
    got = f"{kind} of {len(found)}" if many else kind  # type: ignore[arg-type]
    raise TypeError(f"{_name(block)}: {name} must be {wanted}, but is a {got}")


def _name(block: object) -> str:
    return block if isinstance(block, str) else type(block).__name__
