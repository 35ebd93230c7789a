"""Encoder-decoders as a task."""

from weft.tasks.seq2seq.preparation import prepare
from weft.tasks.seq2seq.task import Seq2SeqTask

__all__ = ["Seq2SeqTask", "prepare"]
