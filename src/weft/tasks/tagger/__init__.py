"""Sequence taggers as a task."""

from weft.tasks.tagger.columns import TagColumn
from weft.tasks.tagger.preparation import prepare, read_tokens
from weft.tasks.tagger.task import TaggerTask

__all__ = ["TagColumn", "TaggerTask", "prepare", "read_tokens"]
