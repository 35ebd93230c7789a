"""Taggers and classifiers that decide together must know the same labels, in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pantoum.errors import PantoumError
from pantoum.model_dir import TrainedModel
from pantoum.models import Tagger, TaggerEnsemble
from pantoum.tasks import ClassifierTask, TaggerTask

REMEDY = "train them on the same files and with the same --dev, with other seeds or sizes"


class TagOrders(NamedTuple):
    """How the tags of several taggers correspond to those of the first.

    heads: for each tagger, for each kind of tags of the first the number of its head; orders: for
    each tagger and kind, for each tag of the first its number in the tagger's own order.
    """

    heads: list[list[int]]
    orders: list[list[list[int]]]


def tagger_of(trained: Sequence[TrainedModel[TaggerTask, Tagger]]) -> Tagger | TaggerEnsemble:
    """One tagger, or several as one whose tags are numbered as the first one's are.

    Raises: PantoumError when their columns of tags, the schemes of these or the tags differ.
    """
    if len(trained) == 1:
        return trained[0].model
    return TaggerEnsemble([one.model for one in trained], *tag_orders(trained))


def tag_orders(trained: Sequence[TrainedModel[TaggerTask, Tagger]]) -> TagOrders:
    """How the tags of taggers correspond.

    Raises: PantoumError when their columns of tags, the schemes of these or the tags differ.
    """
    first = trained[0].task.columns
    heads: list[list[int]] = []
    orders: list[list[list[int]]] = []
    for number, one in enumerate(trained, start=1):
        names = [column.name for column in one.task.columns]
        if sorted(names) != sorted(column.name for column in first):
            raise _differs(one, number, f"the columns of tags are {', '.join(names)}")
        heads.append([names.index(column.name) for column in first])
        own = [one.task.columns[place] for place in heads[-1]]
        for column, other in zip(first, own, strict=True):
            if (column.scheme, column.learned) != (other.scheme, other.learned):
                what = f"column {other.name} is written in {other.scheme}, learned in "
                raise _differs(one, number, what + other.learned)
        orders.append(
            [
                _order(one, number, column.labels.labels, other.labels.labels)
                for column, other in zip(first, own, strict=True)
            ]
        )
    return TagOrders(heads, orders)


def label_orders(trained: Sequence[TrainedModel[ClassifierTask, Any]]) -> list[list[int]]:
    """For each classifier, the number that each label of the first one has with it.

    Raises: PantoumError when their labels or their groups differ, or some read features and others
        do not.
    """
    first = trained[0].task
    for number, one in enumerate(trained, start=1):
        if (one.task.source.features is None) != (first.source.features is None):
            raise _differs(one, number, "only some of them read features")
        if set(one.task.source.known_groups or ()) != set(first.source.known_groups or ()):
            raise _differs(one, number, "they do not read the same groups")
    return [
        _order(one, number, first.labels.labels, one.task.labels.labels)
        for number, one in enumerate(trained, start=1)
    ]


def _order(
    trained: TrainedModel[Any, Any], number: int, first: Sequence[str], own: Sequence[str]
) -> list[int]:
    different = sorted(set(first) ^ set(own))
    if different:
        named = ", ".join(different[:5]) + ", ..." * (len(different) > 5)
        raise _differs(trained, number, f"only one of the two has the labels {named}")
    places = {label: place for place, label in enumerate(own)}
    return [places[label] for label in first]


def _differs(trained: TrainedModel[Any, Any], number: int, what: str) -> PantoumError:
    return PantoumError(
        f"the models of an ensemble must give the same labels, but this one differs from the "
        f"first: {what}",
        where=str(trained.folder or f"model {number}"),
        remedy=REMEDY,
    )
