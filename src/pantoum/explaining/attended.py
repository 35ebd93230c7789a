"""Outputs with the weights that they were written with, as attention is measured on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from pantoum.explaining.examined import Examined
from pantoum.explaining.tokens_read import tokens_read
from pantoum.symbols import EOS_SYMBOL


class Attended(NamedTuple):
    """One output and its attention.

    row: the number of its input; source: the symbols that were read, a group and features first and
    </s> last; before: how many of them stand before the text; target: the symbols that were
    written, </s> among them; weights [target, source].
    """

    row: int
    source: list[str]
    before: int
    target: list[str]
    weights: Float[np.ndarray, "target source"]

    @property
    def on_text(self) -> Float[np.ndarray, "target places"]:
        """The weights on the text and its end, without those on features and group."""
        return self.weights[:, self.before :]

    @property
    def text(self) -> list[str]:
        """The symbols of the text alone."""
        return self.source[self.before : -1]

    @property
    def written(self) -> list[str]:
        """The symbols of the output without its end."""
        ended = self.target[-1:] == [EOS_SYMBOL]
        return self.target[:-1] if ended else self.target


def attended_outputs(examined: Examined, rows: Sequence[int]) -> list[Attended]:
    """The answers to some of the inputs of an encoder-decoder that have attention and at least one
    step.
    """
    found = []
    for row in rows:
        answer = examined.predictions[row]
        if answer.attention is None or not answer.attention.size:
            continue
        source = list(answer.source_tokens)
        weights = np.asarray(answer.attention, dtype=np.float64)
        before = len(source) - 1 - tokens_read(examined, row)
        found.append(Attended(row, source, before, list(answer.tokens), weights))
    return found
