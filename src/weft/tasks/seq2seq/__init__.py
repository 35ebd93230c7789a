"""Encoder-decoders as a task."""

from weft.tasks.seq2seq.preparation import prepare
from weft.tasks.seq2seq.task import Seq2SeqTask
from weft.tasks.seq2seq.unknown import unknown_notes

__all__ = ["Seq2SeqTask", "prepare", "unknown_notes"]
