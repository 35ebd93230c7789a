"""The vocabulary of a text's units."""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.config import DataConfig, UnitName
from pantoum.data import Tokenizer
from pantoum.errors import PantoumError
from pantoum.symbols import SPECIAL_SYMBOLS


def train_tokenizer(
    data: DataConfig, units: UnitName, texts: Sequence[str], side: str
) -> Tokenizer:
    """A tokenizer of these texts; how many entries it may have, and how rare they may be, depends
    on its units.

    Args:
        side: what the texts are, for messages.
    Raises: PantoumError when no word is frequent enough to be known.
    """
    size = data.vocabulary_size or (8_000 if units == "bpe" else 32_000)
    min_count = data.min_count or (2 if units == "words" else 1)
    tokenizer = Tokenizer.train(texts, units, data.normalization, size, min_count)
    if tokenizer.size == len(SPECIAL_SYMBOLS):
        raise PantoumError(
            f"data.min_count is {min_count}, but training has no word of the {side} so often: "
            "lower it (1 keeps all)"
        )
    return tokenizer
