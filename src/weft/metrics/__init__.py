"""Sequences to scores: error rates, BLEU and chrF, confusions, scores by length. Nothing here needs torch."""

from weft.metrics.alignment import Confusion, confusions
from weft.metrics.edit import ErrorRates, edit_distance, error_rates
from weft.metrics.lengths import LengthBin, LengthScores, by_length, length_bins
from weft.metrics.ngrams import bleu, chrf
from weft.metrics.scores import score, selection_key, selection_metric
from weft.metrics.splitting import normalize, split_symbols

__all__ = [
    "Confusion",
    "ErrorRates",
    "LengthBin",
    "LengthScores",
    "bleu",
    "by_length",
    "chrf",
    "confusions",
    "edit_distance",
    "error_rates",
    "length_bins",
    "normalize",
    "score",
    "selection_key",
    "selection_metric",
    "split_symbols",
]
