"""Outputs that repeat themselves, not at all or less often."""

from __future__ import annotations

import torch
from torch import Tensor

from pantoum.search.rules.contract import IMPOSSIBLE, Begun


class NoRepeats:
    """No n symbols in a row come twice in an output.

    Args:
        size: n, at least 1.
    Source: Paulus, Xiong & Socher (2017), arXiv:1705.04304, section 2.5.
    """

    def __init__(self, size: int) -> None:
        self._size = size

    def __call__(self, scores: Tensor, begun: Begun) -> Tensor:
        if begun.symbols.shape[1] < self._size:
            return scores
        grams = begun.symbols.unfold(1, self._size, 1)
        last = begun.symbols[:, begun.symbols.shape[1] - self._size + 1 :]
        same = (grams[:, :, :-1] == last[:, None]).all(dim=2)
        banned = torch.zeros_like(scores, dtype=torch.bool)
        # Where the same n - 1 symbols stood before, what came after them; elsewhere <pad>, which
        # never comes.
        banned.scatter_(1, grams[:, :, -1] * same, True)
        return scores.masked_fill_(banned, IMPOSSIBLE)


class Repetition:
    """Symbols that an output has already become less likely: their log-probabilities are
    multiplied.

    Args:
        penalty: by what; 1 changes nothing.
    A search's hypotheses then carry what it has made of their log-probabilities;
    `pantoum.search.decode` puts it right.
    Source: Keskar et al. (2019), CTRL, arXiv:1909.05858, section 4.1, who divide logits.
    """

    def __init__(self, penalty: float) -> None:
        self._penalty = penalty

    def __call__(self, scores: Tensor, begun: Begun) -> Tensor:
        lowered = scores.gather(1, begun.symbols) * self._penalty
        return scores.scatter_(1, begun.symbols, lowered)
