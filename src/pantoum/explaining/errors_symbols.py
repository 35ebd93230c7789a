"""The symbols of inputs, and what training has seen of them: how often each, and which n-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pantoum.data.lines import trimmed
from pantoum.explaining.examined import Examined
from pantoum.metrics import split_symbols
from pantoum.symbols import EOS_SYMBOL

NGRAMS = {"bigrams": 2, "trigrams": 3}

Split = Callable[[Any], list[str]]
Ngram = tuple[str, ...]


def splitting_of(examined: Examined) -> Split:
    """What splits an input into its symbols: the words of a sentence in the form in which a
    tagger knows them, a text's units.

    A language model begins with the end of the text before, as it reads it, and ends with its own.
    """
    task = examined.trained.task
    settings = examined.trained.config.data
    if examined.kind == "tagger":
        return lambda one: [task.words.known_as(word) for word in one.words]
    if examined.kind == "language_model":
        return lambda one: [EOS_SYMBOL, *task.tokenizer.tokens(trimmed(one)), EOS_SYMBOL]
    return lambda one: split_symbols(
        trimmed(one.source), settings.source_units, settings.normalization
    )


def input_length(examined: Examined, symbols: Sequence[str]) -> int:
    """How many symbols of its own an input has."""
    return len(symbols) - 2 if examined.kind == "language_model" else len(symbols)


@dataclass(frozen=True, eq=False)
class SeenInTraining:
    """What the inputs of training hold.

    Attributes:
        counts: how often each symbol or word is there.
        ngrams: the n-grams that are there, by n.
        kind: of model, which decides what of an input an answer depends on: all of it, or for
            taggers the word, and for language models the symbol that is to be expected.
    """

    counts: Counter[str]
    ngrams: dict[int, set[Ngram]]
    kind: str

    @classmethod
    def of(cls, examined: Examined, train: Sequence[Any]) -> SeenInTraining:
        """The same, counted.

        Args:
            train: inputs of the kind that is examined.
        """
        split = splitting_of(examined)
        counts: Counter[str] = Counter()
        ngrams: dict[int, set[Ngram]] = {size: set() for size in NGRAMS.values()}
        for one in train:
            symbols = split(one)
            counts.update(symbols[1:] if examined.kind == "language_model" else symbols)
            for size, known in ngrams.items():
                known.update(_ngrams(symbols, size))
        return cls(counts, ngrams, examined.kind)

    def rarest(self, symbols: Sequence[str]) -> list[int]:
        """For each answer to an input how often training has its rarest symbol: of the whole
        input; for a tagger the word itself, for a language model the symbol itself.
        """
        if self.kind == "language_model":
            symbols = symbols[1:]
        each = [self.counts[symbol] for symbol in symbols]
        return each if self.kind in ("tagger", "language_model") else [min(each, default=0)]

    def has_unseen(self, symbols: Sequence[str], size: int) -> list[bool]:
        """For each answer to an input whether it has an n-gram that training has not: anywhere;
        for a tagger around the word, for a language model up to the symbol.
        """
        known = self.ngrams[size]
        unseen = [ngram not in known for ngram in _ngrams(symbols, size)]
        if self.kind == "tagger":
            return [any(unseen[max(0, end - size + 1) : end + 1]) for end in range(len(symbols))]
        if self.kind == "language_model":
            return [False] * (len(symbols) - 1 - len(unseen)) + unseen
        return [any(unseen)]


def _ngrams(symbols: Sequence[str], size: int) -> list[Ngram]:
    return list(zip(*(symbols[first:] for first in range(size)), strict=False))
