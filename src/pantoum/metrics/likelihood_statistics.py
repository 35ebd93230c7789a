"""The statistics of likelihoods: of each text its negative log-likelihood and its symbols."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float

from pantoum.metrics.statistics import SummedStatistics, Values


def perplexity_statistics(
    nll: Float[np.ndarray, " examples"],
    symbols: Float[np.ndarray, " examples"],
    most_nats: float,
) -> SummedStatistics:
    """The statistics of `perplexity`: e to the mean negative log-likelihood of a symbol.

    Args:
        nll: of each text, in nats.
        symbols: of each text, its end included.
        most_nats: a mean above it counts as this one, for e to it is no number.
    """

    def formula(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
        return {"perplexity": np.exp(np.minimum(sums[:, 0] / sums[:, 1], most_nats))}

    return SummedStatistics(np.stack([nll, symbols], axis=1), formula)


def bits_statistics(
    nll: Float[np.ndarray, " examples"], characters: Float[np.ndarray, " examples"]
) -> SummedStatistics:
    """The statistics of `bits_per_character`.

    Args:
        nll: of each text, in nats.
        characters: of each text, and one for the end of its line.
    """

    def formula(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
        return {"bits_per_character": sums[:, 0] / sums[:, 1] / math.log(2)}

    return SummedStatistics(np.stack([nll, characters], axis=1), formula)


def unknown_statistics(
    unknown: Float[np.ndarray, " examples"], symbols: Float[np.ndarray, " examples"]
) -> SummedStatistics:
    """The statistics of `unknown`: symbols that a model does not know, in per cent of all."""

    def formula(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
        return {"unknown": 100 * sums[:, 0] / sums[:, 1]}

    return SummedStatistics(np.stack([unknown, symbols], axis=1), formula)
