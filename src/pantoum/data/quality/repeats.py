"""Examples that come again: duplicates, conflicts, and what training shares with dev and test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pantoum.data.quality.finding import Finding, counted, first_places, quoted
from pantoum.data.quality.items import Item, Part, normal

Outputs = Mapping[tuple[str, str], set[str]]


def check_duplicates(part: Part) -> Iterator[Finding]:
    """Examples that are in a part more than once, with the same output."""
    seen: set[tuple[tuple[str, str], str]] = set()
    again: list[Item] = []
    for item in part.items:
        example = (item.key, normal(item.target or ""))
        if example in seen:
            again.append(item)
        seen.add(example)
    if again:
        yield Finding(
            "duplicates",
            "note",
            len(again),
            f"{counted(len(again), 'example is', 'examples are')} in {part.name} more than once, "
            f"such as {quoted(again[0].source)}",
            "remove them unless they stand for how frequent something is",
            first_places(item.place for item in again),
        )


def check_conflicts(part: Part) -> Iterator[Finding]:
    """Inputs of a part that have several outputs."""
    first: dict[tuple[str, str], str] = {}
    others: list[tuple[Item, str]] = []
    for item in part.items:
        if item.target is None:
            continue
        target = normal(item.target)
        known = first.setdefault(item.key, target)
        if known != target:
            others.append((item, known))
    if others:
        item, known = others[0]
        yield Finding(
            "conflicts",
            "warning",
            len({item.key for item, _ in others}),
            f"{counted(len({item.key for item, _ in others}), 'input')} of {part.name} "
            f"with several outputs, such as {quoted(item.source)}: {quoted(known)} and "
            f"{quoted(item.target or '')}",
            "keep one output for each input, unless any of them is right",
            first_places(item.place for item, _ in others),
        )


def check_overlap(train: Part, other: Part) -> Iterator[Finding]:
    """Inputs of dev or test that are in the training data: with the same output, and with another
    one.
    """
    outputs = outputs_of(train.items)
    same: list[Item] = []
    different: list[Item] = []
    for item in other.items:
        known = outputs.get(item.key)
        if known is not None:
            (same if normal(item.target or "") in known else different).append(item)
    if different:
        item = different[0]
        (known, *_) = sorted(outputs[item.key])
        yield Finding(
            "conflicts",
            "error",
            len(different),
            f"{counted(len(different), 'input')} of {other.name} in {train.name} too, but with "
            f"another output, such as {quoted(item.source)}: {quoted(known)} and "
            f"{quoted(item.target or '')}",
            f"remove them from {train.name}, or correct the outputs",
            first_places(item.place for item in different),
        )
    if same:
        yield Finding(
            "overlap",
            "warning",
            len(same),
            f"{len(same):,} of {counted(len(other.items), 'example')} of {other.name} "
            f"{'is' if len(same) == 1 else 'are'} in {train.name} too, such as "
            f"{quoted(same[0].source)}: scores are then better than on new data",
            f"remove them from {train.name}",
            first_places(item.place for item in same),
        )


def outputs_of(items: Sequence[Item]) -> Outputs:
    """The outputs of each input."""
    outputs: dict[tuple[str, str], set[str]] = {}
    for item in items:
        outputs.setdefault(item.key, set()).add(normal(item.target or ""))
    return outputs
