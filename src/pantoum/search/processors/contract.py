"""What a step processor is, and what a constraint is."""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

from jaxtyping import Float, Int
from torch import Tensor


class Prefixes(NamedTuple):
    """The symbols of partial hypotheses.

    rows: the input that each is for, a row of the batch; symbols: those after <s>.
    """

    rows: Int[Tensor, " alive"]
    symbols: Int[Tensor, "alive steps"]


@runtime_checkable
class StepProcessor(Protocol):
    """Changes the scores of the next symbol, as far as the symbols before it decide that."""

    def __call__(
        self, scores: Float[Tensor, "alive vocabulary"], prefixes: Prefixes
    ) -> Float[Tensor, "alive vocabulary"]:
        """The log-probabilities of the next symbol, with `NEG_INF` for what must not come.

        It may write to `scores`.
        """
        ...


@runtime_checkable
class Constraint(Protocol):
    """A finite-state constraint: a step processor that keeps a state for each partial hypothesis.

    A state is a number, or a row of numbers, and all states of a batch are one tensor.
    """

    @property
    def allows_cut(self) -> bool:
        """Whether an output may count that is cut at the longest length.

        If so, it counts when its `progress` has nothing outstanding.
        """
        ...

    def start(self, rows: Int[Tensor, " rows"]) -> Int[Tensor, "rows *state"]:
        """The states of empty prefixes."""
        ...

    def advance(
        self, states: Int[Tensor, "alive *state"], tokens: Int[Tensor, " alive"]
    ) -> Int[Tensor, "alive *state"]:
        """The states after one more symbol each."""
        ...

    def __call__(
        self,
        scores: Float[Tensor, "alive vocabulary"],
        prefixes: Prefixes,
        states: Int[Tensor, "alive *state"],
    ) -> Float[Tensor, "alive vocabulary"]:
        """As for a `StepProcessor`."""
        ...

    def progress(self, states: Int[Tensor, "alive *state"]) -> Progress | None:
        """How far prefixes in these states have come, for a beam to share its slots by; None for a
        constraint that needs no share of the slots.
        """
        ...


@runtime_checkable
class Progress(Protocol):
    """How much of what must come each partial hypothesis of a batch has."""

    def add_candidates(
        self,
        best: Float[Tensor, "alive each"],
        columns: Int[Tensor, "alive each"],
        scores: Float[Tensor, "alive vocabulary"],
    ) -> tuple[Float[Tensor, "alive more"], Int[Tensor, "alive more"]]:
        """The likeliest continuations, and with them those that bring a prefix further.

        Args:
            best, columns: the likeliest continuations' log-probabilities and symbols.
            scores: of all symbols.
        """
        ...

    def after(
        self, columns: Int[Tensor, "alive each"]
    ) -> tuple[Int[Tensor, "alive each"], Int[Tensor, "alive each"]]:
        """For each prefix continued by each of these symbols: how many required symbols it has, and
        how many requirements are outstanding.
        """
        ...
