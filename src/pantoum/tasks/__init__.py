"""Tasks: all that differs between kinds of models but the models themselves.

Names are imported when they are first asked for: reading files and scoring need no PyTorch, which
the outputs of an exported model do without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantoum.tasks.classifier import ClassifierTask
    from pantoum.tasks.contract import (
        Batch,
        DevResult,
        Format,
        Prepared,
        Read,
        Rows,
        Sample,
        Start,
        Summary,
        Task,
        TaskSpec,
    )
    from pantoum.tasks.groups import rows_by_group
    from pantoum.tasks.language_model import LanguageModelTask
    from pantoum.tasks.registry import (
        PAIRS,
        REGISTRY,
        TEXT,
        TOKENS,
        prepare,
        prepare_data,
        read_data,
        settings_to_save,
    )
    from pantoum.tasks.seq2seq import Seq2SeqTask
    from pantoum.tasks.tagger import TaggerTask

__all__ = [
    "PAIRS",
    "REGISTRY",
    "TEXT",
    "TOKENS",
    "Batch",
    "ClassifierTask",
    "DevResult",
    "Format",
    "LanguageModelTask",
    "Prepared",
    "Read",
    "Rows",
    "Sample",
    "Seq2SeqTask",
    "Start",
    "Summary",
    "TaggerTask",
    "Task",
    "TaskSpec",
    "prepare",
    "prepare_data",
    "read_data",
    "rows_by_group",
    "settings_to_save",
]

# The modules of names that are imported when they are asked for.
_MODULES = {
    "Batch": "contract",
    "ClassifierTask": "classifier",
    "DevResult": "contract",
    "Format": "contract",
    "LanguageModelTask": "language_model",
    "PAIRS": "registry",
    "Prepared": "contract",
    "REGISTRY": "registry",
    "Read": "contract",
    "Rows": "contract",
    "Sample": "contract",
    "Seq2SeqTask": "seq2seq",
    "Start": "contract",
    "Summary": "contract",
    "TEXT": "registry",
    "TOKENS": "registry",
    "TaggerTask": "tagger",
    "Task": "contract",
    "TaskSpec": "contract",
    "prepare": "registry",
    "prepare_data": "registry",
    "read_data": "registry",
    "rows_by_group": "groups",
    "settings_to_save": "registry",
}


def __getattr__(name: str) -> Any:
    """Import what a name stands for when it is first asked for (PEP 562)."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
