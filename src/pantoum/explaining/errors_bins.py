"""Errors by what the input is like: answers sorted into bins by length, rarity and n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int64

from pantoum.explaining.binned import means_by_bin, rounded_mean
from pantoum.explaining.errors_symbols import NGRAMS, SeenInTraining, input_length, splitting_of
from pantoum.explaining.examined import Examined
from pantoum.explaining.judged_answers import JudgedAnswers
from pantoum.metrics import length_bins, split_symbols

DECIMALS = 4
PERCENT = 100.0
# Counts in training: the least of each bin.
RARITIES = (0, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000)
UNSEEN = ("all seen in training", "some not seen in training")
KNOWN = ("known", "unknown")


class Binning(NamedTuple):
    """Answers sorted by one property.

    name: its key in the values; labels: of the bins, in order; bins: of each answer.
    """

    name: str
    labels: Sequence[str]
    bins: Int64[np.ndarray, " answers"]


def measured(answers: JudgedAnswers) -> Float[np.ndarray, " answers"]:
    """What is averaged: the surprise if there is one, else 1 for what is wrong and 0 for right."""
    return (~answers.right).astype(np.float64) if answers.surprise is None else answers.surprise


def binned_values(answers: JudgedAnswers, binning: Binning, seed: int) -> list[dict[str, Any]]:
    """Each bin with its mean, interval and counts as JSON has them; shares are in per cent."""
    shares = answers.surprise is None
    means = means_by_bin(
        measured(answers),
        binning.bins,
        len(binning.labels),
        answers.rows,
        shares=shares,
        seed=seed,
    )
    return [
        {"bin": label, **rounded_mean(one, DECIMALS, PERCENT if shares else 1.0)}
        for label, one in zip(binning.labels, means, strict=True)
        if one.answers
    ]


def binnings_of(
    examined: Examined, answers: JudgedAnswers, seen: SeenInTraining | None
) -> list[Binning]:
    """By length of the input; of an encoder-decoder by that of the right output; of a tagger by
    whether its vocabulary has the word; and by what training has seen, if that is known.
    """
    split = splitting_of(examined)
    symbols = {row: split(examined.data[row]) for row in dict.fromkeys(answers.rows.tolist())}
    lengths = {row: input_length(examined, of_row) for row, of_row in symbols.items()}
    found = [by_length("by_input_length", [lengths[row] for row in answers.rows.tolist()])]
    if examined.kind == "seq2seq":
        settings = examined.trained.config.data
        units = settings.target_units, settings.normalization
        written = [len(split_symbols(text, *units)) for text in answers.references]
        found.append(by_length("by_output_length", written))
    if examined.kind == "tagger":
        found.append(Binning("by_known_word", KNOWN, (~known_words(examined, answers)).astype(int)))
    if seen is not None:
        found.append(by_rarity([one for of_row in symbols.values() for one in seen.rarest(of_row)]))
        for name, size in NGRAMS.items():
            each = [one for of_row in symbols.values() for one in seen.has_unseen(of_row, size)]
            found.append(Binning(f"by_unseen_{name}", UNSEEN, np.array(each, dtype=np.int64)))
    return found


def known_words(examined: Examined, answers: JudgedAnswers) -> np.ndarray:
    """Whether a tagger's vocabulary has the word of each answer."""
    words = [
        examined.data[row].words[place]
        for row, place in zip(answers.rows.tolist(), answers.places.tolist(), strict=True)
    ]
    known = {word: examined.predictor.knows(word) for word in set(words)}
    return np.array([known[word] for word in words], dtype=bool)


def by_length(name: str, lengths: Sequence[int]) -> Binning:
    """In ranges of equal, round width; see `pantoum.metrics.length_bins`."""
    bins = np.empty(len(lengths), dtype=np.int64)
    labels = []
    for place, one in enumerate(length_bins(lengths)):
        bins[one.rows] = place
        labels.append(_span(one.shortest, one.longest))
    return Binning(name, labels, bins)


def by_rarity(counts: Sequence[int]) -> Binning:
    """In ranges that get wider: never, once or twice, 3 to 9 times, ..."""
    bins = np.searchsorted(RARITIES, counts, side="right") - 1
    labels = [_span(low, high - 1) for low, high in pairwise(RARITIES)]
    return Binning("by_rarity", [*labels, f"{RARITIES[-1]:,} or more"], bins)


def _span(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}-{high:,}"
