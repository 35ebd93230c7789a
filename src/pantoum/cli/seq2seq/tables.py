"""The tables of ``pantoum evaluate`` with an encoder-decoder."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from pantoum.cli.report import groups_table, report, scores_table
from pantoum.config import ResolvedDataConfig
from pantoum.evaluation import Evaluation, Part
from pantoum.metrics import (
    LengthScores,
    Texts,
    accepted,
    confusions,
    name_of,
    selection_metric,
    split_symbols,
    visible,
)

MOST_CONFUSIONS = 10


def print_report(data: ResolvedDataConfig, evaluation: Evaluation) -> None:
    """Print the scores, those of parts of the inputs, and the most frequent confusions.

    Args:
        data: the model's settings.
    """
    main = selection_metric(data.target_units)[0]
    with report() as console:
        console.print(scores_table(evaluation))
        if evaluation.by_group:
            console.print(groups_table(evaluation))
        lengths = [Part(_span(one), one.scores) for one in evaluation.by_length]
        console.print(_parts("input length", "by length of the input", main, lengths))
        if evaluation.by_seen:
            title = "by whether the training data have the input"
            console.print(_parts("input", title, main, evaluation.by_seen))
        _print_confusions(console, data, evaluation.references, evaluation.outputs)


def _span(lengths: LengthScores) -> str:
    if lengths.shortest == lengths.longest:
        return f"{lengths.shortest}"
    return f"{lengths.shortest}-{lengths.longest}"


def _parts(what: str, title: str, main: str, parts: Sequence[Part]) -> Table:
    """The most telling scores of each part of the examples.

    Args:
        what: the parts differ in.
        main: the score that picks the weights.
    """
    table = Table(what, title=title)
    for name in ("examples", name_of(main), "exact match"):
        table.add_column(name, justify="right")
    for name, row in ((part.name, part.scores) for part in parts):
        shares = (f"{row[score]:.2f}" for score in (main, "exact_match"))
        table.add_row(name, f"{row['examples']:,.0f}", *shares)
    return table


def _print_confusions(
    console: Console, data: ResolvedDataConfig, references: Sequence[Texts], outputs: Sequence[str]
) -> None:
    units = data.target_units
    right = [
        tuple(split_symbols(text, units, data.normalization) for text in accepted(texts))
        for texts in references
    ]
    most_frequent = confusions(
        right, [split_symbols(text, units, data.normalization) for text in outputs], MOST_CONFUSIONS
    )
    if not most_frequent:
        return
    table = Table(
        "right", "predicted", title=f"most frequent confusions (at most {MOST_CONFUSIONS})"
    )
    table.add_column("times", justify="right")
    for confusion in most_frequent:
        table.add_row(
            visible(confusion.reference), visible(confusion.hypothesis), f"{confusion.count}"
        )
    console.print(table)
