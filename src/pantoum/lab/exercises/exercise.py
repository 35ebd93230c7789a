"""What an exercise is: a function to write, and the calls by which an answer is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor

# An answer of one's own is asked for: what the package has is what it is compared with.
OF_THE_PACKAGE = ("pantoum",)


class Call(NamedTuple):
    """One call of the function that was written.

    Args:
        arguments: what the function is given; it gets copies.
        expected: what it must give, where there is one right value.
        judge: says what is wrong with a value, as the rest of a sentence, or None if it is right;
            where there are many right values.
    """

    arguments: tuple[Any, ...]
    expected: Any = None
    judge: Callable[[Any], str | None] | None = None


class Mistake(NamedTuple):
    """A mistake that is often made: a function that makes it, and what to say to those who did."""

    function: Callable[..., Any]
    hint: str


@dataclass(frozen=True)
class Exercise:
    """A function to write.

    Args:
        name: such as ``lstm-1``.
        function: the name of the function; parameters: of its arguments, in order.
        returns: the names of what it gives: one, or those of a tuple.
        task: what to write, in a sentence or two.
        compared_with: what a right answer does, behind its name: "gives what LSTMCell gives".
        calls: the calls by which an answer is judged, with random numbers of a generator.
        forbidden: names that would spare the writing, which an answer may not import nor look up.
        mistakes: those that are known.
    """

    name: str
    function: str
    parameters: tuple[str, ...]
    returns: tuple[str, ...]
    task: str
    compared_with: str
    calls: Callable[[torch.Generator], list[Call]]
    forbidden: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def signature(self) -> str:
        """The function as it is to be called, ``lstm_step(x, a, c, weights)``."""
        return f"{self.function}({', '.join(self.parameters)})"


def normal(generator: torch.Generator, *shape: int, scale: float = 1.0) -> Tensor:
    """Random numbers around 0."""
    return scale * torch.randn(*shape, generator=generator)


def whole(generator: torch.Generator, low: int, high: int) -> int:
    """A random whole number, from `low` to `high`."""
    return int(torch.randint(low, high + 1, (), generator=generator))
