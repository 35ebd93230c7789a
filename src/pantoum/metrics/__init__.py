"""Sequences to scores: error rates, BLEU and chrF, spans, accuracies, confusions.

How far a score can be trusted is shown by a bootstrap over the examples, from statistics of each.

Nothing here needs torch.
"""

from pantoum.metrics.accuracy import KnownAccuracy, TagAccuracy, known_accuracy, tag_accuracy
from pantoum.metrics.alignment import Confusion, Edit, confusions, edits
from pantoum.metrics.bootstrap import (
    RESAMPLES,
    Interval,
    bootstrap_intervals,
    bootstrap_scores,
    full_scores,
    resample_indices,
)
from pantoum.metrics.calibration import (
    Calibration,
    bins_of,
    calibration_statistics,
    equal_mass_edges,
    equal_width_edges,
    measure_calibration,
)
from pantoum.metrics.class_statistics import ClassStatistics
from pantoum.metrics.classes import (
    ClassScores,
    ConfusionMatrix,
    class_confusions,
    class_scores,
    confusion_matrix,
)
from pantoum.metrics.edit import ErrorRates, edit_distance, error_rates
from pantoum.metrics.lengths import LengthBin, LengthScores, by_length, length_bins
from pantoum.metrics.likelihood_statistics import (
    bits_statistics,
    perplexity_statistics,
    unknown_statistics,
)
from pantoum.metrics.names import (
    LOWER_IS_BETTER,
    NOTHING,
    bounds_of,
    main_of,
    name_of,
    value_of,
    visible,
)
from pantoum.metrics.ngrams import bleu, chrf, signatures
from pantoum.metrics.precision_recall import PrecisionRecall
from pantoum.metrics.scores import closest_text, score, selection_key, selection_metric
from pantoum.metrics.significance import (
    Difference,
    Outcomes,
    Resampled,
    compare_outcomes,
    differences_of,
    paired_bootstrap,
    resampled_of,
    sign_test,
)
from pantoum.metrics.spans import SpanScores, span_scores
from pantoum.metrics.splitting import Texts, accepted, normalize, split_symbols
from pantoum.metrics.statistics import PrefixedStatistics, Statistics, SummedStatistics
from pantoum.metrics.tag_statistics import span_statistics, tag_statistics
from pantoum.metrics.text_statistics import error_statistics, text_statistics
from pantoum.metrics.wilson import wilson_interval

__all__ = [
    "LOWER_IS_BETTER",
    "NOTHING",
    "RESAMPLES",
    "Calibration",
    "ClassScores",
    "ClassStatistics",
    "Confusion",
    "ConfusionMatrix",
    "Difference",
    "Edit",
    "ErrorRates",
    "Interval",
    "KnownAccuracy",
    "LengthBin",
    "LengthScores",
    "Outcomes",
    "PrecisionRecall",
    "PrefixedStatistics",
    "Resampled",
    "SpanScores",
    "Statistics",
    "SummedStatistics",
    "TagAccuracy",
    "Texts",
    "accepted",
    "bins_of",
    "bits_statistics",
    "bleu",
    "bootstrap_intervals",
    "bootstrap_scores",
    "bounds_of",
    "by_length",
    "calibration_statistics",
    "chrf",
    "class_confusions",
    "class_scores",
    "closest_text",
    "compare_outcomes",
    "confusion_matrix",
    "confusions",
    "differences_of",
    "edit_distance",
    "edits",
    "equal_mass_edges",
    "equal_width_edges",
    "error_rates",
    "error_statistics",
    "full_scores",
    "known_accuracy",
    "length_bins",
    "main_of",
    "measure_calibration",
    "name_of",
    "normalize",
    "paired_bootstrap",
    "perplexity_statistics",
    "resample_indices",
    "resampled_of",
    "score",
    "selection_key",
    "selection_metric",
    "sign_test",
    "signatures",
    "span_scores",
    "span_statistics",
    "split_symbols",
    "tag_accuracy",
    "tag_statistics",
    "text_statistics",
    "unknown_statistics",
    "value_of",
    "visible",
    "wilson_interval",
]
