"""Groups of examples, such as languages, in what a task says of its model."""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.data import Example, LabelVocabulary
from pantoum.data.groups import named


def rows_by_group(known: Sequence[str] | None, examples: Sequence[Example]) -> dict[str, list[int]]:
    """The rows of the examples of each group: those that the model knows in its order, then others
    by their names. Without groups there are none.

    Args:
        known: the groups that the model knows; None where it reads none.
    """
    if known is None:
        return {}
    found: dict[str, list[int]] = {}
    for row, example in enumerate(examples):
        found.setdefault(example.group or "", []).append(row)
    order = [*known, *sorted(found.keys() - set(known))]
    return {group: found[group] for group in order if group in found}


def groups_row(known: LabelVocabulary | None) -> list[tuple[str, str]]:
    """The row of a model card that tells the groups, if there are some."""
    return [] if known is None else [("groups", named(known.labels))]


def call_of(example: Example) -> str:
    """Python code that applies `model` to an example."""
    inputs = [repr(part) for part in (example.source, example.features) if part is not None]
    if example.group is not None:
        inputs.append(f"group={example.group!r}")
    return f"model({', '.join(inputs)})"
