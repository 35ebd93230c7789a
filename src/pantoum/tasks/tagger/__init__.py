"""Sequence taggers as a task."""

from pantoum.tasks.tagger.columns import TagColumn
from pantoum.tasks.tagger.files import (
    as_schemes,
    invalid_tag_notes,
    read_right_tags,
    read_same_columns,
    read_tokens,
    read_words,
)
from pantoum.tasks.tagger.preparation import prepare, read_dev_tokens
from pantoum.tasks.tagger.scores import score_columns, unknown_notes
from pantoum.tasks.tagger.task import TaggerTask

__all__ = [
    "TagColumn",
    "TaggerTask",
    "as_schemes",
    "invalid_tag_notes",
    "prepare",
    "read_dev_tokens",
    "read_right_tags",
    "read_same_columns",
    "read_tokens",
    "read_words",
    "score_columns",
    "unknown_notes",
]
