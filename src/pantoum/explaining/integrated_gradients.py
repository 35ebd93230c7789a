"""Integrated gradients: what each symbol that is read adds to a log-probability.

On the straight way from a baseline x' to the vectors x that are read, the gradient of F is
averaged; what the i-th number adds is (x_i - x'_i) ∫ ∂F/∂x_i (x' + α (x - x')) dα, α from 0 to 1.
The sum over all numbers is F(x) - F(x'), which is called completeness. Source: Sundararajan, Taly &
Yan (2017), arXiv:1703.01365, equation 1 and proposition 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.explaining.examined import Examined
from pantoum.explaining.log_probabilities import log_probabilities
from pantoum.explaining.read_vectors import EMBEDDINGS
from pantoum.explaining.replay import Replay, replay
from pantoum.inference.side_by_side import one_thread
from pantoum.symbols import PAD

BASELINES = ("zero", "padding", "mean")


@dataclass(frozen=True)
class Attributed:
    """What each symbol that one input has adds to the log-probabilities of what was said.

    Attributes:
        tokens: that were read.
        written: what was said, at the places that were asked for.
        values: [written, read], in nats; a row adds up to its score less that of the baseline.
        scores: log P of each; baseline: the same when the baseline is read.
        weights: of the attention at these places, if there is any.
    """

    tokens: list[str]
    written: list[str]
    values: Float[np.ndarray, "written read"]
    scores: Float[np.ndarray, " written"]
    baseline: Float[np.ndarray, " written"]
    weights: Float[np.ndarray, "written read"] | None

    @property
    def errors(self) -> Float[np.ndarray, " written"]:
        """By how much each row misses what completeness asks for."""
        return self.values.sum(axis=1) - (self.scores - self.baseline)


def attribute(
    examined: Examined,
    row: int,
    baseline: Float[Tensor, " embedding"],
    steps: int,
    places: Sequence[int] | None = None,
) -> Attributed:
    """Integrated gradients of what a model has said to one input.

    The integral is Gauss and Legendre's sum of `steps` terms.

    Args:
        row: the number of the input.
        baseline: the vector that stands at every place of x'.
        places: of what was said, from 0; by default all.
    """
    nodes, weights = (torch.from_numpy(part).float() for part in unit_quadrature(steps))
    # The scores of x' and x stand in the first two rows.
    along = torch.cat([torch.tensor([0.0, 1.0]), nodes])[:, None, None].to(baseline.device)

    def on_the_way(vectors: Tensor) -> Tensor:
        return baseline + along * (vectors - baseline)

    with torch.enable_grad(), one_thread():
        found = replay(examined, row, rows=len(along), instead=on_the_way, cells=False)
        asked = range(len(found.written)) if places is None else places
        every = found.apart or log_probabilities(examined, found).unbind(dim=1)
        chosen = [every[place][:, found.chosen[place]] for place in asked]
        values = [_values(found, scores, weights.to(baseline.device)) for scores in chosen]
    ends = torch.stack([scores[:2] for scores in chosen]).detach().double().cpu().numpy()
    attended = None
    if found.weights is not None:
        attended = found.weights[1, list(asked)].detach().double().cpu().numpy()
    return Attributed(
        found.tokens,
        [found.written[place] for place in asked],
        np.stack(values),
        ends[:, 1],
        ends[:, 0],
        attended,
    )


def unit_quadrature(
    steps: int,
) -> tuple[Float[np.ndarray, " steps"], Float[np.ndarray, " steps"]]:
    """The nodes between 0 and 1 and the weights of Gauss and Legendre's quadrature."""
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    return (nodes + 1) / 2, weights / 2


def baseline_vector(
    examined: Examined, kind: str, rows: Sequence[int]
) -> Float[Tensor, " embedding"]:
    """The vector of a baseline: 0, that of padding (which of a tagger is 0), or the mean of all
    that some inputs have.

    Args:
        kind: one of `BASELINES`.
    """
    if kind == "mean":
        with torch.no_grad(), one_thread():
            read = [replay(examined, row, cells=False).vectors[0] for row in rows]
        return torch.cat(read).mean(dim=0)
    if kind == "padding" and examined.kind != "tagger":
        embedding = examined.trained.model.get_submodule(EMBEDDINGS[examined.kind])
        return embedding.weight[PAD].detach()
    with torch.no_grad(), one_thread():
        return torch.zeros_like(replay(examined, rows[0], cells=False).vectors[0, 0])


def _values(
    found: Replay, scores: Float[Tensor, " rows"], weights: Float[Tensor, " steps"]
) -> Float[np.ndarray, " read"]:
    (slopes,) = torch.autograd.grad(scores[2:].sum(), found.vectors, retain_graph=True)
    mean = (weights[:, None, None] * slopes[2:]).sum(dim=0)
    with torch.no_grad():
        of_numbers = (found.vectors[1] - found.vectors[0]) * mean
    return of_numbers.double().sum(dim=-1).cpu().numpy()
