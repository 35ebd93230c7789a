"""What a training shows to whoever waits for it: lines in a terminal, a curve in a notebook."""

from __future__ import annotations

import html
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from pantoum.api.terminal import (
    TerminalListener,
    clock,
    groups_line,
    sample_line,
    scores_line,
)
from pantoum.data.lines import one_line
from pantoum.report import curve_svg
from pantoum.training.events import (
    Announced,
    Began,
    CandidateTried,
    Ended,
    Evaluated,
    Event,
    Listener,
    Plan,
    Stepped,
)

# Steps change a notebook's display so often at most, in seconds: each change is sent to a browser.
BETWEEN = 0.5


def progress_listener() -> Listener:
    """The display for where the program runs: a notebook, or a terminal, on stderr."""
    if _in_notebook():
        return NotebookListener()
    return TerminalListener(Console(stderr=True, highlight=False))


def _in_notebook() -> bool:
    """Whether IPython runs in a kernel, which shows HTML."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None


class NotebookListener:
    """One display under the cell: how far the run is, its scores, and a curve of the first."""

    def __init__(self) -> None:
        self._display: Any = None
        self._plan: Plan | None = None
        self._scores: list[tuple[float, float]] = []
        self._score = ""
        self._lines: list[str] = []
        self._shown = 0.0

    def __call__(self, event: Event) -> None:
        """Renew the display."""
        match event:
            case Began():
                self._begin(event.plan)
            case Stepped() if event.seconds - self._shown >= BETWEEN:
                self._shown = event.seconds
                self._renew(event.done, event.seconds)
            case Evaluated():
                self._add(event)
            case CandidateTried():
                best = " (best)" if event.candidate.kept else ""
                self._lines = [
                    *self._lines,
                    f"{event.candidate.weights}: dev {scores_line(event.candidate.dev)}{best}",
                ]
                self._renew(1.0, event.record.seconds)
            case Announced():
                self._lines = [*self._lines, event.text]
            case Ended():
                self._lines = [*self._lines, event.reason]
                self._renew(None, None)
            case _:
                pass

    def _begin(self, plan: Plan) -> None:
        from IPython.display import HTML, display  # pyright: ignore[reportMissingImports]

        self._html = HTML
        self._plan = plan
        self._display = display(HTML(""), display_id=True)
        self._renew(0.0, 0.0)

    def _add(self, event: Evaluated) -> None:
        record = event.record
        name, value = next(iter(record.dev.items()))
        self._score = name
        self._scores.append((record.epoch, value))
        best = " (best)" if record.best else ""
        self._lines = [
            f"epoch {record.epoch:g}: loss {record.train_loss:.3f}, dev "
            f"{scores_line(record.dev)}{best}",
            *([groups_line(record.groups)] if record.groups else []),
            sample_line(event.sample),
        ]
        assert self._plan is not None
        self._renew(record.epoch / self._plan.epochs, record.seconds)

    def _renew(self, done: float | None, seconds: float | None) -> None:
        if self._display is None:
            return
        self._display.update(self._html(self._page(done, seconds)))

    def _page(self, done: float | None, seconds: float | None) -> str:
        assert self._plan is not None
        lines = [*self._plan.notes, _plan_line(self._plan)]
        parts = [_details(lines)]
        if done is not None and seconds is not None:
            left = f", {clock(seconds * (1 - done) / done)} left" if done else ""
            parts.append(
                f'<progress max="1" value="{done:.3f}" style="width: 20em"></progress> '
                f"{clock(seconds)}{left}"
            )
        parts += [_shown(line) for line in self._lines]
        if len(self._scores) > 1:
            parts.append(curve_svg(self._scores, "epoch", f"dev {self._score}"))
        return "<br>".join(parts)


def _details(lines: Sequence[str]) -> str:
    """What was inferred, folded away."""
    return (
        f"<details><summary>{_shown(lines[-1])}</summary>"
        f"{'<br>'.join(map(_shown, lines[:-1]))}</details>"
    )


def _shown(line: str) -> str:
    """A line as HTML; texts of the data in it are printable."""
    return html.escape(one_line(line))


def _plan_line(plan: Plan) -> str:
    return (
        f"{plan.examples:,} training and {plan.dev_examples:,} dev {plan.noun}, "
        f"{plan.parameters:,} parameters, {plan.epochs} epochs on {plan.device}"
    )
