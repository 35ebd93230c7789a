"""The vocabulary of a text's units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pantoum.config import DataConfig, UnitName
from pantoum.data import Tokenizer
from pantoum.errors import PantoumError
from pantoum.symbols import SPECIAL_SYMBOLS

MAX_WORDS = 32_000
DEFAULT_SIZES: dict[UnitName, int] = {"bpe": 8_000}
DEFAULT_MIN_COUNTS: dict[UnitName, int] = {"words": 2}


def train_tokenizer(
    data: DataConfig,
    units: UnitName,
    texts: Iterable[str],
    side: str,
    start: Tokenizer | None = None,
) -> Tokenizer:
    """A tokenizer of these texts; how many entries it may have, and how rare they may be, depends
    on its units.

    Args:
        side: what the texts are, for messages.
        start: the tokenizer that is extended by these texts, of the same units; None for a new one.
    Raises: PantoumError when no word is frequent enough to be known.
    """
    size, min_count = _limits(data, units)
    if start is not None:
        return start.extended(texts, size, min_count)
    tokenizer = Tokenizer.train(texts, units, data.normalization, size, min_count)
    return _checked(tokenizer, min_count, side)


def tokenizer_of_counts(
    data: DataConfig, units: UnitName, counts: Counter[str], side: str
) -> Tokenizer:
    """The same tokenizer for texts whose units are counted already; there are none for byte pairs.

    Raises: PantoumError when no word is frequent enough to be known.
    """
    size, min_count = _limits(data, units)
    tokenizer = Tokenizer.of_counts(counts, units, data.normalization, size, min_count)
    return _checked(tokenizer, min_count, side)


def _limits(data: DataConfig, units: UnitName) -> tuple[int, int]:
    """How many entries a vocabulary may have, and how often each must occur."""
    # 0 stands for the limits of the units.
    size = data.vocabulary_size or DEFAULT_SIZES.get(units, MAX_WORDS)
    return size, data.min_count or DEFAULT_MIN_COUNTS.get(units, 1)


def _checked(tokenizer: Tokenizer, min_count: int, side: str) -> Tokenizer:
    if tokenizer.size == len(SPECIAL_SYMBOLS):
        raise PantoumError(
            f"data.min_count is {min_count}, but training has no word of the {side} so often",
            setting="data.min_count",
            value=min_count,
            remedy="lower it (1 keeps all)",
        )
    return tokenizer
