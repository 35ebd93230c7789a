"""The tables of ``pantoum evaluate`` with a tagger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from rich.table import Table

from pantoum.cli.report import report, scores_table, visible
from pantoum.data import Sentence
from pantoum.metrics import class_confusions, span_scores
from pantoum.tasks.tagger import TagColumn

MOST_CONFUSIONS = 10


def print_report(
    columns: Sequence[TagColumn],
    scores: Mapping[str, Mapping[str, float]],
    sentences: Sequence[Sentence],
    found: Sequence[Sequence[Sequence[str]]],
    seconds: float,
) -> None:
    """Print for each column its scores, those of each type of span, and the most frequent
    confusions.

    Args:
        scores: by column.
        found: for each column, the predicted tags of all sentences.
        seconds: how long it took to find them.
    """
    with report() as console:
        for place, column in enumerate(columns):
            right = [sentence.tags[place] for sentence in sentences]
            console.print(
                scores_table({**scores[column.name], "seconds": seconds}, title=column.name)
            )
            if column.has_spans:
                console.print(_types(column, right, found[place]))
            confused = _confusions(right, found[place])
            if confused.row_count:
                console.print(confused)


def _types(
    column: TagColumn, right: Sequence[Sequence[str]], found: Sequence[Sequence[str]]
) -> Table:
    table = Table("type", title="by type of span")
    for name in ("precision", "recall", "F1", "spans"):
        table.add_column(name, justify="right")
    for name, one in span_scores(right, found, column.scheme).by_type.items():
        table.add_row(
            visible(name),
            f"{one.precision:.2f}",
            f"{one.recall:.2f}",
            f"{one.f1:.2f}",
            f"{one.gold:,}",
        )
    return table


def _confusions(right: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> Table:
    table = Table("right", "predicted", title="most frequent confusions")
    table.add_column("times", justify="right")
    wanted, predicted = (list(chain.from_iterable(tags)) for tags in (right, found))
    for confusion in class_confusions(wanted, predicted, MOST_CONFUSIONS):
        table.add_row(
            visible(confusion.reference), visible(confusion.hypothesis), f"{confusion.count:,}"
        )
    return table
