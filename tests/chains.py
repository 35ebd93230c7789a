"""Linear chains of tags by enumeration: every path there is, in plain Python."""

import math
from itertools import pairwise, product
from typing import NamedTuple

import torch
from torch import Tensor

from pantoum.layers import Constraints, LinearChainCRF

Path = tuple[int, ...]
LENGTHS = [4, 1, 0, 3, 2]


class Scene(NamedTuple):
    """A batch of rows with room for padding: emissions [batch, time, tags], tags [batch, time],
    lengths [batch].
    """

    emissions: Tensor
    tags: Tensor
    lengths: Tensor

    def row(self, index: int) -> "Scene":
        """One row by itself, without padding."""
        one = slice(index, index + 1)
        length = int(self.lengths[index])
        return Scene(self.emissions[one, :length], self.tags[one, :length], self.lengths[one])


def scene(tags: int, lengths: list[int] = LENGTHS, spread: float = 1.0) -> Scene:
    """Random rows in double precision, with one step of padding more than the longest needs;
    padding is not 0.
    """
    shape = (len(lengths), max(lengths) + 1, tags)
    emissions = torch.randn(shape, dtype=torch.float64) * spread
    return Scene(
        emissions.requires_grad_(), torch.randint(0, tags, shape[:2]), torch.tensor(lengths)
    )


def random_crf(tags: int, constraints: Constraints | None = None) -> LinearChainCRF:
    """In double precision, with scores that tell all places apart."""
    crf = LinearChainCRF(tags, constraints).double()
    for parameter in crf.parameters():
        torch.nn.init.normal_(parameter)
    return crf


def some_constraints(tags: int) -> Constraints:
    """The last tag begins no row, the first one ends none, and no tag is followed by the next."""
    start = [True] * tags
    end = [True] * tags
    start[-1] = end[0] = False
    return Constraints(start, [[j != i + 1 for j in range(tags)] for i in range(tags)], end)


def allowed(path: Path, constraints: Constraints | None) -> bool:
    """Whether the constraints allow a path."""
    if not path or constraints is None:
        return True
    steps = all(constraints.transitions[a][b] for a, b in pairwise(path))
    return bool(constraints.start[path[0]] and steps and constraints.end[path[-1]])


def score(path: Path, emissions: Tensor, crf: LinearChainCRF) -> float:
    """What a path of one row scores, whether it is allowed or not; emissions [time, tags]."""
    if not path:
        return 0.0
    terms = [crf.start[path[0]].item(), crf.end[path[-1]].item()]
    terms += [emissions[step, tag].item() for step, tag in enumerate(path)]
    terms += [crf.transitions[a, b].item() for a, b in pairwise(path)]
    return math.fsum(terms)


def scores(
    emissions: Tensor, length: int, crf: LinearChainCRF, constraints: Constraints | None
) -> dict[Path, float]:
    """Every allowed path of one row with its score."""
    paths = product(range(len(crf.start)), repeat=length)
    return {path: score(path, emissions, crf) for path in paths if allowed(path, constraints)}


def log_sum(values: dict[Path, float]) -> float:
    """log Σ exp score."""
    return math.log(math.fsum(math.exp(value) for value in values.values()))
