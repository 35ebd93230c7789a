"""The sections of a classifier's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pantoum.data import Example
from pantoum.evaluation import Evaluation
from pantoum.metrics import visible
from pantoum.report.classes import class_tables
from pantoum.report.error_list import MOST_ERRORS, Column, error_list
from pantoum.report.markup import joined
from pantoum.report.page import Section
from pantoum.report.scores import parts_table, scores_section
from pantoum.report.tables import count, decimal, label_cell, text_cell

NOTE = (
    "The most frequent confusion comes first. The probabilities are those of the predicted and of "
    "the right label: where the model is sure of a wrong label, the right one of the data may be a "
    "mistake."
)


class Labelled(NamedTuple):
    """A text with its right label and what the model says of it.

    probabilities: of each label that the model knows.
    """

    example: Example
    right: str
    predicted: str
    probabilities: Mapping[str, float]


def label_sections(
    evaluation: Evaluation,
    labelled: Sequence[Labelled],
    training: Section,
    *,
    reads_features: bool,
) -> list[Section]:
    """The sections of the page.

    Args:
        labelled: all texts.
        training: the section with the curves.
    """
    right = [one.right for one in labelled]
    predicted = [one.predicted for one in labelled]
    classes = joined(class_tables("label", right, predicted, {}))
    groups = evaluation.by_group
    by_group = [parts_table("By group", "group", "accuracy", groups)] if groups else []
    return [
        scores_section(evaluation),
        *(Section("parts", "Parts of the examples", part) for part in by_group),
        training,
        Section("labels", "Labels", classes),
        _error_list(labelled, reads_features=reads_features),
    ]


def _error_list(labelled: Sequence[Labelled], *, reads_features: bool) -> Section:
    wrong = [
        (number, one) for number, one in enumerate(labelled, start=1) if one.right != one.predicted
    ]
    pairs = Counter((one.right, one.predicted) for _, one in wrong)
    listed = wrong[:MOST_ERRORS]
    ranked = sorted(
        listed,
        key=lambda item: (
            -pairs[item[1].right, item[1].predicted],
            item[1].right,
            item[1].predicted,
            item[0],
        ),
    )
    columns = [
        Column("example"),
        Column("text"),
        *([Column("features")] if reads_features else []),
        Column("right", choices_of([one.right for _, one in ranked])),
        Column("predicted", choices_of([one.predicted for _, one in ranked])),
        Column("probability"),
        Column("of the right label"),
    ]
    rows = [
        [
            count(number),
            text_cell(one.example.source),
            *([text_cell(one.example.features or "")] if reads_features else []),
            label_cell(one.right),
            label_cell(one.predicted),
            decimal(one.probabilities[one.predicted], 3),
            decimal(one.probabilities.get(one.right, 0.0), 3),
        ]
        for number, one in ranked
    ]
    return error_list("Texts with a wrong label", columns, rows, total=len(wrong), notes=[NOTE])


def choices_of(labels: Sequence[str]) -> dict[str, int]:
    """Labels as choices of a column, the most frequent first."""
    ranked = sorted(Counter(labels).items(), key=lambda item: (-item[1], item[0]))
    return {visible(label): number for label, number in ranked}
