"""The inputs of a call, checked: texts, and features and groups beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.lines import trimmed
from pantoum_runtime.source import Source, group_name

# Iterable too, but not as texts, or in no order.
NO_LISTS = (str, bytes, bytearray, Mapping, Set)
MOST_NAMED = 10
UNSEEN = ("refuse", "unknown")


class ModelInput(NamedTuple):
    """An input as a model reads it; a group that is None is not known."""

    source: str
    features: str | None = None
    group: str | None = None


class UnknownGroup(str):
    """The name of a group that training has not seen, and that is read as unknown."""


class InputError(PantoumRuntimeError):
    """One of several inputs cannot be used; `row` is its place among them, from 0."""

    def __init__(self, problem: str, row: int, **parts: Any) -> None:
        super().__init__(problem, **parts)
        self.row = row


def too_long(text: str, symbols: int, most: int, row: int) -> InputError:
    """The error of an input with more symbols than memory is sure for.

    Args:
        most: so many are.
        row: its place among the inputs, from 0.
    """
    return InputError(
        f"the input starting {text[:30]!r} has {symbols:,} symbols, but no more than "
        f"{most:,} are sure to fit in memory",
        row,
        setting="inputs",
        remedy="split it",
    )


def inputs_of(
    source: Source,
    texts: Sequence[str],
    features: object,
    group: object,
    unseen_group: str,
) -> list[ModelInput]:
    """The inputs of a call, without the white space around them.

    Args:
        source: what the model reads.
        features: a list, one for each text; None for a model that reads none.
        group: of all inputs, or a list with one for each; None for a model that reads none.
        unseen_group: a group that training has not seen is refused ("refuse") or read as unknown
            ("unknown").

    Raises:
        PantoumRuntimeError: inputs, features or groups that are missing, no strings, too few, or
            not read by the model.
    """
    items = [trimmed(text) for text in listed(texts, "input")]
    each = _features(source, len(items), features)
    groups = groups_for(source, len(items), group, unseen_group)
    return [ModelInput(*parts) for parts in zip(items, each, groups, strict=True)]


def listed(values: object, what: str) -> list[str]:
    """Texts as a list; None may stand among features and groups.

    Raises:
        PantoumRuntimeError: `values` holds no texts, or something else among them.
    """
    if isinstance(values, NO_LISTS) or not isinstance(values, Iterable):
        raise PantoumRuntimeError(
            f"{what}s must be a list of strings, but are of type {type(values).__name__}",
            setting=f"{what}s",
            rule="a list of strings",
            value=values,
        )
    items = list(values)
    for row, text in enumerate(items):
        if not isinstance(text, str) and not (text is None and what != "input"):
            raise InputError(
                f"{what} {row + 1} is {text!r:.40}, but {what}s are strings",
                row,
                setting=f"{what}s",
                rule="strings",
                value=text,
            )
    return items


def _features(source: Source, count: int, features: object) -> list[str | None]:
    if features is None:
        if source.features is not None and count:
            raise PantoumRuntimeError(
                "this model reads features",
                setting="features",
                remedy="give those of each input, or '' for none",
            )
        return [None] * count
    items: list[str | None] = [*listed(features, "feature")]
    if len(items) != count:
        raise PantoumRuntimeError(
            f"{count} inputs need as many features, but got {len(items)}",
            setting="features",
            rule=f"{count} strings, one for each input",
            value=items,
        )
    if source.features is None and any(items):
        raise PantoumRuntimeError(
            "this model reads no features: it was trained without a features column",
            setting="features",
            rule="left out for a model that reads none",
            value=items,
        )
    return items


def groups_for(source: Source, count: int, group: object, unseen: str) -> list[str | None]:
    """The groups of so many inputs; None for one without a name that is not known.

    Raises:
        PantoumRuntimeError: groups that are missing, too few, refused, or not read by the model.
    """
    known = source.known_groups
    if unseen not in UNSEEN:
        raise PantoumRuntimeError(
            f"unseen_group must be refuse or unknown, but is {unseen!r:.40}",
            setting="unseen_group",
            rule="refuse or unknown",
            value=unseen,
        )
    if known is None:
        if isinstance(group, str) or any(one is not None for one in listed(group or [], "group")):
            raise PantoumRuntimeError(
                "this model reads no groups: it was trained without a group column",
                setting="group",
                rule="left out for a model that reads none",
                value=group,
                remedy="leave the group out",
            )
        return [None] * count
    if group is None and count:
        raise PantoumRuntimeError(
            "this model reads the group of each input",
            setting="group",
            rule=f"one of {named(known)}, or a list with one for each input",
            remedy=f"give one of {named(known)}, or a list with one for each input",
        )
    items = [group] * count if isinstance(group, str) else listed(group or [], "group")
    if len(items) != count:
        raise PantoumRuntimeError(
            f"{count} inputs need as many groups, but got {len(items)}",
            setting="group",
            rule=f"one group for all, or {count}, one for each input",
            value=items,
        )
    return [_known_group(row, item, known, unseen) for row, item in enumerate(items)]


def _known_group(row: int, group: str | None, known: Sequence[str], unseen: str) -> str | None:
    if group is None:
        return None
    name = group_name(group)
    parts = {"setting": "group", "rule": f"one of {named(known)}", "value": group}
    if isinstance(group, UnknownGroup):  # somebody has asked before
        return group
    if not name:
        raise InputError("the group is empty", row, remedy=f"give one of {named(known)}", **parts)
    if name in known:
        return name
    if unseen == "unknown":
        return UnknownGroup(name)
    raise InputError(
        f"the group {name!r:.40} is not in the training data, which have {named(known)}",
        row,
        remedy='give one of these, or read it as unknown (unseen_group="unknown")',
        **parts,
    )


def named(groups: Sequence[str]) -> str:
    """Some groups in words, the first ones by their names."""
    more = f" and {len(groups) - MOST_NAMED:,} more" if len(groups) > MOST_NAMED else ""
    return ", ".join(groups[:MOST_NAMED]) + more
