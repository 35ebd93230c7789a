"""Encoder-decoders as a task."""

from pantoum.tasks.seq2seq.preparation import prepare
from pantoum.tasks.seq2seq.task import Seq2SeqTask
from pantoum.tasks.seq2seq.unknown import unknown_notes

__all__ = ["Seq2SeqTask", "prepare", "unknown_notes"]
