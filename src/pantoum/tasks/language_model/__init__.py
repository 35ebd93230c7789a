"""Language models as a task.

Names are imported when they are first asked for: reading files and scoring need no PyTorch, which
the outputs of an exported model do without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantoum.tasks.language_model.preparation import prepare, task_of_texts
    from pantoum.tasks.language_model.scores import MOST_NATS, perplexity, score_texts
    from pantoum.tasks.language_model.task import LanguageModelTask

__all__ = [
    "MOST_NATS",
    "LanguageModelTask",
    "perplexity",
    "prepare",
    "score_texts",
    "task_of_texts",
]

# The modules of names that are imported when they are asked for.
_MODULES = {
    "LanguageModelTask": "task",
    "MOST_NATS": "scores",
    "perplexity": "scores",
    "prepare": "preparation",
    "score_texts": "scores",
    "task_of_texts": "preparation",
}


def __getattr__(name: str) -> Any:
    """Import what a name stands for when it is first asked for (PEP 562)."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
