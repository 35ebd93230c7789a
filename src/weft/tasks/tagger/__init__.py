"""Sequence taggers as a task."""

from weft.tasks.tagger.columns import TagColumn
from weft.tasks.tagger.files import read_alike, read_tokens, read_words
from weft.tasks.tagger.preparation import prepare
from weft.tasks.tagger.scores import score_columns
from weft.tasks.tagger.task import TaggerTask
from weft.tasks.tagger.unknown import unknown_notes

__all__ = [
    "TagColumn",
    "TaggerTask",
    "prepare",
    "read_alike",
    "read_tokens",
    "read_words",
    "score_columns",
    "unknown_notes",
]
