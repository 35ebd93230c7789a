"""Tasks: what there is to be learned, and all that differs between kinds of models but the models themselves."""

from weft.tasks.contract import Batch, Kind, Prepared, Read, Rows, Sample, Summary, Task
from weft.tasks.kinds import KINDS, prepare
from weft.tasks.seq2seq import Seq2SeqTask

__all__ = [
    "KINDS",
    "Batch",
    "Kind",
    "Prepared",
    "Read",
    "Rows",
    "Sample",
    "Seq2SeqTask",
    "Summary",
    "Task",
    "prepare",
]
