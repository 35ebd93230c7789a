"""Beam search: the few likeliest beginnings of every output, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError
from pantoum.models import Branches
from pantoum.search.banks import Wishes, share_out
from pantoum.search.contract import Hypothesis, Step, limits_of
from pantoum.search.front import Front, begin
from pantoum.search.ranking import coverage, length_divisor
from pantoum.search.rules import IMPOSSIBLE, Automaton, Required, Rule
from pantoum.search.settings import check_outputs
from pantoum.search.speaker import Next, Said, Speaker
from pantoum.search.trace import Candidates, Trace
from pantoum.symbols import EOS


@torch.inference_mode()
def beam_search(
    model: Step,
    state: Any,
    lengths: Int[Tensor, " rows"],
    longest: Sequence[int],
    search: SearchConfig,
    nbest: int = 1,
    *,
    rules: Sequence[Rule] = (),
    automata: Sequence[Automaton] = (),
    attention: bool = True,
    unknown: bool = False,
) -> list[list[Hypothesis]]:
    """The best outputs of each row, best first.

    A beam holds the likeliest beginnings of an output. At every step the likeliest continuations of
    all of them take their places; one that ends with </s> leaves with its place, so that a beam of
    n gives n outputs at most and a beam of 1 is greedy search. A row is done when its beam is
    empty, or as soon as no beginning left can reach the `nbest` best that it has. At the longest
    output what is left ends where it is, and ranks below all that ended with </s>; it does not
    count if an automaton is not content with it.

    Args:
        model: in evaluation mode.
        state: the model's after reading the inputs; lengths: the inputs'.
        longest: for each row the most symbols its output may have, </s> included.
        search: how many beginnings are kept (where the vocabulary is smaller there are fewer), how
            their scores are found of log-probabilities, and what continuations of the same
            beginning cost each other.
        nbest: how many outputs to give for each row; there are fewer where there are not as many.
        rules, automata: what outputs must keep; a row that has no such output has no hypothesis.
        attention: whether hypotheses say where the model looked.
        unknown: whether the unknown symbol may come.
    Raises: PantoumError for settings that cannot work, and when the model's probabilities are not
        numbers.
    Sources: Graves (2012), arXiv:1211.3711; Sutskever, Vinyals & Le (2014), arXiv:1409.3215.
    """
    _check(search, nbest)
    speaker, trace = Speaker(model, rules, automata, unknown=unknown), Trace()
    front = begin(limits_of(longest, lengths), search.beam, nbest)
    parents, said = front.rows, speaker.begin(state, front.rows)
    while len(front.tokens):
        coming = speaker.next(front.tokens, said)
        trace.read(front.tokens, parents, coming.weights if attention else None)
        front = front.looked(coming.weights, lengths) if search.coverage_penalty else front
        candidates, met = _continue(
            front, coming, trace.steps, search, _wishes(automata, coming.said)
        )
        cut = met & all(isinstance(automaton, Required) for automaton in automata)
        front, branches = _choose(front, candidates, trace, search, cut)
        parents = branches.parents
        if len(parents):
            said = speaker.say(coming.said.branch(branches), front.tokens)
    return trace.hypotheses(lengths.tolist(), nbest, free=speaker.free)


def _check(search: SearchConfig, nbest: int) -> None:
    if nbest < 1 or search.length_penalty < 0:
        raise PantoumError(
            "a search needs nbest of at least 1 and a length penalty of at least 0, "
            f"but got {nbest} and {search.length_penalty}"
        )
    check_outputs(search, nbest)


def _wishes(automata: Sequence[Automaton], said: Said) -> Wishes | None:
    """What phrases wait for, if some are required."""
    pairs = zip(automata, said.places, strict=True)
    return next(
        (
            Wishes(automaton, places)
            for automaton, places in pairs
            if isinstance(automaton, Required)
        ),
        None,
    )


def _continue(
    front: Front, coming: Next, steps: int, search: SearchConfig, wishes: Wishes | None
) -> tuple[Candidates, Bool[Tensor, "rows beam"]]:
    """The likeliest continuations of each row's beginnings: [rows, beam], IMPOSSIBLE where there
    are too few.

    They are in the order in which they get the row's places: the likeliest first, or as `share_out`
    has it.

    Returns: they, and whether each has all the phrases that are required of it.
    """
    beam = search.beam
    best, columns = coming.log_probabilities.topk(
        min(beam, coming.log_probabilities.shape[1]), dim=-1
    )
    # topk leaves the order of equals open: they go by their ids, and the stable sort below keeps
    # that. Which equals it takes at its edge is its own choice, but on a CPU the same for the same
    # row in every batch.
    if wishes is not None:
        best, columns = wishes.add(best, columns, coming.log_probabilities)
    columns, by_id = columns.sort(dim=-1)
    tokens = coming.symbols(columns)
    totals = front.totals[:, None] + best.gather(-1, by_id)
    places = totals - search.diversity * by_id if search.diversity else totals
    each = tokens.shape[1]

    def of_rows(values: Tensor, empty: float | int) -> Tensor:
        """All continuations of each row's beginnings side by side."""
        return front.table(values, beam, empty).view(-1, beam * each)

    _, order = of_rows(places, IMPOSSIBLE).sort(descending=True, stable=True)
    met = torch.ones_like(order, dtype=torch.bool)
    if wishes is not None:
        done, left = (of_rows(part, 0).gather(1, order) for part in wishes.after(columns))
        shared = share_out(of_rows(totals, IMPOSSIBLE).gather(1, order), done)
        order, met = order.gather(1, shared), left.gather(1, shared) == 0
    order = order[:, :beam]
    alive = torch.arange(len(front.places), device=tokens.device)
    parents = front.table(alive, beam, 0).view(-1, beam).gather(1, order // each)
    tokens = of_rows(tokens, 0).gather(1, order)
    totals = of_rows(totals, IMPOSSIBLE).gather(1, order)
    scores = totals / length_divisor(steps, search)
    if front.covered is not None:
        scores = scores + coverage(front.covered, search.coverage_penalty)[parents]
    return Candidates(front.rows[:, None].expand_as(order), parents, tokens, totals, scores), met[
        :, :beam
    ]


def _choose(
    front: Front,
    candidates: Candidates,
    trace: Trace,
    search: SearchConfig,
    cut: Bool[Tensor, "rows beam"],
) -> tuple[Front, Branches]:
    """Fill the beams, let go what has ended, and take out the rows that are done.

    Args:
        cut: whether each counts if it is left at the longest output.
    """
    totals, tokens = candidates.totals, candidates.tokens
    column = torch.arange(search.beam, device=tokens.device)
    taken = (column < front.room[:, None]) & (totals != IMPOSSIBLE)
    ended = taken & (tokens == EOS)
    last = front.limits == trace.steps
    trace.choose(candidates, ended | (taken & last[:, None] & cut))
    scores = torch.where(ended, candidates.scores, IMPOSSIBLE)
    best = torch.cat([front.ended, scores], dim=1).topk(front.ended.shape[1], dim=1).values
    going = taken & ~ended & ~last[:, None]
    going &= _can_win(totals, going, best[:, -1], front.limits, search)[:, None]
    return front._replace(room=front.room - ended.sum(dim=1), ended=best).advance(candidates, going)


def _can_win(
    totals: Float[Tensor, "rows beam"],
    going: Bool[Tensor, "rows beam"],
    worst: Float[Tensor, " rows"],
    limits: Int[Tensor, " rows"],
    search: SearchConfig,
) -> Bool[Tensor, " rows"]:
    """Whether any of a row's beginnings may still end better than the last of the outputs it has.

    Log-probabilities only fall, the longest output has the largest divisor, and full coverage costs
    nothing: no end can score above the bound.
    """
    bound = torch.where(going, totals, IMPOSSIBLE).amax(dim=1) / length_divisor(limits, search)
    return bound > worst
