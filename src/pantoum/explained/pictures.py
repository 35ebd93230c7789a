"""The pictures of each finding, drawn from its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pantoum.explaining.calibration_words import TOLD
from pantoum.explaining.finding import Finding
from pantoum.metrics import visible
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
from pantoum.plots.units import is_yes_or_no, unit_figure
from pantoum.plots.worth import worth_figure

# Inputs of which attention is drawn: those of which it is surest, and least sure.
MOST_CERTAIN = 2
LEAST_CERTAIN = 3
# Features whose unit is drawn, and inputs of which attributions are.
FEATURES = 4
ATTRIBUTED = 3
# The most symbols of an input whose attributions can be read on a page.
SHORT = 25


# What their files are called, but for a number.
NAMES = frozenset(
    {
        "worth",
        "reach",
        "half-life",
        "attention-entropy",
        "attention-entropies",
        "attention-surest",
        "attention-least-sure",
        "gates",
        "unit",
        "attribution",
        "errors",
        "confusions",
        "reliability",
    }
)


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


def is_own(name: str) -> bool:
    """Whether a file of this name, without its ending, is a picture of an explanation."""
    return re.sub(r"-\d+$", "", name) in NAMES


def _worth(values: Mapping[str, Any]) -> Drawings:
    caption = (
        "The main score of the whole model, and of the model with each part changed; lines with "
        "ends are intervals of 95 %."
    )
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
    for place, one in enumerate((values.get("most_certain") or [])[:MOST_CERTAIN]):
        yield Drawing(
            f"attention-surest-{place + 1}",
            f"Attention where it is {_ranked('surest', place)}: {_entropy(one)}.",
            attended_figure(values, "most_certain", place),
        )
    for place, one in enumerate((values.get("least_certain") or [])[:LEAST_CERTAIN]):
        yield Drawing(
            f"attention-least-sure-{place + 1}",
            f"Attention where it is {_ranked('least sure', place)}: {_entropy(one)}.",
            attended_figure(values, "least_certain", place),
        )


def _ranked(most: str, place: int) -> str:
    return most if place == 0 else f"{most} but for {place}"


def _entropy(one: Mapping[str, Any]) -> str:
    share = 100 * one["entropy_share"]
    return (
        f"input {one['number']:,}, whose mean entropy is {share:.1f} % of that of uniform weights"
    )


def _gates(values: Mapping[str, Any]) -> Drawings:
    caption = "How often each unit of each gate is shut, and how often it is open: a point each."
    yield Drawing("gates", caption, saturation_figure(values))


def _units(values: Mapping[str, Any]) -> Drawings:
    followed = [one for one in values["features"] if abs(one["best"]["r"]) > one["by_chance"]]
    followed.sort(key=lambda one: -abs(one["best"]["r"]))
    for number, one in enumerate(followed[:FEATURES], start=1):
        below = is_yes_or_no(one)
        yield Drawing(
            f"unit-{number}",
            "Some inputs, the darker the higher the unit that follows this most closely: "
            f"{one['title']}{'; symbols that have it are underlined' if below else ''}.",
            unit_figure(values, one["name"]),
        )


def _attribution(values: Mapping[str, Any]) -> Drawings:
    for number, place in enumerate(_drawn_examples(values["examples"]), start=1):
        yield Drawing(
            f"attribution-{number}",
            "What each symbol of an input (columns) adds to log P of each output (rows), in nats: "
            "+ makes the output more likely, − less.",
            attribution_figure(values, place),
        )


def _drawn_examples(examples: Sequence[Mapping[str, Any]]) -> list[int]:
    """The first ones that are short enough for a page, or else the shortest."""
    lengths = [len(one["source"]) for one in examples]
    short = [place for place, length in enumerate(lengths) if length <= SHORT]
    return (short or sorted(range(len(lengths)), key=lengths.__getitem__))[:ATTRIBUTED]


def _errors(values: Mapping[str, Any]) -> Drawings:
    for number, (part, found) in enumerate(values["parts"].items(), start=1):
        yield Drawing(
            f"errors-{number}",
            f"{_title(part, found)}: {values['measure']['name']} by properties of the input; the "
            "dashed line is the mean, lines with ends are intervals of 95 %.",
            errors_figure(values, part),
        )
        if found.get("matrix"):
            yield Drawing(
                f"confusions-{number}",
                f"{_title(part, found)}: what is right (rows) and what was answered (columns).",
                errors_confusions_figure(values, part),
            )


def _calibration(values: Mapping[str, Any]) -> Drawings:
    for number, part in enumerate(values["parts"], start=1):
        yield Drawing(
            f"reliability-{number}",
            f"{TOLD.get(part, f'Tags ({visible(part)})')}: how often answers are right, by how "
            "sure the model is.",
            reliability_figure(values, part),
        )


def _title(part: str, found: Mapping[str, Any]) -> str:
    """What the answers are, such as "Outputs", or "Words (upos)" of a tagger's column."""
    unit = found["unit"]
    return unit.capitalize() + ("" if part == unit else f" ({visible(part)})")


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
