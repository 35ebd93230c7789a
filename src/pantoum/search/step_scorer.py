"""The scores of the next symbol: what every search gets from a model, its step processors and
constraints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.models import Branches
from pantoum.search.contract import ShortlistStep, Step
from pantoum.search.processors import Constraint, Prefixes, Progress, StepProcessor
from pantoum.symbols import BOS, EOS, NEG_INF, PAD


class PrefixState(NamedTuple):
    """Partial hypotheses, and the model's state after them.

    model: the model's state; prefixes: their inputs and symbols, where there are processors or
    constraints; constraints: their states, one tensor for each constraint.
    """

    model: Any
    prefixes: Prefixes | None
    constraints: tuple[Tensor, ...]

    def select(self, rows: Int[Tensor, " picked"]) -> PrefixState:
        """The state with its rows picked and reordered."""
        return self._with(self.model.select(rows), rows)

    def branch(self, branches: Branches) -> PrefixState:
        """The state of partial hypotheses that continue those here."""
        return self._with(self.model.branch(branches), branches.parents)

    def _with(self, model: Any, rows: Tensor) -> PrefixState:
        prefixes = self.prefixes
        if prefixes is not None:
            prefixes = Prefixes(*(part.index_select(0, rows) for part in prefixes))
        return PrefixState(
            model, prefixes, tuple(states.index_select(0, rows) for states in self.constraints)
        )


class NextTokenScores(NamedTuple):
    """The scores of the symbols that may come next.

    log_probabilities [alive, symbols]; state: of the prefixes, the symbols just read included;
    attention [alive, source]: the weights of this step; ids [symbols], ascending: the symbols that
    the log-probabilities are of, None for the whole vocabulary.
    """

    log_probabilities: Float[Tensor, "alive symbols"]
    state: PrefixState
    attention: Float[Tensor, "alive source"] | None
    ids: Int[Tensor, " symbols"] | None

    def symbols(self, columns: Int[Tensor, "*shape"]) -> Int[Tensor, "*shape"]:
        """The symbols of columns of the log-probabilities."""
        return columns if self.ids is None else self.ids[columns]


class StepScorer:
    """Gives the model's own log-probabilities, with `NEG_INF` for what must not come.

    <pad> and <s> never come.

    Args:
        model: in evaluation mode.
        processors: what else must not come, or is made less likely.
        constraints: step processors that keep a state for each partial hypothesis.
        unknown: whether the unknown symbol may come.
    """

    def __init__(
        self,
        model: Step,
        processors: Sequence[StepProcessor] = (),
        constraints: Sequence[Constraint] = (),
        *,
        unknown: bool = False,
    ) -> None:
        self._model = model
        self._unknown = unknown
        self._processors = processors
        self._constraints = constraints
        # Processors and constraints write to the scores of the whole vocabulary.
        self._shortlist_step = None
        if self.unconstrained and isinstance(model, ShortlistStep):
            self._shortlist_step = model.step_shortlisted

    @property
    def unconstrained(self) -> bool:
        """Whether there are neither processors nor constraints, so that every input has an
        output.
        """
        return not self._processors and not self._constraints

    def start(self, model_state: Any, rows: Int[Tensor, " rows"]) -> PrefixState:
        """The state of an empty prefix for each row."""
        prefixes = None if self.unconstrained else Prefixes(rows, rows.new_zeros(len(rows), 0))
        states = tuple(constraint.start(rows) for constraint in self._constraints)
        return PrefixState(model_state, prefixes, states)

    def score(self, tokens: Int[Tensor, " alive"], state: PrefixState) -> NextTokenScores:
        """The scores of what comes after `tokens`, the last symbols of the prefixes."""
        if self._shortlist_step is not None:
            scores, model_state, attention, ids = self._shortlist_step(tokens, state.model)
            scores = self._possible(scores, ids)
            return NextTokenScores(scores, state._replace(model=model_state), attention, ids)
        scores, model_state, attention = self._model.step(tokens, state.model)
        scores = self._possible(scores, None)
        if state.prefixes is not None:
            for processor in self._processors:
                scores = processor(scores, state.prefixes)
            for constraint, states in zip(self._constraints, state.constraints, strict=True):
                scores = constraint(scores, state.prefixes, states)
        return NextTokenScores(scores, state._replace(model=model_state), attention, None)

    def append(self, state: PrefixState, tokens: Int[Tensor, " alive"]) -> PrefixState:
        """The state of the prefixes with one more symbol each."""
        if state.prefixes is None:
            return state
        symbols = torch.cat([state.prefixes.symbols, tokens[:, None]], dim=1)
        pairs = zip(self._constraints, state.constraints, strict=True)
        constraints = tuple(constraint.advance(states, tokens) for constraint, states in pairs)
        return PrefixState(state.model, state.prefixes._replace(symbols=symbols), constraints)

    def progress(self, state: PrefixState) -> Progress | None:
        """The progress by which a beam shares its slots, if a constraint has some."""
        for constraint, states in zip(self._constraints, state.constraints, strict=True):
            progress = constraint.progress(states)
            if progress is not None:
                return progress
        return None

    def _possible(
        self, scores: Float[Tensor, "alive symbols"], ids: Int[Tensor, " symbols"] | None
    ) -> Float[Tensor, "alive symbols"]:
        """Log-probabilities, with `NEG_INF` for those symbols that no output may hold.

        Args:
            ids: of the symbols, as `ShortlistStep.step_shortlisted` gives them.
        """
        log_probabilities = scores.float()
        if ids is None and self._unknown:
            log_probabilities[:, [PAD, BOS]] = NEG_INF
        elif ids is None:
            # <pad>, the unknown symbol and <s> are the ones before </s>.
            log_probabilities[:, :EOS] = NEG_INF
        elif not self._unknown:
            log_probabilities[:, 0] = NEG_INF
        return log_probabilities
