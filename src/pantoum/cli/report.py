"""The tables of ``pantoum evaluate``: what those of all tasks have in common."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from pantoum.cli.messages import say
from pantoum.data.lines import printable
from pantoum.metrics import bounds_of, main_of, name_of, value_of, visible

if TYPE_CHECKING:
    from pantoum.evaluation import Evaluation

# In narrower tables rich leaves out digits, or all of them.
NARROWEST = 56


@contextmanager
def report() -> Iterator[Console]:
    """A console whose tables are printed at the end.

    Texts are data: rich's markup and the names of emojis in them stay as they are.
    """
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = max(console.width, NARROWEST)
    # Printed here and not by rich, which would end the program when the reader has gone.
    with console.capture() as captured:
        yield console
    print(captured.get(), end="")


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line."""
    print(json.dumps(value, ensure_ascii=False))


def asked_report(model: Any, options: argparse.Namespace) -> Any:
    """The page that --report asks for, checked before anything is read; None without one.

    Raises: argparse.ArgumentError for one of an exported file, PantoumError for a path that no page
        can be written to.
    """
    if model.exported:
        if options.report is not None:
            raise argparse.ArgumentError(
                None, "--report is made with the model's directory, which says more than its export"
            )
        return None
    from pantoum.predictor.reporting import report_of

    return report_of(options.report, options.test, getattr(options, "train", None))


def print_notes(notes: Sequence[str]) -> None:
    """Sentences beside the output of a command, on stderr."""
    for note in notes:
        say(note)


def scores_table(evaluation: Evaluation, title: str = "scores") -> Table:
    """Scores by their names, with their intervals."""
    table = Table("score", title=printable(title))
    table.add_column("value", justify="right")
    table.add_column("95 % interval", justify="right")
    for name, value in {**evaluation.scores, "seconds": evaluation.seconds}.items():
        interval = evaluation.intervals.get(name)
        table.add_row(name_of(name), value_of(name, value), bounds_of(interval))
    return table


def groups_table(evaluation: Evaluation) -> Table:
    """The most telling score of each group, with its interval."""
    main = main_of(evaluation.by_group[0].scores)
    table = Table("group", title="by group")
    for name in ("examples", name_of(main), "95 % interval"):
        table.add_column(name, justify="right")
    for part in evaluation.by_group:
        table.add_row(
            visible(part.name),
            f"{part.scores['examples']:,.0f}",
            f"{part.scores[main]:.2f}",
            bounds_of(part.intervals.get(main)),
        )
    return table
