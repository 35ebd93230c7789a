"""Recall: read some symbols, wait, and write them again."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn

from pantoum.lab.tasks.contract import Batch
from pantoum.lab.training import TEST_SEED, TEST_SEQUENCES


class RecallTask:
    """Write the symbols again that were read, in their order, after a pause.

    The input is `length` symbols out of `alphabet` at random, `lag` blanks, a signal to begin, and
    as many blanks as it takes: the network writes its first symbol after the signal.

    Shapes: x [batch, time, alphabet + 2], one-hot: the symbols, the blank, the signal; targets
    [batch, length].
    Source: Arjovsky, Shah & Bengio (2016), arXiv:1511.06464, who have 10 symbols of 8 kinds; the
    loss is here of the symbols alone, and not of the blanks before them, too.

    Args:
        lag: blanks between the last symbol and the signal.
        length: symbols of a sequence, at least 1.
        alphabet: kinds of symbols.
    """

    def __init__(self, lag: int, length: int, alphabet: int = 8) -> None:
        self.lag = lag
        self.length = length
        self.alphabet = alphabet
        self.input_size = alphabet + 2
        self.output_size = alphabet

    def draw(self, batch: int, numbers: torch.Generator) -> Batch:
        """So many new sequences, which are all of one length."""
        blank, signal = self.alphabet, self.alphabet + 1
        targets = torch.randint(0, self.alphabet, (batch, self.length), generator=numbers)
        symbols = torch.full((batch, 2 * self.length + self.lag), blank)
        symbols[:, : self.length] = targets
        symbols[:, self.length + self.lag] = signal
        x = F.one_hot(symbols, self.input_size).float()
        return Batch(x, torch.full((batch,), symbols.shape[1]), targets)

    def loss(self, outputs: Float[Tensor, "batch time symbols"], batch: Batch) -> Tensor:
        """The mean cross-entropy of the symbols, in nats: log(alphabet) without any memory."""
        written = outputs[:, -self.length :]
        return F.cross_entropy(written.flatten(0, 1), batch.targets.flatten())

    def right(
        self, outputs: Float[Tensor, "batch time symbols"], batch: Batch
    ) -> Bool[Tensor, " batch"]:
        """Whether all symbols of a sequence are right."""
        return self.right_symbols(outputs, batch).all(-1)

    def right_symbols(
        self, outputs: Float[Tensor, "batch time symbols"], batch: Batch
    ) -> Bool[Tensor, "batch length"]:
        """Whether each symbol is right."""
        return outputs[:, -self.length :].argmax(-1) == batch.targets


@torch.no_grad()
def recalled(
    network: nn.Module, task: RecallTask, sequences: int = TEST_SEQUENCES
) -> tuple[float, float]:
    """What a network recalls of new sequences, the same ones for every network.

    Returns: the share of symbols that are right, from 0 to 1; and the bits that its outputs tell
        of all symbols of a sequence: for each, log2(alphabet) less its cross-entropy, which is a
        lower bound of the mutual information. At least 0.
    """
    numbers = torch.Generator().manual_seed(TEST_SEED)
    batch = task.draw(sequences, numbers)
    outputs = network(batch.x, batch.lengths)
    right = float(task.right_symbols(outputs, batch).float().mean())
    of_each = math.log2(task.alphabet) - float(task.loss(outputs, batch)) / math.log(2)
    return right, max(0.0, task.length * of_each)
