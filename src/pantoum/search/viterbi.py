"""Viterbi search: the best tag sequences of a linear chain."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.attention import length_mask
from pantoum.errors import PantoumError
from pantoum.kernels import sum_in_order
from pantoum.symbols import NEG_INF


class TagPath(NamedTuple):
    """One tag for each token of a row.

    tags: their numbers; log_score: the sum of the emissions and of the chain's scores along the
    path. Less the row's log-partition it is the path's log-probability.
    """

    tags: list[int]
    log_score: float


class BestPaths(NamedTuple):
    """The best partial paths to each of several tags, best first.

    scores [batch, tags, nbest]; backpointers [batch, tags, nbest]: the partial path that each
    extends, counted through the flattened [tags, nbest] of the step before.
    """

    scores: Float[Tensor, "batch tags nbest"]
    backpointers: Int[Tensor, "batch tags nbest"]


class Forward(NamedTuple):
    """The best paths through all steps.

    scores [batch, tags, nbest]: at each row's last step, less what was subtracted from them;
    backpointers: for each step from the second on, those of `BestPaths`; subtracted [batch], on the
    CPU in double precision.
    """

    scores: Float[Tensor, "batch tags nbest"]
    backpointers: list[Tensor]
    subtracted: Float[Tensor, " batch"]


@torch.inference_mode()
def viterbi(
    emissions: Float[Tensor, "batch time tags"],
    lengths: Int[Tensor, " batch"],
    start: Float[Tensor, " tags"],
    transitions: Float[Tensor, "tags tags"],
    end: Float[Tensor, " tags"],
    nbest: int = 1,
) -> list[list[TagPath]]:
    """The best tag sequences of each row, best first, and no two the same.

    score(y) = start_y<1> + Σ_t E<t>_y<t> + Σ_t transitions_y<t-1>y<t> + end_y<T>. A path with a
    score of -inf is left out, so a row has fewer than `nbest` where fewer are possible, and may
    have none. An empty row has one, the empty path of score 0. With start, transitions and end 0
    these are the best of an independent choice at each token.

    Equal scores are ordered by the last tag, lower numbers first, then by the tag before it, and so
    on. What padding holds is not read, and the paths of a row do not depend on the batch it is in.

    Args:
        emissions: E; `pantoum.models.TagHead.emissions`.
        lengths: of the rows.
        start, transitions, end: of `pantoum.models.TagHead.chain`; transitions from and to.
        nbest: how many paths of each row at most.
    Raises: PantoumError for nbest below 1, and when the best score of a row is not a number.
    Source: Viterbi (1967), Error bounds for convolutional codes and an asymptotically optimum
    decoding algorithm; the best paths of each state: Schwartz & Chow (1990), The N-best algorithm.
    """
    if nbest < 1:
        raise PantoumError(setting="nbest", rule="at least 1", value=nbest)
    real = length_mask(lengths, emissions.shape[1])
    if emissions.shape[1] == 0:
        return [[TagPath([], 0.0)] for _ in lengths]
    precision = torch.promote_types(
        torch.promote_types(emissions.dtype, transitions.dtype), torch.float32
    )
    emissions, start, transitions, end = (
        part.to(precision) for part in (emissions, start, transitions, end)
    )
    first = F.pad((start + emissions[:, 0])[:, :, None], (0, nbest - 1), value=NEG_INF)
    forward = _forward(first, emissions, transitions, real)
    ended = extend(forward.scores, end[:, None])
    totals = ended.scores[:, 0].cpu().double() + forward.subtracted[:, None]
    tags = _trace_back(forward.backpointers, ended.backpointers[:, 0], lengths)
    return _paths(tags, totals, lengths)


def _forward(
    scores: Float[Tensor, "batch tags nbest"],
    emissions: Float[Tensor, "batch time tags"],
    transitions: Float[Tensor, "tags tags"],
    real: Bool[Tensor, "batch time"],
) -> Forward:
    """From the scores of the first step to those of the last."""
    final = scores
    backpointers = []
    subtracted = []
    for step in range(emissions.shape[1]):
        if step:
            paths = extend(scores, transitions)
            scores = paths.scores + emissions[:, step, :, None]
            backpointers.append(paths.backpointers)
        # Totals of a long row would have no digits left for the differences between its paths.
        largest = scores[:, :, 0].amax(dim=1)
        subtracted.append(largest.masked_fill(largest == NEG_INF, 0.0))
        scores = scores - subtracted[-1][:, None, None]
        final = torch.where(real[:, step, None, None], scores, final)
    of_real_steps = torch.where(real, torch.stack(subtracted, dim=1), 0.0)
    return Forward(final, backpointers, sum_in_order(of_real_steps.cpu().double()))


def extend(
    scores: Float[Tensor, "batch from nbest"], transitions: Float[Tensor, "from to"]
) -> BestPaths:
    """The best paths to each tag, one step further.

    The paths through one tag keep their order, so the next best is always the first that is left of
    some tag. Of one tag no more than `nbest` are needed, all that it has.
    """
    nbest = scores.shape[2]
    heads = scores[:, :, 0, None] + transitions
    first = (torch.arange(len(transitions), device=transitions.device) * nbest)[:, None]
    backpointers = first.expand_as(heads)
    ranks: list[BestPaths] = []
    for left in reversed(range(nbest)):
        best, place = heads.max(dim=1, keepdim=True)  # the first of equals
        ranks.append(BestPaths(best, backpointers.gather(1, place)))
        if left:
            following = ranks[-1].backpointers + 1
            score = scores.flatten(1).gather(1, following[:, 0])
            score = score + transitions.gather(0, place[:, 0])
            heads = heads.scatter(1, place, score[:, None])
            backpointers = backpointers.scatter(1, place, following)
    return BestPaths(
        *(torch.cat(parts, dim=1).transpose(1, 2) for parts in zip(*ranks, strict=True))
    )


def _trace_back(
    backpointers: list[Int[Tensor, "batch tags nbest"]],
    ends: Int[Tensor, "batch nbest"],
    lengths: Int[Tensor, " batch"],
) -> Int[Tensor, "batch nbest time"]:
    """Tags, from each row's last step back to the first; on padding they mean nothing."""
    path = ends
    tags = [ends]
    for step in reversed(range(len(backpointers))):
        before = backpointers[step].flatten(1).gather(1, path)
        path = torch.where((lengths > step + 1)[:, None], before, path)
        tags.append(path)
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
            "the model's scores are not numbers, for its training diverged",
            setting="training.learning_rate",
            remedy="lower training.learning_rate",
        )
    rows: list[list[TagPath]] = []
    for row, totals, length in zip(tags.tolist(), scores.tolist(), lengths.tolist(), strict=True):
        paths = [
            TagPath(path[:length], total)
            for path, total in zip(row, totals, strict=True)
            if total > NEG_INF
        ]
        rows.append(paths if length else [TagPath([], 0.0)])
    return rows
