"""Outputs judged: scores with intervals, and comparisons of systems.

Outputs come from a model, or from a file that any other program wrote: nothing here predicts.
"""

from pantoum.evaluation.assessment import Assessment
from pantoum.evaluation.comparison import Comparison, Disputed, compare_assessments
from pantoum.evaluation.labels import assess_labels
from pantoum.evaluation.pairs import Likelihoods, assess_pairs, by_input_length, by_seen_input
from pantoum.evaluation.result import Evaluation, Part, evaluation_of, part_of
from pantoum.evaluation.tags import assess_tags
from pantoum.evaluation.texts import assess_texts

__all__ = [
    "Assessment",
    "Comparison",
    "Disputed",
    "Evaluation",
    "Likelihoods",
    "Part",
    "assess_labels",
    "assess_pairs",
    "assess_tags",
    "assess_texts",
    "by_input_length",
    "by_seen_input",
    "compare_assessments",
    "evaluation_of",
    "part_of",
]
