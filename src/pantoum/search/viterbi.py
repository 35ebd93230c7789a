"""Viterbi search: the best tag sequences of a linear chain."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.attention import length_mask
from pantoum.errors import PantoumError

NEVER = float("-inf")


class TagPath(NamedTuple):
    """One tag for each token of a row.

    tags: their numbers; log_score: the sum of the energies and of the chain's scores along the
    path. Less the row's log-partition it is the path's log-probability.
    """

    tags: list[int]
    log_score: float


class Ways(NamedTuple):
    """The best ways to each of several places, best first.

    scores [batch, places, nbest]; origins [batch, places, nbest]: the way that each goes on from,
    counted through the flattened [places, nbest] of the step before.
    """

    scores: Float[Tensor, "batch places nbest"]
    origins: Int[Tensor, "batch places nbest"]


class Walked(NamedTuple):
    """The best ways through all steps.

    scores [batch, tags, nbest]: at each row's last step, less what was taken from them; origins:
    for each step from the second on, those of `Ways`; taken [batch], on the CPU in double
    precision.
    """

    scores: Float[Tensor, "batch tags nbest"]
    origins: list[Tensor]
    taken: Float[Tensor, " batch"]


@torch.inference_mode()
def viterbi(
    energies: Float[Tensor, "batch time tags"],
    lengths: Int[Tensor, " batch"],
    start: Float[Tensor, " tags"],
    transitions: Float[Tensor, "tags tags"],
    end: Float[Tensor, " tags"],
    nbest: int = 1,
) -> list[list[TagPath]]:
    """The best tag sequences of each row, best first, and no two the same.

    score(y) = start_y<1> + Σ_t E<t>_y<t> + Σ_t transitions_y<t-1>y<t> + end_y<T>. A path with a
    score of -inf is never found, so a row has fewer than `nbest` where fewer are possible, and may
    have none. An empty row has one, the empty path of score 0. With start, transitions and end 0
    these are the best of an independent choice at each token.

    Equal scores are ordered by the last tag, lower numbers first, then by the tag before it, and so
    on. What padding holds is not read, and what is found for a row does not depend on the batch it
    is in.

    Args:
        energies: E; `pantoum.models.TagHead.energies`.
        lengths: of the rows.
        start, transitions, end: of `pantoum.models.TagHead.chain`; transitions from and to.
        nbest: how many paths of each row at most.
    Raises: PantoumError for nbest below 1, and when the best score of a row is not a number.
    Source: Viterbi (1967), Error bounds for convolutional codes and an asymptotically optimum
    decoding algorithm; the best paths of each place: Schwartz & Chow (1990), The N-best algorithm.
    """
    if nbest < 1:
        raise PantoumError(f"nbest must be at least 1, but is {nbest}")
    real = length_mask(lengths, energies.shape[1])
    if energies.shape[1] == 0:
        return [[TagPath([], 0.0)] for _ in lengths]
    precision = torch.promote_types(
        torch.promote_types(energies.dtype, transitions.dtype), torch.float32
    )
    energies, start, transitions, end = (
        part.to(precision) for part in (energies, start, transitions, end)
    )
    first = F.pad((start + energies[:, 0])[:, :, None], (0, nbest - 1), value=NEVER)
    walked = _walk(first, energies, transitions, real)
    ended = _merge(walked.scores, end[:, None])
    totals = ended.scores[:, 0].cpu().double() + walked.taken[:, None]
    return _paths(_follow(walked.origins, ended.origins[:, 0], lengths), totals, lengths)


def _walk(
    scores: Float[Tensor, "batch tags nbest"],
    energies: Float[Tensor, "batch time tags"],
    transitions: Float[Tensor, "tags tags"],
    real: Bool[Tensor, "batch time"],
) -> Walked:
    """From the scores of the first step to those of the last."""
    final, origins, taken = scores, [], []
    for step in range(energies.shape[1]):
        if step:
            ways = _merge(scores, transitions)
            scores = ways.scores + energies[:, step, :, None]
            origins.append(ways.origins)
        # Totals of a long row would have no digits left for the differences between its paths.
        largest = scores[:, :, 0].amax(dim=1)
        taken.append(largest.masked_fill(largest == NEVER, 0.0))
        scores = scores - taken[-1][:, None, None]
        final = torch.where(real[:, step, None, None], scores, final)
    return Walked(
        final, origins, torch.where(real, torch.stack(taken, dim=1), 0.0).cpu().double().sum(dim=1)
    )


def _merge(scores: Float[Tensor, "batch from nbest"], steps: Float[Tensor, "from to"]) -> Ways:
    """The best ways to each place at the end of a step.

    The ways from one place keep their order, so the next best is always the first that is left of
    some place. Of one place no more than `nbest` are asked for, all that it has.
    """
    nbest = scores.shape[2]
    heads = scores[:, :, 0, None] + steps
    origins = (torch.arange(len(steps), device=steps.device) * nbest)[:, None].expand_as(heads)
    found: list[Ways] = []
    for left in reversed(range(nbest)):
        best, place = heads.max(dim=1, keepdim=True)  # the first of equals
        found.append(Ways(best, origins.gather(1, place)))
        if left:
            following = found[-1].origins + 1
            score = scores.flatten(1).gather(1, following[:, 0]) + steps.gather(0, place[:, 0])
            heads = heads.scatter(1, place, score[:, None])
            origins = origins.scatter(1, place, following)
    return Ways(*(torch.cat(parts, dim=1).transpose(1, 2) for parts in zip(*found, strict=True)))


def _follow(
    origins: list[Int[Tensor, "batch tags nbest"]],
    ends: Int[Tensor, "batch nbest"],
    lengths: Int[Tensor, " batch"],
) -> Int[Tensor, "batch nbest time"]:
    """Tags, from each row's last step back to the first; on padding they mean nothing."""
    way, tags = ends, [ends]
    for step in reversed(range(len(origins))):
        before = origins[step].flatten(1).gather(1, way)
        way = torch.where((lengths > step + 1)[:, None], before, way)
        tags.append(way)
    return torch.stack(tags[::-1], dim=2) // ends.shape[1]


def _paths(
    tags: Int[Tensor, "batch nbest time"],
    scores: Float[Tensor, "batch nbest"],
    lengths: Int[Tensor, " batch"],
) -> list[list[TagPath]]:
    """The paths that are possible.

    Raises: PantoumError when a score is not a number.
    """
    if bool(scores[lengths.cpu() > 0].isnan().any()):
        raise PantoumError(
            "the model's scores are not numbers: its weights are damaged or its training diverged"
        )
    found: list[list[TagPath]] = []
    for row, totals, length in zip(tags.tolist(), scores.tolist(), lengths.tolist(), strict=True):
        paths = [
            TagPath(way[:length], total)
            for way, total in zip(row, totals, strict=True)
            if total > NEVER
        ]
        found.append(paths if length else [TagPath([], 0.0)])
    return found
