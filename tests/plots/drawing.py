"""What the tests of pictures share: a prediction made by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Made:
    """As much of a prediction as is drawn."""

    tokens: list[str]
    source_tokens: list[str]
    attention: np.ndarray | None


def made(tokens, source_tokens, attention=None):
    """A prediction with the given weights, or the same weight everywhere."""
    shape = (len(tokens), len(source_tokens))
    weights = np.full(shape, 1 / max(shape[1], 1)) if attention is None else np.asarray(attention)
    return Made(list(tokens), list(source_tokens), weights)
