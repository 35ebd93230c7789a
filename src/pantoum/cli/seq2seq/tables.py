"""The tables of ``pantoum evaluate`` with an encoder-decoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from pantoum.cli.report import report, scores_table, visible
from pantoum.config import ResolvedDataConfig
from pantoum.metrics import (
    Texts,
    accepted,
    by_length,
    confusions,
    name_of,
    selection_metric,
    split_symbols,
)

MOST_CONFUSIONS = 10


def print_report(
    data: ResolvedDataConfig,
    scores: Mapping[str, float],
    sources: Sequence[str],
    references: Sequence[Texts],
    outputs: Sequence[str],
) -> None:
    """Print the scores, the scores by input length, and the most frequent confusions.

    Args:
        sources: the inputs, without features.
        references: the right text of each input, or a tuple of several.
        outputs: the predicted texts.
    """
    with report() as console:
        console.print(scores_table(scores))
        console.print(_lengths(data, sources, references, outputs))
        _print_confusions(console, data, references, outputs)


def _lengths(
    data: ResolvedDataConfig,
    sources: Sequence[str],
    references: Sequence[Texts],
    outputs: Sequence[str],
) -> Table:
    units = data.target_units
    main = selection_metric(units)[0]
    table = Table("input length", title="by length of the input")
    for name in ("examples", name_of(main), "exact match"):
        table.add_column(name, justify="right")
    read = data.source_units
    lengths = [len(split_symbols(source, read, data.normalization)) for source in sources]
    for part in by_length(lengths, units, references, outputs, data.normalization):
        row = part.scores
        span = (
            f"{part.shortest}-{part.longest}"
            if part.shortest < part.longest
            else f"{part.shortest}"
        )
        table.add_row(
            span, f"{row['examples']:,.0f}", f"{row[main]:.2f}", f"{row['exact_match']:.2f}"
        )
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
