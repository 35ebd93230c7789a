"""What the calls of all kinds of models have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.inputs import NO_LISTS
from pantoum_runtime.onnx_file import EXPORT_AGAIN

# Inputs of a stream that are predicted together.
CHUNK = 2_000


def refuse_options(others: Mapping[str, Any], kind: str, known: Sequence[str]) -> None:
    """Refuse options that a call does not have; those of other kinds of models that are None or
    False are left out, so that one piece of code calls all kinds.

    Args:
        kind: of the model, in words, as in "a tagger".
        known: the options that there are.

    Raises:
        PantoumRuntimeError: another option.
    """
    for name, value in others.items():
        if value is not None and value is not False:
            raise PantoumRuntimeError(
                f"an exported file of {kind} has no option {name!r:.40}",
                setting=name,
                rule=", ".join(known) or "no options",
                value=value,
                remedy="leave it out, or load the model's directory with pantoum",
            )


def chunks(inputs: Iterable[Any], what: str) -> Iterator[list[Any]]:
    """The inputs of a stream, so many at a time as are predicted together.

    Args:
        what: the inputs, for messages.

    Raises:
        PantoumRuntimeError: what gives no inputs, such as one string, whose letters would be
            inputs.
    """
    if isinstance(inputs, NO_LISTS) or not isinstance(inputs, Iterable):
        raise PantoumRuntimeError(
            f"a stream is of {what}, but got {inputs!r:.40}",
            setting=what,
            rule="a list, an open file, or anything else that gives one after the other",
            value=inputs,
            remedy="put it in a list",
        )
    rest = iter(inputs)
    return iter(lambda: list(islice(rest, CHUNK)), [])


def diverged() -> PantoumRuntimeError:
    """The error of a model whose probabilities are not numbers."""
    return PantoumRuntimeError(
        "the model's probabilities are not numbers, for its training diverged",
        setting="training.learning_rate",
        remedy="train it again with a lower training.learning_rate",
    )


def unfit(path: Path) -> PantoumRuntimeError:
    """The error of a file whose graph gives what its metadata do not know."""
    return PantoumRuntimeError(
        "its graph gives what its metadata do not know", where=str(path), remedy=EXPORT_AGAIN
    )


def longest_of(metadata: Mapping[str, Any]) -> int | None:
    """The length of the longest input of training; None where it is not known.

    Raises:
        ValueError: the metadata are damaged.
    """
    longest = metadata["longest_source"]
    if longest is not None and (type(longest) is not int or longest < 0):
        raise ValueError("longest_source")
    return longest


def numbered(names: Sequence[str], count: int) -> list[str]:
    """The names of what so many models read: those of the second end in _2, and so on."""
    suffixes = ["", *(f"_{number}" for number in range(2, count + 1))]
    return [f"{name}{suffix}" for suffix in suffixes for name in names]
