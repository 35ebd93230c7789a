"""The tables of ``weft evaluate`` with a tagger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from rich.console import Console
from rich.table import Table

from weft.data import Sentence
from weft.metrics import class_confusions, span_scores
from weft.tasks.tagger import TagColumn

MOST_CONFUSIONS = 10
COUNTS = ("examples", "words")


def print_report(
    columns: Sequence[TagColumn],
    scores: Mapping[str, Mapping[str, float]],
    sentences: Sequence[Sentence],
    found: Sequence[Sequence[Sequence[str]]],
    seconds: float,
) -> None:
    """Print for each column its scores, those of each type of span, and the most frequent confusions.

    Args:
        scores: by column.
        found: for each column, the predicted tags of all sentences.
    """
    # Tags are data: what looks like rich's markup or an emoji's name stays as it is.
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    # Printed here and not by rich, which would end the program when the reader has gone.
    with console.capture() as report:
        for place, column in enumerate(columns):
            right = [sentence.tags[place] for sentence in sentences]
            console.print(_scores(column.name, scores[column.name]))
            if column.has_spans:
                console.print(_types(column, right, found[place]))
            confused = _confusions(right, found[place])
            if confused is not None:
                console.print(confused)
        words = sum(len(sentence.words) for sentence in sentences)
        console.print(f"{words:,} words in {seconds:.2f} s")
    print(report.get(), end="")


def _scores(name: str, scores: Mapping[str, float]) -> Table:
    table = Table("score", title=name)
    table.add_column("value", justify="right")
    for key, value in scores.items():
        table.add_row(key.replace("_", " "), f"{value:,.0f}" if key in COUNTS else f"{value:.2f} %")
    return table


def _types(column: TagColumn, right: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> Table:
    table = Table("type", title="by type of span")
    for name in ("precision", "recall", "F1", "spans"):
        table.add_column(name, justify="right")
    for name, one in span_scores(right, found, column.scheme).by_type.items():
        table.add_row(name or "(none)", f"{one.precision:.2f}", f"{one.recall:.2f}", f"{one.f1:.2f}", f"{one.gold:,}")
    return table


def _confusions(right: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> Table | None:
    confused = class_confusions(list(chain.from_iterable(right)), list(chain.from_iterable(found)), MOST_CONFUSIONS)
    if not confused:
        return None
    table = Table("right", "predicted", title="most frequent confusions")
    table.add_column("times", justify="right")
    for confusion in confused:
        table.add_row(confusion.reference, confusion.hypothesis, f"{confusion.count:,}")
    return table
