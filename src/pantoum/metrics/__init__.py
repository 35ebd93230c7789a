"""Sequences to scores: error rates, BLEU and chrF, spans, accuracies, confusions.

Nothing here needs torch.
"""

from pantoum.metrics.accuracy import KnownAccuracy, TagAccuracy, known_accuracy, tag_accuracy
from pantoum.metrics.alignment import Confusion, confusions
from pantoum.metrics.classes import (
    ClassScores,
    ConfusionMatrix,
    class_confusions,
    class_scores,
    confusion_matrix,
)
from pantoum.metrics.edit import ErrorRates, edit_distance, error_rates
from pantoum.metrics.lengths import LengthBin, LengthScores, by_length, length_bins
from pantoum.metrics.names import NOTHING, POINTS, name_of
from pantoum.metrics.ngrams import bleu, chrf
from pantoum.metrics.precision_recall import PrecisionRecall
from pantoum.metrics.scores import score, selection_key, selection_metric
from pantoum.metrics.spans import SpanScores, span_scores
from pantoum.metrics.splitting import normalize, split_symbols

__all__ = [
    "NOTHING",
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
