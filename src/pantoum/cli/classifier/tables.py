"""The tables of ``pantoum evaluate`` with a classifier."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from pantoum.cli.report import groups_table, report, scores_table
from pantoum.evaluation import Evaluation
from pantoum.metrics import class_confusions, class_scores, confusion_matrix, visible

# More classes than this make a matrix too wide for a terminal: then the most frequent confusions
# are listed.
MOST_COLUMNS = 10
MOST_CONFUSIONS = 20


def print_report(evaluation: Evaluation) -> None:
    """Print the scores, the scores of each class, and the confusions."""
    references = evaluation.references
    hypotheses = evaluation.outputs
    with report() as console:
        console.print(scores_table(evaluation))
        if evaluation.by_group:
            console.print(groups_table(evaluation))
        console.print(_classes(references, hypotheses))
        few = len({*references, *hypotheses}) <= MOST_COLUMNS
        table = _matrix(references, hypotheses) if few else _confusions(references, hypotheses)
        if table.row_count:
            console.print(table)


def _classes(references: Sequence[str], hypotheses: Sequence[str]) -> Table:
    table = Table("label", title="by class")
    for name in ("precision", "recall", "F1", "examples", "predicted"):
        table.add_column(name, justify="right")
    by_class = class_scores(references, hypotheses).by_class
    for label, one in sorted(by_class.items(), key=lambda item: (-item[1].gold, item[0])):
        shares = (f"{share:.2f}" for share in (one.precision, one.recall, one.f1))
        table.add_row(visible(label), *shares, f"{one.gold:,}", f"{one.predicted:,}")
    return table


def _matrix(references: Sequence[str], hypotheses: Sequence[str]) -> Table:
    """How often each label (rows) was taken for each one (columns)."""
    labels, counts = confusion_matrix(references, hypotheses)
    table = Table("right \\ predicted", title="confusions")
    for label in labels:
        table.add_column(visible(label), justify="right")
    for label, row in zip(labels, counts.tolist(), strict=True):
        table.add_row(visible(label), *(f"{count:,}" if count else "" for count in row))
    return table


def _confusions(references: Sequence[str], hypotheses: Sequence[str]) -> Table:
    table = Table("right", "predicted", title="most frequent confusions")
    table.add_column("times", justify="right")
    for one in class_confusions(references, hypotheses, MOST_CONFUSIONS):
        table.add_row(visible(one.reference), visible(one.hypothesis), f"{one.count:,}")
    return table
