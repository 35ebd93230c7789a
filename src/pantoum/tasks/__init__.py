"""Tasks: what there is to be learned, and all that differs between kinds of models but the models
themselves.
"""

from pantoum.tasks.classifier import ClassifierTask
from pantoum.tasks.contract import Batch, Format, Kind, Prepared, Read, Rows, Sample, Summary, Task
from pantoum.tasks.kinds import KINDS, prepare
from pantoum.tasks.language_model import LanguageModelTask
from pantoum.tasks.seq2seq import Seq2SeqTask
from pantoum.tasks.tagger import TaggerTask

__all__ = [
    "KINDS",
    "Batch",
    "ClassifierTask",
    "Format",
    "Kind",
    "LanguageModelTask",
    "Prepared",
    "Read",
    "Rows",
    "Sample",
    "Seq2SeqTask",
    "Summary",
    "TaggerTask",
    "Task",
    "prepare",
]
