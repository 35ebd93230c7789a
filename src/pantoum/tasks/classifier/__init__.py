"""Classifiers as a task.

Names are imported when they are first asked for: reading files and scoring need no PyTorch, which
the outputs of an exported model do without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantoum.tasks.classifier.preparation import prepare
    from pantoum.tasks.classifier.scores import score_labels, unknown_labels
    from pantoum.tasks.classifier.task import ClassifierTask

__all__ = ["ClassifierTask", "prepare", "score_labels", "unknown_labels"]

# The modules of names that are imported when they are asked for.
_MODULES = {
    "ClassifierTask": "task",
    "prepare": "preparation",
    "score_labels": "scores",
    "unknown_labels": "scores",
}


def __getattr__(name: str) -> Any:
    """Import what a name stands for when it is first asked for (PEP 562)."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
