"""The linear-chain conditional random field."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from pantoum.attention.contract import length_mask
from pantoum.layers.chain import (
    Chain,
    Counts,
    counts_of,
    expected_counts,
    last_tag,
    log_likelihood,
    log_partition,
    total_score,
    with_steps,
)
from pantoum.layers.constraints import Constraints, constraint_masks
from pantoum.shapes import Lengths, check_device, check_lengths, check_numbers, check_rows
from pantoum.symbols import NEG_INF


class LinearChainCRF(nn.Module):
    """A probability for whole tag sequences, from emissions of single tags and scores of
    neighbouring ones.

    score(y | x) = s_y<1> + Σ_t E<t>_y<t> + Σ_t A_y<t-1>y<t> + e_y<T>;
    P(y | x) = exp score(y | x) / Σ_y' exp score(y' | x), with the sum over all sequences that the
    constraints allow.

    s is `start`, A `transitions` (from, to) and e `end`. All begin at 0: a new CRF is a softmax at
    each step.

    Shapes: emissions [batch, time, tags], lengths [batch], tags [batch, time]. What they hold on
    padding is not read. An empty row has one sequence, the empty one. Emissions in half precision
    are computed with in single precision.

    A sequence that the constraints forbid has the probability 0, and scores of forbidden
    transitions change nothing. For rows whose gold tags break the constraints see `log_likelihood`.

    Args:
        tags: how many there are.
        constraints: which sequences there can be; all by default. They are saved with the
            parameters.
    Raises: ValueError for constraints of another size or that allow nothing; TypeError and
        ValueError for tensors of another shape, type or device, and for lengths beyond the time
        axis, which may be a list.
    Sources: Lafferty, McCallum & Pereira (2001), Conditional random fields; over a recurrent
    network: Lample et al. (2016), arXiv:1603.01360.
    """

    start_allowed: Tensor
    transitions_allowed: Tensor
    end_allowed: Tensor

    def __init__(self, tags: int, constraints: Constraints | None = None) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.zeros(tags))
        self.transitions = nn.Parameter(torch.zeros(tags, tags))
        self.end = nn.Parameter(torch.zeros(tags))
        start, transitions, end = constraint_masks(constraints, tags)
        self.register_buffer("start_allowed", start)
        self.register_buffer("transitions_allowed", transitions)
        self.register_buffer("end_allowed", end)

    def chain(self) -> Chain:
        """start [tags], transitions [tags, tags] and end [tags], with -inf for what is
        forbidden."""
        pairs = zip(self._scores(), self._allowed(), strict=True)
        return Chain(*(score.masked_fill(~mask, NEG_INF) for score, mask in pairs))

    def allows(self, tags: Int[Tensor, "batch time"], lengths: Lengths) -> Bool[Tensor, "batch"]:
        """Whether the constraints allow a row's tags."""
        check_numbers(self, "tags", tags, self.start, "batch", "time")
        lengths = check_lengths(self, lengths, tags)
        tags = with_steps(tags, lengths)
        later = length_mask(lengths, tags.shape[1])[:, 1:]
        between = self.transitions_allowed[tags[:, :-1], tags[:, 1:]] | ~later
        ends = self.start_allowed[tags[:, 0]] & self.end_allowed[last_tag(tags, lengths)]
        return between.all(dim=1) & ends | (lengths == 0)

    def log_partition(
        self, emissions: Float[Tensor, "batch time tags"], lengths: Lengths
    ) -> Float[Tensor, "batch"]:
        """log Σ_y exp score(y | x) over all sequences: 0 for an empty row, -inf where none of its
        length is allowed.
        """
        lengths = self._check(emissions, lengths)
        steps, chain = self._prepare(emissions, lengths)
        return log_partition(steps, lengths, chain)

    def marginals(
        self, emissions: Float[Tensor, "batch time tags"], lengths: Lengths
    ) -> Float[Tensor, "batch time tags"]:
        """P(y<t> = k | x) [batch, time, tags]: sums to 1 on real tokens and is 0 on padding.
        Without gradient.

        Where the constraints allow no sequence of a row's length, all of the row is 0.
        """
        lengths = self._check(emissions, lengths)
        steps, chain = self._prepare(emissions, lengths)
        nodes, _ = expected_counts(steps, lengths, chain)
        # Each step of the backward pass rounds; over thousands of them it shows in the sums.
        sums = nodes.sum(dim=2, keepdim=True)
        return (nodes / sums.masked_fill(sums == 0, 1.0))[:, : emissions.shape[1]]

    def log_likelihood(
        self,
        emissions: Float[Tensor, "batch time tags"],
        tags: Int[Tensor, "batch time"],
        lengths: Lengths,
    ) -> Float[Tensor, "batch"]:
        """log P(y | x) of the gold tags, never above 0.

        A row whose gold tags break the constraints would have -inf, from which nothing can be
        learned. Such a row counts as if there were no constraints, above and below the fraction:
        that is finite, and still the logarithm of a probability. `allows` tells which rows these
        are.
        """
        lengths = self._check(emissions, lengths)
        check_numbers(self, "tags", tags, self.start, *emissions.shape[:2])
        steps, chain = self._prepare(emissions, lengths, lifted=~self.allows(tags, lengths))
        return log_likelihood(steps, with_steps(tags, lengths), lengths, chain)

    def score_above_mean(
        self,
        emissions: Float[Tensor, "batch time tags"],
        tags: Int[Tensor, "batch time"],
        lengths: Lengths,
    ) -> Float[Tensor, "batch"]:
        """score(y | x) less its mean over all sequences, with the sequences that `log_likelihood`
        sums over.

        It smooths labels: with a share ε of the probability spread evenly over these sequences, the
        cross-entropy is -log P(y | x) + ε (score(y | x) - mean score). With all transitions 0 it is
        that of a softmax at each step.
        """
        lengths = self._check(emissions, lengths)
        check_numbers(self, "tags", tags, self.start, *emissions.shape[:2])
        steps, chain = self._prepare(emissions, lengths, lifted=~self.allows(tags, lengths))
        flat = Chain(*(part.detach().masked_fill(part > NEG_INF, 0.0) for part in chain))
        even = expected_counts(torch.zeros_like(steps), lengths, flat)
        given = counts_of(with_steps(tags, lengths), lengths, steps)
        difference = Counts(given.nodes - even.nodes, given.pairs - even.pairs)
        return total_score(difference, steps, lengths, self._scores())

    def _scores(self) -> Chain:
        return Chain(self.start, self.transitions, self.end)

    def _allowed(self) -> tuple[Tensor, ...]:
        return self.start_allowed, self.transitions_allowed, self.end_allowed

    def _check(self, emissions: Tensor, lengths: Lengths) -> Int[Tensor, "batch"]:
        """The lengths, once both are checked; emissions may be of another precision than the
        scores."""
        lengths = check_rows(self, "emissions", emissions, self.start.shape[0], lengths)
        check_device(self, "emissions", emissions, self.start)
        return lengths

    def _prepare(
        self,
        emissions: Float[Tensor, "batch time tags"],
        lengths: Int[Tensor, "batch"],
        lifted: Bool[Tensor, "batch"] | None = None,
    ) -> tuple[Float[Tensor, "batch steps tags"], Chain]:
        """Readable emissions, and the chain in their type with a leading axis of rows: the batch's
        if constraints are lifted.
        """
        precision = torch.promote_types(
            torch.promote_types(emissions.dtype, self.start.dtype), torch.float32
        )
        lifted = self.start_allowed.new_zeros(1) if lifted is None else lifted
        masks = (mask | lifted.reshape(-1, *[1] * mask.ndim) for mask in self._allowed())
        pairs = zip(self._scores(), masks, strict=True)
        chain = Chain(*(torch.where(mask, score.to(precision), NEG_INF) for score, mask in pairs))
        return with_steps(emissions.to(precision), lengths), chain
