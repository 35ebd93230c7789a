"""Several right outputs of one input, as one example with several references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pantoum.data.formats import Example


class Referenced(NamedTuple):
    """Inputs and all that is right for each.

    Attributes:
        rows: the place among the examples of each input: that of its first pair.
        texts: the right output of each input, or a tuple where several are.
        inputs: for each example, the place of its input among `rows`.
    """

    rows: list[int]
    texts: list[str | tuple[str, ...]]
    inputs: list[int]


def with_references(examples: Sequence[Example]) -> Referenced:
    """The pairs that have one input, one string of features and one group, but different outputs,
    put together.

    Pairs that are wholly equal stay as many as they are: a text that comes twice counts twice.
    """
    different: dict[tuple[str | None, ...], dict[str, None]] = {}
    for example in examples:
        outputs = different.setdefault(_key(example), {})
        outputs[example.target or ""] = None
    rows = []
    texts: list[str | tuple[str, ...]] = []
    inputs = []
    done: dict[tuple[str | None, ...], int] = {}
    for row, example in enumerate(examples):
        key = _key(example)
        outputs = tuple(different[key])
        inputs.append(done.get(key, len(rows)))
        if key in done:
            continue
        if len(outputs) > 1:
            done[key] = len(rows)
        rows.append(row)
        texts.append(outputs if len(outputs) > 1 else example.target or "")
    return Referenced(rows, texts, inputs)


def _key(example: Example) -> tuple[str | None, ...]:
    return (example.source, example.features, example.group)
