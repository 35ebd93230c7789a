"""What a rule for outputs is."""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

from jaxtyping import Float, Int
from torch import Tensor

IMPOSSIBLE = float("-inf")


class Begun(NamedTuple):
    """Beginnings of outputs: which input each is for, a row of the batch, and its symbols after
    <s>.
    """

    rows: Int[Tensor, " alive"]
    symbols: Int[Tensor, "alive steps"]


@runtime_checkable
class Rule(Protocol):
    """What may come next, as far as the symbols before it decide that."""

    def __call__(
        self, scores: Float[Tensor, "alive vocabulary"], begun: Begun
    ) -> Float[Tensor, "alive vocabulary"]:
        """The log-probabilities of the next symbol, with `IMPOSSIBLE` for what must not come.

        It may write to them.
        """
        ...


@runtime_checkable
class Automaton(Protocol):
    """A rule that remembers one number for each beginning: where in it the beginning stands."""

    def start(self, rows: Int[Tensor, " rows"]) -> Int[Tensor, " rows"]:
        """The places of empty beginnings."""
        ...

    def follow(
        self, places: Int[Tensor, " alive"], tokens: Int[Tensor, " alive"]
    ) -> Int[Tensor, " alive"]:
        """The places after one more symbol each."""
        ...

    def __call__(
        self, scores: Float[Tensor, "alive vocabulary"], begun: Begun, places: Int[Tensor, " alive"]
    ) -> Float[Tensor, "alive vocabulary"]:
        """As for a `Rule`."""
        ...
