"""Symbols drawn at random, by their probability, as `pantoum.search.sampling` draws them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pantoum_runtime.errors import PantoumRuntimeError


class Sampling(NamedTuple):
    """How to draw a symbol.

    temperature: divides the logits: below 1 makes likely symbols likelier, 0 takes the likeliest
    one; top_k: draw from so many of the likeliest symbols; 0 for all; top_p: draw from as few of
    the likeliest symbols as have this probability together; 1 for all.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    def check(self) -> None:
        """Refuse settings that nothing can be drawn with.

        Raises:
            PantoumRuntimeError: one of them, with its name, the rule and the value.
        """
        temperature, top_k, top_p = self
        if not (_is_number(temperature) and 0 <= temperature < math.inf):
            raise _wrong("temperature", "a number of at least 0", temperature)
        check_whole("top_k", top_k, 0)
        if not (_is_number(top_p) and 0 < top_p <= 1):
            raise _wrong("top_p", "a number above 0 and at most 1", top_p)


def check_whole(name: str, value: object, least: int) -> None:
    """Refuse what is no whole number from `least` on that has 63 bits.

    Raises:
        PantoumRuntimeError: such a value, with the name of the argument.
    """
    if type(value) is not int or not least <= value < 2**63:
        raise _wrong(name, f"a whole number of at least {least}", value)


def drawn(log_probabilities: np.ndarray, sampling: Sampling, randoms: np.ndarray) -> np.ndarray:
    """A symbol of each row [batch].

    Args:
        log_probabilities: in nats, minus infinity for what may not come [batch, symbols].
        randoms: numbers from 0 to 1, one for each row [batch].
    """
    ends = _distribution(log_probabilities, sampling).cumsum(axis=1)
    within = randoms[:, None] * ends[:, -1:]
    return np.minimum((ends <= within).sum(axis=1), ends.shape[1] - 1)


def _distribution(log_probabilities: np.ndarray, sampling: Sampling) -> np.ndarray:
    """The probabilities that symbols are drawn with. Of symbols with the same probability, those
    with the smaller ids count as the likelier.
    """
    order = np.argsort(-log_probabilities, axis=1, kind="stable")
    ranked = np.take_along_axis(log_probabilities, order, axis=1)
    keep = 1 if sampling.temperature == 0 else sampling.top_k or ranked.shape[1]
    ranked[:, keep:] = -math.inf
    # The likeliest is 0 now, so that no temperature is too low.
    shares = np.exp((ranked - ranked[:, :1]) / (sampling.temperature or 1.0))
    shares /= shares.sum(axis=1, keepdims=True)
    if sampling.top_p < 1:
        before = shares.cumsum(axis=1) - shares
        shares = shares * (before < sampling.top_p)
        shares /= shares.sum(axis=1, keepdims=True)
    placed = np.zeros_like(shares)
    np.put_along_axis(placed, order, shares, axis=1)
    return placed


def _wrong(name: str, rule: str, value: object) -> PantoumRuntimeError:
    return PantoumRuntimeError(
        f"{name} must be {rule}, but is {value!r:.40}", setting=name, rule=rule, value=value
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
