"""Encoder-decoders as a task."""

from pantoum.tasks.seq2seq.preparation import prepare, reference_notes, unknown_notes
from pantoum.tasks.seq2seq.task import Seq2SeqTask

__all__ = ["Seq2SeqTask", "prepare", "reference_notes", "unknown_notes"]
