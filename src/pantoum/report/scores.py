"""Scores with their intervals, and scores of parts of the examples."""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.evaluation import Evaluation, Part
from pantoum.metrics import Interval, bounds_of, name_of, value_of
from pantoum.metrics.names import POINTS, UNITS
from pantoum.report.markup import Html, element, joined
from pantoum.report.page import Section
from pantoum.report.tables import Cell, count, decimal, row_head, table

# What is shown of each part beside the score that picks the weights.
SECOND = ("exact_match", "macro_f1")
# Sizes in pixels of the picture of an interval.
WIDTH = 160
HEIGHT = 14
INTERVALS = (
    "With other test examples of the same kind a score would lie in its interval in 95 of 100 "
    "cases (bootstrap). The interval says nothing of what another training would give."
)


def scores_section(evaluation: Evaluation, columns: Sequence[str] = ()) -> Section:
    """All scores, those of several columns of tags each in a table.

    Args:
        columns: the names of the columns of tags, if there are several.
    """
    tables = [_table(evaluation.of_column(name), name) for name in columns]
    parts = [
        *(tables or [_table(evaluation, "All examples")]),
        element("p", INTERVALS),
        *(element("p", note, class_="note") for note in evaluation.notes),
    ]
    signature = [f"{name_of(name)}: {text}" for name, text in evaluation.signature.items()]
    if signature:
        parts.append(element("p", "As sacrebleu computes them: ", "; ".join(signature)))
    return Section("scores", "Scores", joined(parts))


def parts_table(caption: str, what: str, main: str, parts: Sequence[Part]) -> Html:
    """The most telling scores of each part of the examples.

    Args:
        what: the parts differ in.
        main: the score that picks the weights.
    """
    shown = [main, *(name for name in SECOND if name in parts[0].scores)]
    rows = [
        [
            row_head(part.name),
            count(round(part.scores["examples"])),
            *(decimal(part.scores[name]) for name in shown),
        ]
        for part in parts
    ]
    return table(caption, (what, "examples", *map(name_of, shown)), rows)


def _table(evaluation: Evaluation, caption: str) -> Html:
    rows = [
        [
            row_head(name_of(name)),
            Cell(value_of(name, value), classes="number"),
            Cell(bounds_of(evaluation.intervals.get(name)), classes="number"),
            Cell(_picture(name, value, evaluation.intervals.get(name))),
        ]
        for name, value in {**evaluation.scores, "seconds": evaluation.seconds}.items()
    ]
    return table(caption, ("score", "value", "95 % interval", "from 0 to 100"), rows)


def _picture(name: str, value: float | int, interval: Interval | None) -> Html:
    """A score and its interval on a line from 0 to 100; nothing for what has other ends."""
    short = name.rpartition(".")[2]
    in_hundred = short in POINTS or short not in UNITS
    if interval is None or not in_hundred or interval.high > 100:
        return Html()
    middle = HEIGHT // 2
    low, high, at = (f"{WIDTH * part / 100:.1f}" for part in (*interval, value))
    return element(
        "svg",
        element("title", f"{value_of(name, value)} {bounds_of(interval)}"),
        element("path", d=f"M0 {middle}H{WIDTH}", stroke_width=1, opacity="0.3"),
        element("path", d=f"M{low} {middle}H{high}", stroke_width=5, opacity="0.5"),
        element("path", d=f"M{at} 0V{HEIGHT}", stroke_width=2),
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        stroke="currentColor",
        role="img",
    )
