"""The groups of a predictor's inputs, such as their languages, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

from pantoum.config import UnseenGroup
from pantoum.data import Example
from pantoum.data.groups import group_name, named, unseen_problem
from pantoum.errors import InputError, PantoumError
from pantoum.predictor.inputs import listed

# One group for all inputs, or one for each; None among these is a group that is not known.
Groups = str | Sequence[str | None]


class UnknownGroup(str):
    """The name of a group that training has not seen, and that is read as unknown."""


def groups_for(
    count: int, groups: Groups | None, known: Sequence[str] | None, unseen: UnseenGroup
) -> list[str | None]:
    """The groups of so many inputs; None for a group without a name that is not known, and for all
    of a model that reads none.

    Args:
        groups: those that a caller gives.
        known: those that the model knows; None where it reads none.
        unseen: what to do with others.
    Raises: PantoumError for groups that are missing, too few or too many, or that the model does
        not read; InputError for one that is empty, or that is refused.
    """
    if unseen not in get_args(UnseenGroup):
        raise PantoumError(setting="unseen_group", rule="refuse or unknown", value=unseen)
    if known is None:
        return _none_of(count, groups)
    if groups is None and count:
        raise PantoumError(
            "this model reads the group of each input",
            setting="group",
            rule=f"one of {named(known)}, or a list with one for each input",
            remedy=f"give one of {named(known)}, or a list with one for each input",
        )
    if groups is None:
        return []
    items = [groups] * count if isinstance(groups, str) else listed(groups, "group", none=True)
    if len(items) != count:
        raise PantoumError(
            f"{count} inputs need as many groups, but got {len(items)}",
            setting="group",
            rule=f"one group for all, or {count}, one for each input",
            value=items,
        )
    all_known = frozenset(known)
    of_all = isinstance(groups, str)
    return [
        _checked(row, item, known, all_known, unseen, shown=not of_all)
        for row, item in enumerate(items)
    ]


def groups_of(
    model: Any, count: int, groups: Groups | None, unseen: UnseenGroup | None = None
) -> list[str | None]:
    """The groups of so many inputs of a model; see `groups_for`.

    Args:
        unseen: what to do with groups that training has not seen; None: as the model was trained.
    """
    return groups_for(count, groups, model.groups, unseen or model.config.data.unseen_group)


def check_one_group(
    group: object,
    what: str = "a stream",
    remedy: str = "call the model with lists of inputs and of groups",
) -> None:
    """Refuse groups of single inputs where one group is that of all inputs.

    Args:
        what: has one group, in words.
        remedy: how else inputs can have groups of their own.
    Raises: PantoumError for what is neither None nor one group.
    """
    if group is not None and not isinstance(group, str):
        raise PantoumError(
            f"{what} has one group for all inputs",
            setting="group",
            rule="a string",
            value=group,
            remedy=f"give a string, or {remedy}",
        )


def group_options(
    model: Any, examples: Sequence[Example], unseen: UnseenGroup | None = None
) -> dict[str, Any]:
    """The groups of examples as the argument of a call of a model; nothing for one that reads none.

    Args:
        unseen: what to do with groups that training has not seen; None: as the model was trained.
    Raises: InputError for a group that is refused.
    """
    if model.groups is None:
        return {}
    given = [example.group for example in examples]
    return {"group": groups_of(model, len(given), given, unseen)}


def check_groups(
    model: Any,
    examples: Sequence[Example],
    place: Callable[[int], str],
    unseen: UnseenGroup | None = None,
) -> None:
    """Refuse an example of a group that the model does not take, with its place.

    Args:
        place: names the place of an example in the data, by its row from 0.
        unseen: what to do with groups that training has not seen; None: as the model was trained.
    Raises: PantoumError for such a group.
    """
    try:
        group_options(model, examples, unseen)
    except InputError as error:
        raise error.at(place(error.row)) from error


def with_group(examples: Sequence[Example], group: str | None) -> list[Example]:
    """Examples of one group; as they are without one."""
    if group is None:
        return list(examples)
    return [one._replace(group=group_name(group)) for one in examples]


def _none_of(count: int, groups: Groups | None) -> list[str | None]:
    each = [groups] if isinstance(groups, str | None) else listed(groups, "group", none=True)
    if any(one is not None for one in each):
        raise PantoumError(
            "this model reads no groups: it was trained without a group column",
            setting="group",
            rule="left out for a model that reads none",
            value=groups,
            remedy="leave the group out",
        )
    return [None] * count


def _checked(
    row: int,
    group: str | None,
    known: Sequence[str],
    all_known: frozenset[str],
    unseen: UnseenGroup,
    *,
    shown: bool,
) -> str | None:
    if group is None:
        return None
    name = group_name(group)
    if isinstance(group, UnknownGroup):  # somebody has asked before
        return group
    if not name:
        raise InputError(
            "the group is empty",
            row,
            setting="group",
            rule=f"one of {named(known)}",
            value=group,
            remedy=f"give one of {named(known)}",
            shown=shown,
        )
    if name in all_known:
        return name
    if unseen == "unknown":
        return UnknownGroup(name)
    raise InputError(
        unseen_problem(name, known),
        row,
        setting="group",
        rule=f"one of {named(known)}",
        value=group,
        remedy="give one of these, or read it as unknown (--unseen_group unknown, in Python "
        'unseen_group="unknown")',
        shown=shown,
    )
