"""The results of a benchmark as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.metrics import LOWER_IS_BETTER, name_of
from pantoum.scale.benchmark.results import PARTS, Line, Results, Table
from pantoum.scale.summary import Spread

# What stands where there is no number.
NONE = "–"


def markdown_of(results: Results, title: str) -> str:
    """A heading, a table for each main score, and the runs that failed."""
    ended = results.count("finished") + results.count("failed")
    lines = [f"# {title}", "", f"{ended} of {len(results.runs)} runs have ended."]
    for table in results.tables:
        lines += ["", *_table(table)]
    if results.tables and results.missing:
        names = ", ".join(results.missing)
        lines += ["", f"No run has finished on {names}: the averages are those of the others."]
    failed = [
        f"- {name}: {run.message}"
        for name, run in results.runs.items()
        if run is not None and run.status == "failed"
    ]
    if failed:
        lines += ["", "## Failed runs", "", *failed]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> list[str]:
    better = "lower" if table.main.rpartition(".")[2] in LOWER_IS_BETTER else "higher"
    parts = [part for part in PARTS if any(part in line.scores for line in table.lines)]
    heads = ["data", "setting", "seeds"]
    for part in parts:
        heads += [f"{part} mean", f"{part} deviation", f"{part} 95 % interval"]
    marks = ["---", "---", *["---:"] * (len(heads) - 2)]
    return [
        f"## {name_of(table.main)} ({better} is better)",
        "",
        _row(heads),
        _row(marks),
        *(_row(_cells(line, table.main, parts)) for line in table.lines),
    ]


def _cells(line: Line, main: str, parts: Sequence[str]) -> list[str]:
    spreads = [line.scores.get(part, {}).get(main) for part in parts]
    seeds = max((spread.seeds for spread in spreads if spread is not None), default=0)
    of_all = f"{seeds}" if seeds == line.planned else f"{seeds} of {line.planned}"
    cells = [line.data, line.setting, of_all]
    for spread in spreads:
        cells += _numbers(spread)
    return cells


def _numbers(spread: Spread | None) -> list[str]:
    if spread is None:
        return [NONE] * 3
    if spread.deviation is None:
        return [f"{spread.mean:.2f}", NONE, NONE]
    return [
        f"{spread.mean:.2f}",
        f"{spread.deviation:.2f}",
        f"[{spread.low:.2f}, {spread.high:.2f}]",
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
