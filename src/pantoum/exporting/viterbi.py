"""Viterbi search as the export traces it."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch._higher_order_ops.scan import scan

from pantoum.attention import length_mask
from pantoum.search.viterbi import extend
from pantoum.symbols import NEG_INF


def best_path(
    emissions: Float[Tensor, "batch time tags"],
    lengths: Int[Tensor, " batch"],
    start: Float[Tensor, " tags"],
    transitions: Float[Tensor, "tags tags"],
    end: Float[Tensor, " tags"],
) -> tuple[Int[Tensor, "batch time"], Float[Tensor, " batch"]]:
    """The first path of `pantoum.search.viterbi.viterbi` and its score, whose loops over time are
    operations of the graph.

    On padding a path is of no meaning, and so is one whose score is -inf. The score is in double
    precision, 0 for an empty row.

    Shapes and arguments: as there; time at least 1.
    """
    real = length_mask(lengths, emissions.shape[1])
    precision = torch.promote_types(
        torch.promote_types(emissions.dtype, transitions.dtype), torch.float32
    )
    emissions, start, transitions, end = (
        part.to(precision) for part in (emissions, start, transitions, end)
    )

    def forward(
        carried: tuple[Tensor, Tensor, Tensor], read: tuple[Tensor, Tensor]
    ) -> tuple[tuple[Tensor, Tensor, Tensor], Tensor]:
        arrived, final, subtracted = carried
        emission, is_real = read
        scores = arrived + emission
        largest = scores.amax(dim=1)
        largest = largest.masked_fill(largest == NEG_INF, 0.0)
        scores = scores - largest[:, None]
        paths = extend(scores[:, :, None], transitions)
        final = torch.where(is_real[:, None], scores, final)
        subtracted = subtracted + torch.where(is_real, largest, 0.0).double()
        return (paths.scores[:, :, 0], final, subtracted), paths.backpointers[:, :, 0]

    arrived = start.expand(emissions.shape[0], -1).contiguous()
    none = torch.zeros_like(emissions[:, 0, 0]).double()
    steps = (emissions.transpose(0, 1), real.t())
    (_, final, subtracted), onward = scan(
        forward, (arrived, torch.zeros_like(arrived), none), steps
    )
    ended = extend(final[:, :, None], end[:, None])

    def back(tag: Tensor, read: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        backpointers, is_last_or_later = read
        before = backpointers.gather(1, tag[:, None])[:, 0]
        tag = torch.where(is_last_or_later, tag, before)
        return tag, tag.clone()

    # From the last step to the first; a row's tag stays that of its last step until it is reached.
    last = torch.arange(emissions.shape[1])[:, None] >= lengths - 1
    _, tags = scan(back, ended.backpointers[:, 0, 0].clone(), (onward.flip(0), last.flip(0)))
    total = ended.scores[:, 0, 0].double() + subtracted
    return tags.flip(0).transpose(0, 1), torch.where(lengths > 0, total, 0.0)
