"""The pictures of each finding, drawn from its values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pantoum.explaining.finding import Finding
from pantoum.plots.attending import (
    attended_figure,
    certainty_figure,
    certainty_histogram_figure,
)
from pantoum.plots.attribution import attribution_figure
from pantoum.plots.calibration import reliability_figure
from pantoum.plots.errors import errors_confusions_figure, errors_figure
from pantoum.plots.figure import figure_bytes
from pantoum.plots.reach import half_life_figure, reach_figure
from pantoum.plots.saturation import saturation_figure
from pantoum.plots.units import unit_figure
from pantoum.plots.worth import worth_figure

# Inputs of which attention is drawn: those of which it is surest, and least sure.
MOST_CERTAIN = 2
LEAST_CERTAIN = 3
# Features whose unit is drawn, and inputs of which attributions are.
FEATURES = 4
ATTRIBUTED = 3


class Picture(NamedTuple):
    """A picture: the name of its file, what it shows in one sentence, and its SVG."""

    name: str
    caption: str
    svg: bytes


class Drawing(NamedTuple):
    """The same before it is written; its figure is one of matplotlib."""

    name: str
    caption: str
    figure: Any


Drawings = Iterator[Drawing]


def pictures_of(finding: Finding) -> list[Picture]:
    """The pictures of a finding as SVG; none for one without values.

    Raises: PantoumError without matplotlib.
    """
    if not finding.values or finding.name not in DRAW:
        return []
    return [
        Picture(one.name, one.caption, figure_bytes(one.figure, "svg"))
        for one in DRAW[finding.name](finding.values)
    ]


def _worth(values: Mapping[str, Any]) -> Drawings:
    caption = "The main score of the whole model, and of the model with each part switched off."
    yield Drawing("worth", caption, worth_figure(values))


def _reach(values: Mapping[str, Any]) -> Drawings:
    yield Drawing(
        "reach",
        "The gain of states and outputs by the lag, medians and quartiles.",
        reach_figure(values),
    )
    if values["half_life"]:
        yield Drawing(
            "half-life",
            "What share of the units of each cell remembers for so many steps or longer.",
            half_life_figure(values),
        )


def _attention(values: Mapping[str, Any]) -> Drawings:
    if values.get("by_step"):
        yield Drawing(
            "attention-entropy",
            "How sure attention is at each step of the output, medians and quartiles.",
            certainty_figure(values),
        )
        yield Drawing(
            "attention-entropies",
            "The entropies at each step of the output: the darker, the more outputs have it.",
            certainty_histogram_figure(values),
        )
    for place in range(min(MOST_CERTAIN, len(values.get("most_certain") or []))):
        yield Drawing(
            f"attention-surest-{place + 1}",
            f"Attention for the input of which it is surest, place {place + 1}.",
            attended_figure(values, "most_certain", place),
        )
    for place in range(min(LEAST_CERTAIN, len(values.get("least_certain") or []))):
        yield Drawing(
            f"attention-least-sure-{place + 1}",
            f"Attention for the input of which it is least sure, place {place + 1}.",
            attended_figure(values, "least_certain", place),
        )


def _gates(values: Mapping[str, Any]) -> Drawings:
    caption = "How often each unit of each gate is shut, and how often it is open: a point each."
    yield Drawing("gates", caption, saturation_figure(values))


def _units(values: Mapping[str, Any]) -> Drawings:
    for number, one in enumerate(values["features"][:FEATURES], start=1):
        yield Drawing(
            f"unit-{number}",
            f"Some inputs, the darker the higher the unit that follows {one['name']} most closely.",
            unit_figure(values, one["name"]),
        )


def _attribution(values: Mapping[str, Any]) -> Drawings:
    for place in range(min(ATTRIBUTED, len(values["examples"]))):
        yield Drawing(
            f"attribution-{place + 1}",
            "What each symbol of an input (columns) adds to log P of each output (rows).",
            attribution_figure(values, place),
        )


def _errors(values: Mapping[str, Any]) -> Drawings:
    for number, (part, found) in enumerate(values["parts"].items(), start=1):
        yield Drawing(
            f"errors-{number}",
            f"{part}: what goes wrong, by properties of the input.",
            errors_figure(values, part),
        )
        if found.get("matrix"):
            yield Drawing(
                f"confusions-{number}",
                f"{part}: what is taken for what, rows are right.",
                errors_confusions_figure(values, part),
            )


def _calibration(values: Mapping[str, Any]) -> Drawings:
    for number, part in enumerate(values["parts"], start=1):
        yield Drawing(
            f"reliability-{number}",
            f"{part}: how often answers are right, by how sure the model is.",
            reliability_figure(values, part),
        )


DRAW: Mapping[str, Callable[[Mapping[str, Any]], Drawings]] = {
    "worth": _worth,
    "reach": _reach,
    "attention": _attention,
    "gates": _gates,
    "units": _units,
    "attribution": _attribution,
    "errors": _errors,
    "calibration": _calibration,
}
