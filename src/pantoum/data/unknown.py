"""Symbols of texts that a vocabulary does not know, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pantoum.data.corpus import Corpus, FlatSequences
from pantoum.data.formats import Example
from pantoum.data.source import SourceTokenizer
from pantoum.data.tokenizers import Tokenizer
from pantoum.symbols import EOS_SYMBOL, UNK

# How many symbols a message names, and how many characters of each.
MOST_NAMED = 5
MAX_NAME_LENGTH = 40


@dataclass(frozen=True)
class Unknown:
    """How often each unknown symbol stands in some texts, and how many symbols these have in all.

    It is true if there are some. The sum of two of them is that of both sets of texts.
    """

    counts: Counter[str] = field(default_factory=Counter)
    symbols: int = 0

    def __add__(self, other: Unknown) -> Unknown:
        return Unknown(self.counts + other.counts, self.symbols + other.symbols)

    def __bool__(self) -> bool:
        return bool(self.counts)

    def describe(self, what: str) -> str:
        """The numbers in words, and the most frequent ones.

        Args:
            what: the symbols, as in "input symbols".
        """
        named = ", ".join(repr(_short(symbol)) for symbol, _ in self.counts.most_common(MOST_NAMED))
        shown = f"such as {named}" if len(self.counts) > MOST_NAMED else named
        count = self.counts.total()
        if count == self.symbols:
            many = {1: f"the only {what.removesuffix('s')}", 2: f"both {what}"}.get(
                count, f"all {count:,} {what}"
            )
        else:
            many = f"{count:,} of {self.symbols:,} {what}"
        return f"{many} {'is' if count == 1 else 'are'} unknown to the model ({shown})"


def _short(symbol: str) -> str:
    return symbol if len(symbol) <= MAX_NAME_LENGTH else symbol[: MAX_NAME_LENGTH - 1] + "…"


class UnknownSymbols(NamedTuple):
    """What is unknown in inputs, their features and groups included, and in outputs; nothing where
    these are not known.
    """

    inputs: Unknown
    outputs: Unknown


def count_unknown(
    examples: Sequence[Example], corpus: Corpus, source: SourceTokenizer, target: Tokenizer
) -> UnknownSymbols:
    """The symbols of examples that their vocabularies do not know.

    Args:
        corpus: the same examples, encoded.
    """

    def read(row: int) -> list[str]:
        example = examples[row]
        return source.tokens(example.source, example.features, example.group)

    def written(row: int) -> list[str]:
        return [*target.tokens(examples[row].target or ""), EOS_SYMBOL]

    outputs = Unknown() if corpus.target is None else count_in(corpus.target, written)
    return UnknownSymbols(count_in(corpus.source, read), outputs)


def rows_with_unknown(ids: FlatSequences) -> list[int]:
    """Which sequences hold unknown symbols."""
    places = np.flatnonzero(ids.values == UNK)
    return np.unique(np.searchsorted(ids.offsets, places, side="right") - 1).tolist()


def count_in(ids: FlatSequences, pieces: Callable[[int], Sequence[str]]) -> Unknown:
    """What is unknown in sequences that end with EOS; rows without such symbols need not be spelled
    out.
    """
    counts: Counter[str] = Counter()
    for row in rows_with_unknown(ids):
        counts.update(piece for id, piece in zip(ids[row], pieces(row), strict=True) if id == UNK)
    return Unknown(counts, len(ids.values) - len(ids))
