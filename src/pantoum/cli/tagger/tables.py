"""The tables of ``pantoum evaluate`` with a tagger."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from rich.table import Table

from pantoum.cli.report import report, scores_table
from pantoum.data import Sentence
from pantoum.evaluation import Evaluation
from pantoum.metrics import class_confusions, span_scores, visible
from pantoum.tasks.tagger import TagColumn

MOST_CONFUSIONS = 10


def print_report(
    columns: Sequence[TagColumn], evaluation: Evaluation, sentences: Sequence[Sentence]
) -> None:
    """Print for each column its scores, those of each type of span, and the most frequent
    confusions.

    Args:
        sentences: words and right tags.
    """
    predicted = evaluation.outputs
    with report() as console:
        for place, column in enumerate(columns):
            right = [sentence.tags[place] for sentence in sentences]
            console.print(scores_table(evaluation.of_column(column.name), title=column.name))
            if column.has_spans:
                console.print(_types(column, right, predicted[place]))
            confused = _confusions(right, predicted[place])
            if confused.row_count:
                console.print(confused)


def _types(
    column: TagColumn, right: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]
) -> Table:
    table = Table("type", title="by type of span")
    for name in ("precision", "recall", "F1", "spans"):
        table.add_column(name, justify="right")
    for name, one in span_scores(right, predicted, column.scheme).by_type.items():
        table.add_row(
            visible(name),
            f"{one.precision:.2f}",
            f"{one.recall:.2f}",
            f"{one.f1:.2f}",
            f"{one.gold:,}",
        )
    return table


def _confusions(right: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> Table:
    table = Table("right", "predicted", title="most frequent confusions")
    table.add_column("times", justify="right")
    right_tags = list(chain.from_iterable(right))
    predicted_tags = list(chain.from_iterable(predicted))
    for confusion in class_confusions(right_tags, predicted_tags, MOST_CONFUSIONS):
        table.add_row(
            visible(confusion.reference), visible(confusion.hypothesis), f"{confusion.count:,}"
        )
    return table
