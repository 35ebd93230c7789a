"""What stands beside inputs: features that are written in several orders, and groups that training
does not have.
"""

from __future__ import annotations

from collections.abc import Iterator

from pantoum.data.feature_orders import several_orders
from pantoum.data.groups import UNSEEN_REMEDY, unseen_problem
from pantoum.data.labels import LabelVocabulary
from pantoum.data.quality.finding import Finding, Place, counted, first_places
from pantoum.data.quality.items import Part


def check_feature_orders(part: Part) -> Iterator[Finding]:
    """Sets of features that come in several orders."""
    found = several_orders([item.features for item in part.items if item.features])
    if found is not None:
        others = set(found.others)
        yield Finding(
            "feature_order",
            "warning",
            found.sets,
            found.problem,
            "write them in one order, or read them as sets with --data.feature_order sorted",
            first_places(item.place for item in part.items if item.features in others),
        )


def check_groups(train: Part, other: Part) -> Iterator[Finding]:
    """Groups of dev or test that training does not have and refuses."""
    known = LabelVocabulary.train([[item.group for item in train.items if item.group]]).labels
    places: dict[str, list[Place]] = {}
    for item in other.items:
        if known and item.group and item.group not in known:
            places.setdefault(item.group, []).append(item.place)
    for group, lines in places.items():
        yield Finding(
            "unseen_group",
            "error",
            len(lines),
            f"{unseen_problem(group, known)} ({counted(len(lines), 'line')} of {other.name})",
            UNSEEN_REMEDY,
            first_places(lines),
        )
