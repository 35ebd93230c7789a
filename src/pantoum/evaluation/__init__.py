"""Outputs judged: scores with intervals, and comparisons of systems.

Outputs come from a model, or from a file that any other program wrote: nothing here predicts.
What judges labels, tags and texts of language models is imported when it is first asked for: it
needs PyTorch, which the outputs of an exported model do without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pantoum.evaluation.assessment import Assessment
from pantoum.evaluation.comparison import Comparison, Disputed, compare_assessments
from pantoum.evaluation.pairs import Likelihoods, assess_pairs, by_input_length, by_seen_input
from pantoum.evaluation.result import Evaluation, Part, evaluation_of, part_of

if TYPE_CHECKING:
    from pantoum.evaluation.labels import assess_labels
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

_LATER = {"assess_labels": "labels", "assess_tags": "tags", "assess_texts": "texts"}


def __getattr__(name: str) -> Any:
    """Import what a name stands for when it is first asked for (PEP 562)."""
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
