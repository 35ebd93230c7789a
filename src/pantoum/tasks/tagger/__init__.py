"""Sequence taggers as a task.

Names are imported when they are first asked for: reading files and scoring need no PyTorch, which
the outputs of an exported model do without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantoum.tasks.tagger.columns import TagColumn
    from pantoum.tasks.tagger.files import (
        NotedSentences,
        as_schemes,
        invalid_tag_notes,
        read_right_tags,
        read_same_columns,
        read_test_sentences,
        read_tokens,
        read_words,
    )
    from pantoum.tasks.tagger.preparation import prepare, read_dev_tokens
    from pantoum.tasks.tagger.scores import score_columns, unknown_notes
    from pantoum.tasks.tagger.task import TaggerTask

__all__ = [
    "NotedSentences",
    "TagColumn",
    "TaggerTask",
    "as_schemes",
    "invalid_tag_notes",
    "prepare",
    "read_dev_tokens",
    "read_right_tags",
    "read_same_columns",
    "read_test_sentences",
    "read_tokens",
    "read_words",
    "score_columns",
    "unknown_notes",
]

# The modules of names that are imported when they are asked for.
_MODULES = {
    "NotedSentences": "files",
    "TagColumn": "columns",
    "TaggerTask": "task",
    "as_schemes": "files",
    "invalid_tag_notes": "files",
    "prepare": "preparation",
    "read_dev_tokens": "preparation",
    "read_right_tags": "files",
    "read_same_columns": "files",
    "read_test_sentences": "files",
    "read_tokens": "files",
    "read_words": "files",
    "score_columns": "scores",
    "unknown_notes": "scores",
}


def __getattr__(name: str) -> Any:
    """Import what a name stands for when it is first asked for (PEP 562)."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
