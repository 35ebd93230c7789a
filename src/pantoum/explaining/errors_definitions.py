"""What the numbers of `pantoum.explaining.errors` are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

INTERVAL = (
    "the interval of 95 % is Wilson's (1927) where each input has one answer, and else that of a "
    "percentile bootstrap over the inputs (1,000 resamples; Efron & Tibshirani 1993, section "
    "13.3), with Wilson's for shares of 0 and 100 %"
)
TOP = {
    "inputs": "How many inputs there are that are not empty.",
    "measure": "What is averaged over answers, and its unit: the share of wrong ones, or of a "
    "language model the surprise, -ln P of each symbol and of the end of each text (nats).",
    "trained_on": "How many inputs of training were read to count what training has seen; None if "
    "they were not given.",
    "parts": "The answers: the outputs of an encoder-decoder, the tags of words in each column, "
    "the labels of a classifier, or the symbols that a language model expects most (these are "
    "its answers, right where the symbol stands in the text).",
}
BIN = (
    f"each bin with answers: its name, answers, inputs, value in the unit of the measure, and "
    f"interval ({INTERVAL})"
)
LISTED = (
    "each with the number of the input (from 1), the input, the answer, the right answer and the "
    "probability that the model gives to its answer: of the whole output, of the label, of the "
    "tag at this word (marginal), or of the symbol at this place"
)
OF_PART = {
    "unit": "What an answer is, in the plural.",
    "answers": "How many answers there are.",
    "inputs": "To how many inputs.",
    "value": "The mean over all answers, in the unit of the measure.",
    "interval": f"Of this mean: {INTERVAL}.",
    "wrong": "How many answers are wrong.",
    "by_input_length": f"By the symbols (or words) of the input: {BIN}.",
    "by_output_length": f"By the symbols of the right output (of several the one with the fewest "
    f"edits): {BIN}.",
    "by_known_word": f"By whether the vocabulary of the model has the word: {BIN}.",
    "by_rarity": "By how often the inputs of training hold the rarest symbol of the input, of a "
    f"tagger the word itself, of a language model the symbol itself: {BIN}.",
    "by_unseen_bigrams": "By whether the inputs of training hold all pairs of neighbouring symbols "
    "of the input; of a tagger the pairs of words with this word, of a language model the symbol "
    f"and the one before: {BIN}.",
    "by_unseen_trigrams": f"The same for three neighbouring symbols or words: {BIN}.",
    "most_confident_wrong": f"The wrong answers of which the model is surest: {LISTED}.",
    "least_confident_right": f"The right answers of which the model is least sure: {LISTED}.",
    "confusions": "The most frequent mistakes: what is right, what was answered, how often "
    "(count), how often the former is right at all (of). Outputs are aligned with the closest "
    "right one by a shortest list of edits (Levenshtein 1966); an empty text stands for nothing: "
    "an empty right one is an insertion, an empty answer a deletion. Of tags, known_words and "
    "unknown_words say how many of these words the vocabulary has and has not.",
    "matrix": "Counts of what is right (rows) and what was answered (columns), of the labels that "
    "are in most mistakes, the most frequent first, and of all others together.",
    "matrix.labels": "Of rows and columns; an empty one stands for nothing.",
    "matrix.counts": "The counts, row by row; those on the diagonal are right, but for mistakes "
    "among the others.",
}


def definitions_of(parts: Mapping[str, Mapping[str, Any]], others: Iterable[str]) -> dict[str, str]:
    """The definitions of all that is there.

    Args:
        parts: the values of each part.
        others: the other values.
    """
    found = {name: TOP[name] for name in others}
    for part, values in parts.items():
        found[f"parts.{part}"] = f"Of these answers: {part}."
        for name in OF_PART:
            if name.partition(".")[0] in values:
                found[f"parts.{part}.{name}"] = OF_PART[name]
    return found
