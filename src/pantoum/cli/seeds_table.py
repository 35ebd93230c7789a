"""The table of runs with several seeds."""

from __future__ import annotations

from pantoum.cli.report import report
from pantoum.data.lines import printable
from pantoum.metrics import name_of
from pantoum.scale import RunsFile, Summary


def print_table(runs: RunsFile, summary: Summary) -> None:
    """Each run with its scores on dev, then what they come to."""
    from rich.table import Table

    names = list(summary.scores)
    table = Table("run", title="scores on dev")
    for head in ("epoch", *map(name_of, names), "minutes"):
        table.add_column(head, justify="right")
    for name, run in runs.runs.items():
        if run.status == "finished":
            mark = " (best)" if name == summary.best else ""
            scores = (f"{run.dev[score]:.2f}" for score in names)
            minutes = "" if run.seconds is None else f"{run.seconds / 60:.1f}"
            table.add_row(name + mark, f"{run.epoch:g}", *scores, minutes)
        else:
            table.add_row(name, run.status, *[""] * (len(names) + 1))
    spreads = [summary.scores[name] for name in names]
    if len(runs.runs) > 1:
        table.add_section()
        table.add_row("mean", "", *(f"{one.mean:.2f}" for one in spreads), "")
    if all(one.deviation is not None for one in spreads):
        table.add_row("deviation", "", *(f"{one.deviation:.2f}" for one in spreads), "")
        ends = (f"[{one.low:.2f}, {one.high:.2f}]" for one in spreads)
        table.add_row("95 % interval", "", *ends, "")
    with report() as console:
        console.print(table)
    for name, run in runs.runs.items():
        if run.message:
            print(printable(f"{name} failed: {run.message}"))
