"""Sequences to scores: error rates, BLEU and chrF, spans, accuracies, confusions, scores by length.

Nothing here needs torch.
"""

from weft.metrics.accuracy import KnownAccuracy, TagAccuracy, known_accuracy, tag_accuracy
from weft.metrics.alignment import Confusion, confusions
from weft.metrics.classes import ClassScores, ConfusionMatrix, class_confusions, class_scores, confusion_matrix
from weft.metrics.edit import ErrorRates, edit_distance, error_rates
from weft.metrics.lengths import LengthBin, LengthScores, by_length, length_bins
from weft.metrics.names import POINTS, name_of
from weft.metrics.ngrams import bleu, chrf
from weft.metrics.precision_recall import PrecisionRecall
from weft.metrics.scores import score, selection_key, selection_metric
from weft.metrics.spans import SpanScores, span_scores
from weft.metrics.splitting import normalize, split_symbols

__all__ = [
    "POINTS",
    "ClassScores",
    "Confusion",
    "ConfusionMatrix",
    "ErrorRates",
    "KnownAccuracy",
    "LengthBin",
    "LengthScores",
    "PrecisionRecall",
    "SpanScores",
    "TagAccuracy",
    "bleu",
    "by_length",
    "chrf",
    "class_confusions",
    "class_scores",
    "confusion_matrix",
    "confusions",
    "edit_distance",
    "error_rates",
    "known_accuracy",
    "length_bins",
    "name_of",
    "normalize",
    "score",
    "selection_key",
    "selection_metric",
    "span_scores",
    "split_symbols",
    "tag_accuracy",
]
