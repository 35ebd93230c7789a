"""How long an input is for the model that reads it."""

from __future__ import annotations

from pantoum.explaining.examined import Examined


def tokens_read(examined: Examined, row: int) -> int:
    """How many tokens of one input a model reads, which decides what a pass through it costs: the
    pieces of its text as they are numbered, or the words of a sentence; without a group, features
    and the marks of its ends.
    """
    one = examined.data[row]
    if examined.kind == "tagger":
        return len(one.words)
    task = examined.trained.task
    if examined.kind == "language_model":
        return len(task.tokenizer.encode(one))
    return len(task.source.text.encode(one.source))
