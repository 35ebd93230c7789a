"""Beam search: the few likeliest beginnings of every output, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from weft.errors import WeftError
from weft.search.contract import Hypothesis, Steps, limits_of
from weft.search.greedy import speakable
from weft.search.trace import Candidates, Trace
from weft.symbols import BOS, EOS

IMPOSSIBLE = float("-inf")


class Wanted(NamedTuple):
    """What a beam search looks for; see `beam_search`."""

    beam: int
    nbest: int
    length_penalty: float


class Front(NamedTuple):
    """The inputs still searched and, in one batch over all of them, the beginnings that go on.

    rows [rows]: which inputs; limits [rows]: their longest outputs; room [rows]: how many beginnings each may keep;
    ended [rows, nbest]: the best scores of outputs that ended by themselves; tokens, totals [alive]: each beginning's
    last symbol and log-probability; places [alive]: its place in a table [rows, beam].
    """

    rows: Int[Tensor, " rows"]
    limits: Int[Tensor, " rows"]
    room: Int[Tensor, " rows"]
    ended: Float[Tensor, "rows nbest"]
    tokens: Int[Tensor, " alive"]
    totals: Float[Tensor, " alive"]
    places: Int[Tensor, " alive"]


@torch.inference_mode()
def beam_search(
    model: Steps,
    source: Int[Tensor, "batch source"],
    lengths: Int[Tensor, " batch"],
    longest: Sequence[int],
    beam: int,
    nbest: int = 1,
    length_penalty: float = 1.0,
    *,
    attention: bool = True,
) -> list[list[Hypothesis]]:
    """The best outputs of each row, best first.

    A beam holds the likeliest beginnings of an output. At every step the likeliest continuations of all of them take
    their places; one that ends with </s> leaves with its place, so that a beam of n gives n outputs at most and a beam
    of 1 is greedy search. A row is done when its beam is empty, or as soon as no beginning left can reach the `nbest`
    best that it has. At the longest output what is left ends where it is, and ranks below all that ended with </s>.

    Args:
        model: in evaluation mode.
        source, lengths: padded ids of the inputs.
        longest: for each row the most symbols its output may have, </s> included.
        beam: how many beginnings are kept; where the vocabulary is smaller there are fewer.
        nbest: how many outputs to give for each row; there are fewer where there are not as many.
        length_penalty: scores are log-probabilities divided by (number of symbols and </s>) ** length_penalty.
        attention: whether hypotheses say where the model looked.
    Raises: WeftError for settings that cannot work, and when the model's probabilities are not numbers.
    Sources: Graves (2012), arXiv:1211.3711; Sutskever, Vinyals & Le (2014), arXiv:1409.3215.
    """
    wanted = Wanted(beam, nbest, length_penalty)
    _check(wanted)
    trace = Trace()
    front = _begin(limits_of(longest, source), wanted)
    parents = front.rows
    state = model.start(source, lengths)
    while len(front.tokens):
        logits, state, weights = model.step(front.tokens, state)
        trace.read(front.tokens, parents, weights if attention else None)
        candidates = _continue(front, speakable(logits), beam)
        ahead, parents = _choose(front, candidates, trace, wanted)
        if len(parents):
            state = state.reorder(parents) if _same_inputs(front, ahead, beam) else state.select(parents)
        front = ahead
    return trace.hypotheses(lengths.tolist(), nbest, length_penalty)


def _check(wanted: Wanted) -> None:
    if wanted.nbest < 1 or wanted.length_penalty < 0:
        raise WeftError(
            "a search needs nbest of at least 1 and a length penalty of at least 0, "
            f"but got {wanted.nbest} and {wanted.length_penalty}"
        )
    if wanted.nbest > wanted.beam:
        raise WeftError(
            f"a beam of {wanted.beam} cannot give {wanted.nbest} outputs for an input; "
            f"set beam to at least {wanted.nbest}"
        )


def _begin(limits: Int[Tensor, " rows"], wanted: Wanted) -> Front:
    """One empty beginning for each row."""
    rows = torch.arange(len(limits), device=limits.device)
    none_yet = torch.full((len(rows), wanted.nbest), IMPOSSIBLE, device=limits.device)
    totals = torch.zeros(len(rows), device=limits.device)
    room = torch.full_like(rows, wanted.beam)
    return Front(rows, limits, room, none_yet, torch.full_like(rows, BOS), totals, rows * wanted.beam)


def _continue(front: Front, log_probabilities: Float[Tensor, "alive vocabulary"], beam: int) -> Candidates:
    """The likeliest continuations of each row's beginnings, likeliest first: [rows, beam], IMPOSSIBLE where too few."""
    best, tokens = log_probabilities.topk(min(beam, log_probabilities.shape[1]), dim=-1)
    # topk leaves the order of equals open: they go by their ids, and the stable sort below keeps that. Which equals it
    # takes at its edge is its own choice, but on a CPU the same for the same row in every batch.
    tokens, by_id = tokens.sort(dim=-1)
    totals = front.totals[:, None] + best.gather(-1, by_id)
    table, each = len(front.rows) * beam, tokens.shape[1]
    ordered, order = (
        _table(totals, front.places, table, IMPOSSIBLE).view(-1, beam * each).sort(descending=True, stable=True)
    )
    ordered, order = ordered[:, :beam], order[:, :beam]
    alive = torch.arange(len(front.places), device=tokens.device)
    parents = _table(alive, front.places, table, 0).view(-1, beam).gather(1, order // each)
    tokens = _table(tokens, front.places, table, 0).view(-1, beam * each).gather(1, order)
    return Candidates(front.rows[:, None].expand_as(order), parents, tokens, ordered)


def _table(values: Tensor, places: Tensor, size: int, empty: float | int) -> Tensor:
    """The values at their places in a table whose other places are empty."""
    return values.new_full((size, *values.shape[1:]), empty).index_copy_(0, places, values)


def _choose(front: Front, candidates: Candidates, trace: Trace, wanted: Wanted) -> tuple[Front, Int[Tensor, " alive"]]:
    """Fill the beams, let go what has ended, and take out the rows that are done."""
    totals, tokens = candidates.totals, candidates.tokens
    column = torch.arange(wanted.beam, device=tokens.device)
    taken = (column < front.room[:, None]) & (totals != IMPOSSIBLE)
    ended = taken & (tokens == EOS)
    last = front.limits == trace.steps
    trace.choose(candidates, ended | (taken & last[:, None]))
    scores = torch.where(ended, totals / trace.steps**wanted.length_penalty, IMPOSSIBLE)
    best = torch.cat([front.ended, scores], dim=1).topk(wanted.nbest, dim=1).values
    going = taken & ~ended & ~last[:, None]
    going &= _can_win(totals, going, best[:, -1], front.limits, wanted)[:, None]
    return _advance(front._replace(room=front.room - ended.sum(dim=1), ended=best), candidates, going)


def _can_win(
    totals: Float[Tensor, "rows beam"],
    going: Bool[Tensor, "rows beam"],
    worst: Float[Tensor, " rows"],
    limits: Int[Tensor, " rows"],
    wanted: Wanted,
) -> Bool[Tensor, " rows"]:
    """Whether any of a row's beginnings may still end better than the last of the outputs it has.

    Log-probabilities only fall, and the longest output has the largest divisor: no end can score above the bound.
    """
    bound = torch.where(going, totals, IMPOSSIBLE).amax(dim=1) / limits**wanted.length_penalty
    return bound > worst


def _advance(
    front: Front, candidates: Candidates, going: Bool[Tensor, "rows beam"]
) -> tuple[Front, Int[Tensor, " alive"]]:
    """The next step's front, and the places in this one of its beginnings' parents."""
    searched = going.any(dim=1)
    rows, columns = going.nonzero(as_tuple=True)
    places = (searched.cumsum(0) - 1)[rows] * going.shape[1] + columns
    ahead = Front(
        front.rows[searched],
        front.limits[searched],
        front.room[searched],
        front.ended[searched],
        candidates.tokens[going],
        candidates.totals[going],
        places,
    )
    return ahead, candidates.parents[going]


def _same_inputs(front: Front, ahead: Front, beam: int) -> bool:
    """Whether every place of the decoder's batch keeps its input: what is looked at, the most of it, can stay then."""
    if len(ahead.rows) != len(front.rows) or len(ahead.places) != len(front.places):
        return False
    return torch.equal(ahead.places // beam, front.places // beam)
