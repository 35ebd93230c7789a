"""The tables of ``weft evaluate``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from weft.config import DataConfig
from weft.metrics import by_length, confusions, selection_metric, split_symbols

MOST_CONFUSIONS = 10
# In narrower tables rich leaves out digits, or all of them.
NARROWEST = 40


def print_report(
    data: DataConfig,
    scores: Mapping[str, float],
    sources: Sequence[str],
    references: Sequence[str],
    outputs: Sequence[str],
) -> None:
    """Print the scores, the scores by input length, and the most frequent confusions.

    Args:
        sources: the inputs, without features.
        references, outputs: the right texts and the predicted ones.
    """
    # Texts are data: what looks like rich's markup or an emoji's name stays as it is.
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = max(console.width, NARROWEST)
    # Printed here and not by rich, which would end the program when the reader has gone.
    with console.capture() as report:
        console.print(_scores(scores))
        console.print(_lengths(data, sources, references, outputs))
        _print_confusions(console, data, references, outputs)
    print(report.get(), end="")


def _lengths(data: DataConfig, sources: Sequence[str], references: Sequence[str], outputs: Sequence[str]) -> Table:
    units = data.target_units or "characters"
    main = selection_metric(units)[0]
    table = Table("input length", title="by length of the input")
    for name in ("examples", _words(main), "exact match"):
        table.add_column(name, justify="right")
    read = data.source_units or "characters"
    lengths = [len(split_symbols(source, read, data.normalization)) for source in sources]
    for part in by_length(lengths, units, references, outputs, data.normalization):
        row = part.scores
        span = f"{part.shortest}-{part.longest}" if part.shortest < part.longest else f"{part.shortest}"
        table.add_row(span, f"{row['examples']:,.0f}", f"{row[main]:.2f}", f"{row['exact_match']:.2f}")
    return table


def _scores(scores: Mapping[str, float]) -> Table:
    table = Table("score", title="scores")
    table.add_column("value", justify="right")
    for name, value in scores.items():
        table.add_row(_words(name), f"{value:,.0f}" if name == "examples" else f"{value:,.2f}{_unit(name)}")
    return table


def _unit(name: str) -> str:
    return {"perplexity": "", "seconds": " s"}.get(name, " %")


def _words(name: str) -> str:
    return name.replace("_", " ")


def _print_confusions(console: Console, data: DataConfig, references: Sequence[str], outputs: Sequence[str]) -> None:
    units = data.target_units or "characters"
    right = [split_symbols(text, units, data.normalization) for text in references]
    found = confusions(right, [split_symbols(text, units, data.normalization) for text in outputs], MOST_CONFUSIONS)
    if not found:
        return
    table = Table("right", "predicted", title="most frequent confusions")
    table.add_column("times", justify="right")
    for confusion in found:
        table.add_row(_visible(confusion.reference), _visible(confusion.hypothesis), f"{confusion.count}")
    console.print(table)


def _visible(symbol: str) -> str:
    if not symbol:
        return "(nothing)"
    return "(space)" if symbol == " " else "".join(one if one.isprintable() else repr(one)[1:-1] for one in symbol)
