"""Tasks: all that differs between kinds of models but the models themselves."""

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
