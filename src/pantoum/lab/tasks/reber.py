"""The embedded Reber grammar: predict the next symbol, and at the end one that came second."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.lab.tasks.contract import Batch

SYMBOLS = "BTPSXVE"
# Where the grammar's two arrows of a node lead to, with the symbol that is written on them: the
# first goes on for longer, the second is on the shortest way to the end.
ARROWS: dict[int, tuple[tuple[str, int], tuple[str, int]]] = {
    1: (("T", 2), ("P", 3)),
    2: (("S", 2), ("X", 4)),
    3: (("T", 3), ("V", 5)),
    4: (("X", 3), ("S", 6)),
    5: (("P", 4), ("V", 6)),
}
FIRST, LAST = 1, 6
# The same as tables by node and arrow: ids of symbols, and nodes. The last node is never left, and
# what it writes counts for nothing; there is no node 0.
NOWHERE = (("B", LAST), ("B", LAST))
TABLE = [ARROWS.get(node, NOWHERE) for node in range(LAST + 1)]
WRITTEN = torch.tensor([[SYMBOLS.index(symbol) for symbol, _ in arrows] for arrows in TABLE])
AFTER = torch.tensor([[after for _, after in arrows] for arrows in TABLE])
# By node, whether the grammar allows each symbol.
ALLOWED = F.one_hot(WRITTEN, len(SYMBOLS)).sum(dim=1).bool()
# The symbol that is kept.
OUTER = torch.tensor([SYMBOLS.index(symbol) for symbol in "TP"])
# The mean length of a string of the grammar whose arrows are all taken equally often.
EVEN_LENGTH = 8


class ReberTask:
    """Predict the next symbol of strings of the embedded Reber grammar.

    A string is B, T or P, a string of the Reber grammar, the same T or P again, and E. All symbols
    but the last but one follow from a few before them; that one from the second of the string, so
    it has to be kept for as long as the Reber string inside is.

    Shapes: x [batch, time, 7], one-hot, all symbols but the last; targets [batch, time, 7], 1 for
    the symbol that comes next, -1 for others that the grammar allows, 0 for those that it does not.
    Sources: Reber (1967), Implicit learning of artificial grammars; Hochreiter & Schmidhuber
    (1997), section 5.1, figures 3 and 4.

    Args:
        lag: the mean length of the strings inside: 8 where both arrows of a node are taken equally
            often, as in the paper; for more, those that go on for longer are taken more often.
    Raises: PantoumError for less than 8.
    """

    input_size = len(SYMBOLS)
    output_size = len(SYMBOLS)

    def __init__(self, lag: int) -> None:
        if lag < EVEN_LENGTH:
            raise PantoumError(setting="lags", rule=f"at least {EVEN_LENGTH} here", value=lag)
        self.longer = _chance(lag)

    def draw(self, batch: int, numbers: torch.Generator) -> Batch:
        """So many new strings."""
        ids, allowed, lengths = self._strings(batch, numbers)
        following = F.one_hot(ids[:, 1:], len(SYMBOLS)).float()
        x = F.one_hot(ids[:, :-1], len(SYMBOLS)).float()
        real = (torch.arange(x.shape[1]) < lengths.unsqueeze(1)).unsqueeze(-1)
        # Of the symbols that may follow, one does.
        targets = 2 * following - allowed[:, 1:].float()
        return Batch(x * real, lengths, targets * real)

    def _strings(self, batch: int, numbers: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """New strings, each as long as the longest: what stands behind one's end is noise.

        Returns: the symbols [batch, length], what the grammar allows in their place [batch, length,
            7], and how many symbols each string has, less one [batch].
        """
        outer = OUTER[torch.randint(0, 2, (batch,), generator=numbers)]
        node = torch.full((batch,), FIRST)
        nodes, inside = [], []
        while bool((node != LAST).any()):
            # The first node's arrows are equally long.
            longer = torch.where(node == FIRST, 0.5, self.longer)
            arrow = (torch.rand(batch, generator=numbers) >= longer).long()
            nodes.append(node)
            inside.append(WRITTEN[node, arrow])
            node = AFTER[node, arrow]
        rows, lasting = torch.arange(batch), torch.stack(nodes, dim=1)
        count = (lasting != LAST).sum(dim=1)
        begin, end = (torch.full((batch,), SYMBOLS.index(symbol)) for symbol in "BE")
        ids = torch.stack([begin, outer, begin, *inside, end, outer, end], dim=1)
        allowed = F.one_hot(ids, len(SYMBOLS)).bool()
        allowed[:, 1, OUTER] = True
        allowed[:, 3:-3] = ALLOWED[lasting]
        for place, symbol in enumerate((end, outer, end), start=3):
            ids[rows, count + place] = symbol
            allowed[rows, count + place] = F.one_hot(symbol, len(SYMBOLS)).bool()
        return ids, allowed, count + 5

    def loss(self, outputs: Float[Tensor, "batch time 7"], batch: Batch) -> Tensor:
        """The mean cross-entropy of the next symbols, in nats."""
        real = self._real(batch)
        following = (batch.targets == 1).float().argmax(-1)
        return F.cross_entropy(outputs[real], following[real])

    def right(self, outputs: Float[Tensor, "batch time 7"], batch: Batch) -> Bool[Tensor, " batch"]:
        """Whether at every step all symbols that may come next have larger outputs than others."""
        allowed = batch.targets != 0
        least = outputs.masked_fill(~allowed, torch.inf).amin(-1)
        others = outputs.masked_fill(allowed, -torch.inf).amax(-1)
        return ((least > others) | ~self._real(batch)).all(-1)

    def _real(self, batch: Batch) -> Tensor:
        return torch.arange(batch.x.shape[1]) < batch.lengths.unsqueeze(1)


def _chance(length: int) -> float:
    """How often the longer arrow has to be taken for strings of a mean length."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if mean_length(middle) < length:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def mean_length(longer: float) -> float:
    """The mean length of Reber strings whose longer arrows have a chance, below 1.

    The mean number of symbols from each node to the end follows from those of the two nodes that
    its arrows lead to: a system of linear equations.
    """
    nodes = range(FIRST, LAST)
    equations = torch.eye(len(nodes), dtype=torch.float64)
    for node in nodes:
        chance = 0.5 if node == FIRST else longer
        for (_, after), share in zip(ARROWS[node], (chance, 1 - chance), strict=True):
            if after != LAST:
                equations[node - FIRST, after - FIRST] -= share
    from_nodes = torch.linalg.solve(equations, torch.ones(len(nodes), dtype=torch.float64))
    return float(from_nodes[0]) + 2  # B before, E behind
