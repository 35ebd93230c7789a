"""Votes: two simple things on top of each other, which a deep network may share between layers."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.lab.tasks.contract import Batch

# Where nothing is asked.
NOT_ASKED = -1
END = 2
LONGEST = 5


class VotesTask:
    """Count votes, and then the parity of what was decided.

    A sequence is words of one, three or five bits, and behind each word stands an end. A word says
    yes if most of its bits are 1. At each end the network is asked whether the number of words that
    said yes, from the beginning of the sequence on, is odd. What a word says is a matter of a few
    steps, and the parity one of the whole sequence, which changes only at the ends.

    Shapes: x [batch, time, 3], one-hot: 0, 1, the end; targets [batch, time]: 1 for odd, 0 for
    even, -1 where nothing is asked.

    Args:
        words: of a sequence.
    """

    input_size = 3
    output_size = 1

    def __init__(self, words: int) -> None:
        self.words = words

    def draw(self, batch: int, numbers: torch.Generator) -> Batch:
        """So many new sequences, of different lengths."""
        shape = (batch, self.words)
        lengths_of_words = 1 + 2 * torch.randint(0, LONGEST // 2 + 1, shape, generator=numbers)
        ends = (lengths_of_words + 1).cumsum(dim=1) - 1
        lengths = ends[:, -1] + 1
        time = int(lengths.max())
        symbols = torch.randint(0, 2, (batch, time), generator=numbers)
        symbols = symbols.scatter(1, ends, END)
        # Bits that are 1, less those that are 0, from the beginning on; the ends count for nothing.
        balance = torch.where(symbols == END, 0, 2 * symbols - 1).cumsum(dim=1).gather(1, ends)
        yes = balance.diff(dim=1, prepend=balance.new_zeros(batch, 1)) > 0
        targets = torch.full((batch, time), NOT_ASKED).scatter(1, ends, yes.cumsum(dim=1) % 2)
        x = F.one_hot(symbols, self.input_size).float()
        return Batch(x, lengths, targets)

    def loss(self, outputs: Float[Tensor, "batch time 1"], batch: Batch) -> Tensor:
        """The mean cross-entropy of the answers, in nats: log 2 for a network that guesses."""
        asked = batch.targets != NOT_ASKED
        return F.binary_cross_entropy_with_logits(
            outputs.squeeze(-1)[asked], batch.targets[asked].float()
        )

    def right(self, outputs: Float[Tensor, "batch time 1"], batch: Batch) -> Bool[Tensor, " batch"]:
        """Whether all answers of a sequence are right."""
        answers = outputs.squeeze(-1) > 0
        return (answers == (batch.targets == 1)).logical_or(batch.targets == NOT_ASKED).all(-1)
