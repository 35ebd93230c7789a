"""Step processors: each changes the scores of the next symbol by the prefix alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch
from torch import Tensor

from pantoum.search.processors.contract import Prefixes
from pantoum.symbols import EOS, NEG_INF

# In the table of forced prefixes: no symbol is forced here.
ANY = -1


class ForbiddenSymbols:
    """These symbols never come.

    Args:
        ids: the symbols.
    """

    def __init__(self, ids: Collection[int]) -> None:
        self._ids = torch.tensor(sorted(ids), dtype=torch.long)

    def __call__(self, scores: Tensor, prefixes: Prefixes) -> Tensor:
        return scores.index_fill_(1, self._ids.to(scores.device), NEG_INF)


class MinLength:
    """</s> does not come before an output has a minimum number of symbols.

    Args:
        minimum: for each row of the batch; </s> does not count.
    """

    def __init__(self, minimum: Sequence[int]) -> None:
        self._minimum = torch.tensor(minimum, dtype=torch.long)

    def __call__(self, scores: Tensor, prefixes: Prefixes) -> Tensor:
        short = self._minimum.to(scores.device)[prefixes.rows] > prefixes.symbols.shape[1]
        scores[:, EOS].masked_fill_(short, NEG_INF)
        return scores


class ForcedPrefix:
    """Each output starts with the symbols that are forced for its input.

    Args:
        prefixes: for each row of the batch; an empty one leaves its output free.
    """

    def __init__(self, prefixes: Sequence[Sequence[int]]) -> None:
        longest = max((len(prefix) for prefix in prefixes), default=0)
        rows = [[*prefix, *[ANY] * (longest - len(prefix))] for prefix in prefixes]
        self._table = torch.tensor(rows, dtype=torch.long).reshape(len(rows), longest)

    def __call__(self, scores: Tensor, prefixes: Prefixes) -> Tensor:
        step = prefixes.symbols.shape[1]
        if step >= self._table.shape[1]:
            return scores
        forced = self._table[:, step].to(scores.device)[prefixes.rows, None]
        others = torch.arange(scores.shape[1], device=scores.device) != forced
        return scores.masked_fill_(others & (forced != ANY), NEG_INF)


class NoRepeatNgram:
    """No n-gram of this length comes twice in an output.

    Args:
        size: n, at least 1.
    Source: Paulus, Xiong & Socher (2017), arXiv:1705.04304, section 2.5.
    """

    def __init__(self, size: int) -> None:
        self._size = size

    def __call__(self, scores: Tensor, prefixes: Prefixes) -> Tensor:
        if prefixes.symbols.shape[1] < self._size:
            return scores
        ngrams = prefixes.symbols.unfold(1, self._size, 1)
        last = prefixes.symbols[:, prefixes.symbols.shape[1] - self._size + 1 :]
        same = (ngrams[:, :, :-1] == last[:, None]).all(dim=2)
        banned = torch.zeros_like(scores, dtype=torch.bool)
        # Where the same n - 1 symbols stood before, what came after them; elsewhere <pad>, which
        # never comes.
        banned.scatter_(1, ngrams[:, :, -1] * same, True)
        return scores.masked_fill_(banned, NEG_INF)


class RepetitionPenalty:
    """Multiplies the log-probabilities of symbols that an output has already.

    A search's hypotheses then carry the changed log-probabilities;
    `pantoum.search.forced_decoding.rescore` restores the model's own.

    Args:
        penalty: the factor; 1 changes nothing.
    Source: Keskar et al. (2019), CTRL, arXiv:1909.05858, section 4.1, who divide logits.
    """

    def __init__(self, penalty: float) -> None:
        self._penalty = penalty

    def __call__(self, scores: Tensor, prefixes: Prefixes) -> Tensor:
        lowered = scores.gather(1, prefixes.symbols) * self._penalty
        return scores.scatter_(1, prefixes.symbols, lowered)
