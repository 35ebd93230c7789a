"""Tasks: what there is to be learned, and all that differs between kinds of models but the models themselves."""

from weft.tasks.classifier import ClassifierTask
from weft.tasks.contract import Batch, Format, Kind, Prepared, Read, Rows, Sample, Summary, Task
from weft.tasks.kinds import KINDS, prepare
from weft.tasks.language_model import LanguageModelTask
from weft.tasks.seq2seq import Seq2SeqTask
from weft.tasks.tagger import TaggerTask

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
