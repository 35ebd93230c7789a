"""How the training went: the loss and the dev scores of each evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from pantoum.metrics import name_of
from pantoum.report.curve import curve_svg
from pantoum.report.markup import Html, element, joined
from pantoum.report.page import Section

# Of the dev scores those that are not another one upside down, or a count.
LEFT_OUT = ("exact_match", "examples", "words", "loss")
MOST = 1e100  # what is larger has no place on an axis


def curves_section(history: Sequence[Mapping[str, Any]], missing: str = "") -> Section:
    """A curve of the loss, and one of each dev score.

    Args:
        history: the evaluations of the training, as `metrics.jsonl` has them; what is no number
            there is left out.
        missing: why there are none, in a sentence.
    """
    curves = _curves(history)
    if not curves:
        text = missing or "The model has no record of its training."
        return Section("training", "Training", element("p", text))
    best = [record["epoch"] for record in history if record.get("best") is True]
    known = [one for one in best if _is_number(one)]
    pictures = [_curve(name, points, known[-1] if known else None) for name, points in curves]
    sentence = "Each evaluation of the training on the dev set."
    if known:
        sentence += f" The dashed line is at epoch {known[-1]:g}, whose weights were kept."
    return Section(
        "training",
        "Training",
        joined([element("p", sentence), element("div", *pictures, class_="curves")]),
    )


def _curves(history: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[tuple[float, float]]]]:
    """The name and the points of each curve."""
    points: dict[str, list[tuple[float, float]]] = {}
    for record in history:
        dev = record.get("dev")
        scores = dict(dev) if isinstance(dev, Mapping) else {}
        epoch = record.get("epoch")
        for name, value in {"training loss": record.get("train_loss"), **scores}.items():
            if _is_number(epoch) and _is_number(value):
                points.setdefault(str(name), []).append((float(epoch), float(value)))
    return [
        (name, of_name)
        for name, of_name in points.items()
        if name.rpartition(".")[2] not in LEFT_OUT
    ]


def _curve(name: str, points: Sequence[tuple[float, float]], best: float | None) -> Html:
    first = points[0][0]
    last = points[-1][0]
    inside = best is not None and first <= best <= last
    up = name if name == "training loss" else f"dev {name_of(name)}"
    return Html(curve_svg(points, "epoch", up, best if inside else None))


def _is_number(value: Any) -> TypeGuard[float]:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return known and abs(value) <= MOST
