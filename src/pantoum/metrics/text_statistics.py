"""The statistics of output texts: errors, and the n-grams of BLEU and chrF."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from pantoum.config import Normalization, UnitName
from pantoum.metrics.edit import References, Symbols, check_lengths, closest, edit_distance
from pantoum.metrics.ngrams import bleu_counts, chrf_counts
from pantoum.metrics.scores import BY_ERROR_RATE, split_pairs
from pantoum.metrics.splitting import Texts
from pantoum.metrics.statistics import Statistics, SummedStatistics, Values

BLEU_ORDER = 4
# Recall counts so much more than precision.
CHRF_BETA = 2


def text_statistics(
    units: UnitName,
    references: Sequence[Texts],
    hypotheses: Sequence[str],
    normalization: Normalization = "NFC",
) -> list[Statistics]:
    """The statistics of the scores that `pantoum.metrics.score` gives for the same arguments.

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    right, predicted = split_pairs(units, references, hypotheses, normalization)
    errors = error_statistics(right, predicted)
    if units in BY_ERROR_RATE:
        return [errors]
    lines = [" ".join(words) for words in predicted]
    right_lines = [tuple(" ".join(words) for words in item) for item in right]
    return [
        SummedStatistics(bleu_counts(right_lines, lines), _bleu),
        SummedStatistics(chrf_counts(right_lines, lines), _chrf),
        SummedStatistics(errors.counts, lambda sums: {"exact_match": _errors(sums)["exact_match"]}),
    ]


def error_statistics(
    references: Sequence[References], hypotheses: Sequence[Symbols]
) -> SummedStatistics:
    """The statistics of `pantoum.metrics.error_rates`: the rates themselves, by their names.

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    counts = np.empty((len(hypotheses), 4))
    for row, (several, hypothesis) in enumerate(zip(references, hypotheses, strict=True)):
        reference = closest(several, hypothesis)
        edits = edit_distance(reference, hypothesis)
        counts[row] = (1, edits > 0, edits, len(reference))
    return SummedStatistics(counts, _errors)


def _errors(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
    examples, wrong, edits, symbols = sums.T
    word_error_rate = 100 * wrong / examples
    return {
        "word_error_rate": word_error_rate,
        "symbol_error_rate": 100 * edits / np.maximum(symbols, 1),
        "exact_match": 100 - word_error_rate,
    }


def _bleu(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
    """BLEU with sacrebleu's exponential smoothing: an order without a match counts as half a match
    where it is the first such order, a quarter where it is the second, ...
    """
    hypothesis, reference = sums[:, 0], sums[:, 1]
    matches = sums[:, 2 : 2 + BLEU_ORDER]
    totals = sums[:, 2 + BLEU_ORDER :]
    orders_without = np.cumsum(matches == 0, axis=1)
    smoothed = np.where(matches == 0, 0.5**orders_without, matches)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(smoothed) - np.log(totals)
        brevity = np.where(hypothesis < reference, 1 - reference / hypothesis, 0.0)
        values = 100 * np.exp(brevity + logs.mean(axis=1))
    defined = (matches.sum(axis=1) > 0) & (totals > 0).all(axis=1)
    return {"bleu": np.where(defined, np.minimum(values, 100), 0.0)}


def _chrf(sums: Float[np.ndarray, "selections counts"]) -> dict[str, Values]:
    """The F score of the mean precision and the mean recall over the orders that both sides
    have.
    """
    hypothesis, reference, matches = sums[:, 0::3], sums[:, 1::3], sums[:, 2::3]
    usable = (hypothesis > 0) & (reference > 0)
    orders = np.maximum(usable.sum(axis=1), 1)
    precision, recall = (
        np.where(usable, matches / np.maximum(whole, 1), 0).sum(axis=1) / orders
        for whole in (hypothesis, reference)
    )
    weight = CHRF_BETA**2
    below = weight * precision + recall
    values = 100 * (1 + weight) * precision * recall / np.where(below > 0, below, 1)
    return {"chrf": np.minimum(values, 100)}
