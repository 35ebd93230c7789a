"""Beam search: the few likeliest partial hypotheses of every output, in one batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError
from pantoum.models import Branches
from pantoum.search.backpointers import Backpointers, Candidates
from pantoum.search.beam_state import BeamState, allocate
from pantoum.search.beam_trace import BeamTrace
from pantoum.search.contract import Hypothesis, Step, limits_of
from pantoum.search.processors import Constraint, Progress, StepProcessor
from pantoum.search.ranking import coverage_score, length_divisor
from pantoum.search.step_scorer import NextTokenScores, StepScorer
from pantoum.symbols import EOS, NEG_INF


@torch.inference_mode()
def beam_search(
    model: Step,
    state: Any,
    lengths: Int[Tensor, " rows"],
    longest: Sequence[int],
    search: SearchConfig,
    nbest: int = 1,
    *,
    processors: Sequence[StepProcessor] = (),
    constraints: Sequence[Constraint] = (),
    attention: bool = True,
    unknown: bool = False,
    trace: BeamTrace | None = None,
) -> list[list[Hypothesis]]:
    """The best outputs of each row, best first.

    A beam holds the likeliest partial hypotheses of an output. At every step the likeliest
    continuations of all of them take its slots; one that ends with </s> leaves together with its
    slot, so that a beam of n gives n outputs at most and a beam of 1 is greedy search. A row is
    finished when its beam is empty, or as soon as no partial hypothesis can reach the `nbest` best
    outputs that it has. At the longest output what is left ends where it is, and ranks below all
    that ended with </s>; it does not count where a constraint is not met.

    Args:
        model: in evaluation mode.
        state: the model's after reading the inputs; lengths: the inputs'.
        longest: for each row the most symbols its output may have, </s> included.
        search: how many partial hypotheses are kept (where the vocabulary is smaller there are
            fewer), how scores are computed from log-probabilities, and what continuations of the
            same prefix cost each other.
        nbest: how many outputs to give for each row; there are fewer where there are not as many.
        processors, constraints: what outputs must hold or must not; a row without a possible output
            has no hypothesis.
        attention: whether hypotheses have their attention weights.
        unknown: whether the unknown symbol may come.
        trace: what a search over one input leaves its steps in, for whoever wants to see them.
    Raises: PantoumError for settings that cannot work, and when the model's probabilities are not
        numbers.
    Sources: Graves (2012), arXiv:1211.3711; Sutskever, Vinyals & Le (2014), arXiv:1409.3215.
    """
    _check(search, nbest)
    scorer = StepScorer(model, processors, constraints, unknown=unknown)
    backpointers = Backpointers()
    if trace is not None:
        _check_trace(trace, len(lengths))
        trace.begin(backpointers, search.beam)
    beam = BeamState.initial(limits_of(longest, lengths), search.beam, nbest)
    parents = beam.rows
    prefixes = scorer.start(state, beam.rows)
    may_be_cut = all(constraint.allows_cut for constraint in constraints)
    while len(beam.tokens):
        scores = scorer.score(beam.tokens, prefixes)
        backpointers.read(beam.tokens, parents, scores.attention if attention else None)
        if search.coverage_penalty:
            beam = beam.attended(scores.attention, lengths)
        progress = scorer.progress(scores.state)
        candidates, met = _expand(beam, scores, backpointers.steps, search, progress)
        beam, branches = _choose(beam, candidates, backpointers, search, met & may_be_cut)
        parents = branches.parents
        if len(parents):
            prefixes = scorer.append(scores.state.branch(branches), beam.tokens)
    return backpointers.hypotheses(lengths.tolist(), nbest, unconstrained=scorer.unconstrained)


def _check(search: SearchConfig, nbest: int) -> None:
    for setting, value, least in (
        ("nbest", nbest, 1),
        ("length_penalty", search.length_penalty, 0),
    ):
        if value < least:
            raise PantoumError(setting=setting, rule=f"at least {least}", value=value)
    check_outputs(search, nbest)


def _check_trace(trace: object, inputs: int) -> None:
    """Refuse what is no trace, and to trace a search over several inputs."""
    if not isinstance(trace, BeamTrace):
        raise PantoumError(setting="trace", rule="a BeamTrace, or left out", value=trace)
    if inputs != 1:
        raise PantoumError(
            f"a trace is of a search over one input, but there are {inputs}",
            setting="trace",
            rule="left out for several inputs",
        )


def _expand(
    state: BeamState,
    scores: NextTokenScores,
    steps: int,
    search: SearchConfig,
    progress: Progress | None,
) -> tuple[Candidates, Bool[Tensor, "rows beam"]]:
    """The likeliest continuations of each row's partial hypotheses: [rows, beam], NEG_INF where
    there are too few.

    They are in the order in which they get the row's slots: the likeliest first, or as `allocate`
    orders them.

    Returns: the candidates, and whether each has met all that is required of it.
    """
    beam = search.beam
    best, columns = scores.log_probabilities.topk(
        min(beam, scores.log_probabilities.shape[1]), dim=-1
    )
    # topk leaves the order of equals open: they go by their ids, and the stable sort below keeps
    # that. Which equals it takes at its edge is its own choice, but on a CPU the same for the same
    # row in every batch.
    if progress is not None:
        best, columns = progress.add_candidates(best, columns, scores.log_probabilities)
    columns, by_id = columns.sort(dim=-1)
    tokens = scores.symbols(columns)
    totals = state.totals[:, None] + best.gather(-1, by_id)
    ranked_by = totals - search.diversity * by_id if search.diversity else totals
    each = tokens.shape[1]

    def of_rows(values: Tensor, empty: float | int) -> Tensor:
        """All continuations of each row's partial hypotheses in one row."""
        return state.table(values, beam, empty).view(-1, beam * each)

    _, order = of_rows(ranked_by, NEG_INF).sort(descending=True, stable=True)
    all_met = torch.ones_like(order, dtype=torch.bool)
    if progress is not None:
        met, outstanding = (of_rows(part, 0).gather(1, order) for part in progress.after(columns))
        allocated = allocate(of_rows(totals, NEG_INF).gather(1, order), met)
        order = order.gather(1, allocated)
        all_met = outstanding.gather(1, allocated) == 0
    order = order[:, :beam]
    alive = torch.arange(len(state.places), device=tokens.device)
    parents = state.table(alive, beam, 0).view(-1, beam).gather(1, order // each)
    tokens = of_rows(tokens, 0).gather(1, order)
    totals = of_rows(totals, NEG_INF).gather(1, order)
    final = totals / length_divisor(steps, search)
    if state.coverage is not None:
        final = final + coverage_score(state.coverage, search.coverage_penalty)[parents]
    rows = state.rows[:, None].expand_as(order)
    return Candidates(rows, parents, tokens, totals, final), all_met[:, :beam]


def _choose(
    state: BeamState,
    candidates: Candidates,
    backpointers: Backpointers,
    search: SearchConfig,
    may_be_cut: Bool[Tensor, "rows beam"],
) -> tuple[BeamState, Branches]:
    """Fill the beams, let go what has ended, and take out the rows that are finished.

    Args:
        may_be_cut: whether each candidate counts if it is left at the longest output.
    """
    totals = candidates.totals
    tokens = candidates.tokens
    column = torch.arange(search.beam, device=tokens.device)
    taken = (column < state.open_slots[:, None]) & (totals != NEG_INF)
    ended = taken & (tokens == EOS)
    last = state.limits == backpointers.steps
    backpointers.finish(candidates, ended | (taken & last[:, None] & may_be_cut))
    scores = torch.where(ended, candidates.scores, NEG_INF)
    nbest = state.best_scores.shape[1]
    best = torch.cat([state.best_scores, scores], dim=1).topk(nbest, dim=1).values
    going = taken & ~ended & ~last[:, None]
    going &= _can_win(totals, going, best[:, -1], state.limits, search)[:, None]
    open_slots = state.open_slots - ended.sum(dim=1)
    return state._replace(open_slots=open_slots, best_scores=best).advance(candidates, going)


def _can_win(
    totals: Float[Tensor, "rows beam"],
    going: Bool[Tensor, "rows beam"],
    worst: Float[Tensor, " rows"],
    limits: Int[Tensor, " rows"],
    search: SearchConfig,
) -> Bool[Tensor, " rows"]:
    """Whether any of a row's partial hypotheses may still end better than the last of the outputs
    it has.

    Log-probabilities only fall, the longest output has the largest divisor, and full coverage costs
    nothing: no end can score above the bound.
    """
    bound = torch.where(going, totals, NEG_INF).amax(dim=1) / length_divisor(limits, search)
    return bound > worst


def check_outputs(search: SearchConfig, count: int) -> None:
    """Refuse more outputs for an input than the beam is wide.

    Raises: PantoumError, naming both.
    """
    if count > search.beam:
        raise PantoumError(
            f"a beam of {search.beam} cannot give {count} outputs for an input",
            setting="beam",
            rule=f"at least {count}, the number of outputs",
            value=search.beam,
            remedy=f"set beam to at least {count}",
        )
