"""A page on a study: its trials, the best settings, and which settings count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pantoum.metrics import name_of
from pantoum.report.markup import Html, Part, element, joined
from pantoum.report.page import Section, page
from pantoum.report.study_pictures import Axis, bars_svg, history_svg, parallel_svg
from pantoum.report.tables import Cell, count, decimal, row_head, table, text_cell

MOST_BEST = 10


class TrialRow(NamedTuple):
    """A trial.

    name: that of its directory; status: "finished", "pruned", "failed" or "running"; value: its
    score, if it has finished; settings: that were chosen, by full names; epoch: where it ended, or
    of the weights that were kept; seconds: that it took; message: why it failed; ranking: numbers
    that are the less, the better it is: its score, and what decides between equal ones.
    """

    name: str
    status: str
    value: float | int | None
    settings: Mapping[str, Any]
    epoch: float | int | None = None
    seconds: float | int | None = None
    message: str = ""
    ranking: tuple[float | int, ...] = ()


def study_page(
    title: str,
    facts: Sequence[tuple[str, Part]],
    trials: Sequence[TrialRow],
    score: str,
    sign: int,
    importances: Mapping[str, float | int],
    axes: Sequence[Axis],
) -> Html:
    """The page of a study.

    Args:
        facts: what it is of.
        trials: by their numbers.
        score: the name of the score that trials are compared by.
        sign: 1 if less of it is better, -1 if more is.
        importances: of settings, the most important first; none where they are not known.
        axes: where the values of each setting lie.
    """
    finished = [one for one in trials if one.value is not None]
    ranked = sorted(finished, key=lambda one: one.ranking)
    sections = [
        Section("best", "The best trials", _table(ranked[:MOST_BEST], score, "The best trials")),
        Section("history", "History", _history(trials, score, sign)),
        Section("importance", "Importance of the settings", _importance(importances)),
        Section("parallel", "Settings and scores", _parallel(ranked, score, axes)),
        Section("trials", "All trials", _table(trials, score, "All trials")),
    ]
    return page(title, facts, sections)


def _table(trials: Sequence[TrialRow], score: str, caption: str) -> Html:
    if not trials:
        return element("p", "No trial has finished.")
    settings = list(dict.fromkeys(name for one in trials for name in one.settings))
    messages = any(one.message for one in trials)
    heads = ["trial", "status", name_of(score), *settings, "epoch", "minutes"]
    rows = []
    for one in trials:
        cells = [row_head(one.name), text_cell(one.status), _number(one.value)]
        cells += [_setting(one.settings.get(name)) for name in settings]
        minutes = None if one.seconds is None else one.seconds / 60
        cells += [_number(one.epoch), _number(minutes)]
        rows.append([*cells, text_cell(one.message)] if messages else cells)
    return table(caption, [*heads, "reason"] if messages else heads, rows, sortable=True)


def _number(value: float | int | None) -> Cell:
    return Cell("", classes="number") if value is None else decimal(value)


def _setting(value: Any) -> Cell:
    if isinstance(value, bool) or value is None:
        return text_cell(str(value).lower())
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return Cell(f"{value:.4g}", value, "number")
    return text_cell(str(value))


def _history(trials: Sequence[TrialRow], score: str, sign: int) -> Html:
    points = [(place, one.value) for place, one in enumerate(trials) if one.value is not None]
    if not points:
        return element("p", "No trial has finished.")
    sentence = (
        "Each dot is a trial that has finished, in the order in which they began; the line is the "
        "best score so far. Trials that were pruned or failed have no dot."
    )
    return joined([element("p", sentence), history_svg(points, name_of(score), sign)])


def _importance(importances: Mapping[str, float | int]) -> Html:
    if not importances:
        return element("p", "Too few trials have finished to tell.")
    sentence = (
        "How much of what makes the best trials better than others each setting explains "
        "(PED-ANOVA, Watanabe et al. 2023). With few trials this is a hint and no more."
    )
    return joined([element("p", sentence), bars_svg(importances)])


def _parallel(ranked: Sequence[TrialRow], score: str, axes: Sequence[Axis]) -> Html:
    if not ranked:
        return element("p", "No trial has finished.")
    lines = [
        ([axis.place(one.settings.get(axis.name)) for axis in axes], one.value or 0.0, one.name)
        for one in ranked
    ]
    sentence = "Each line is a trial that has finished; the better, the stronger."
    picture = parallel_svg(axes, lines, name_of(score))
    return joined([element("p", sentence), element("div", picture, class_="scroll")])
