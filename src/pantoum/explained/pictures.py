"""The pictures of each finding, drawn from its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from pantoum.explaining.finding import Finding
from pantoum.plots.attending import (
    attended_figure,
    certainty_figure,
    certainty_histogram_figure,
)
from pantoum.plots.figure import figure_bytes
from pantoum.plots.reach import half_life_figure, reach_figure
from pantoum.plots.worth import worth_figure


class Picture(NamedTuple):
    """A picture: the name of its file, what it shows in one sentence, and its SVG."""

    name: str
    caption: str
    svg: bytes


class Drawn(NamedTuple):
    """A picture of a finding: the name of its file, its caption, what draws it, and whether the
    values have what it needs.
    """

    name: str
    caption: str
    draw: Callable[[Mapping[str, Any]], Any]
    possible: Callable[[Mapping[str, Any]], bool] = bool


def pictures_of(finding: Finding) -> list[Picture]:
    """The pictures of a finding as SVG; none for one without values.

    Raises: PantoumError without matplotlib.
    """
    return [
        Picture(one.name, one.caption, figure_bytes(one.draw(finding.values), "svg"))
        for one in DRAWN.get(finding.name, [])
        if finding.values and one.possible(finding.values)
    ]


def _attended(which: Literal["most_certain", "least_certain"], place: int) -> Drawn:
    how = "surest" if which == "most_certain" else "least sure"
    return Drawn(
        f"attention-{how.replace(' ', '-')}-{place + 1}",
        f"Attention for the input of which it is {how}, place {place + 1}.",
        lambda values: attended_figure(values, which, place),
        lambda values: len(values.get(which) or []) > place,
    )


def _has_steps(values: Mapping[str, Any]) -> bool:
    return bool(values.get("by_step"))


DRAWN: Mapping[str, Sequence[Drawn]] = {
    "worth": [
        Drawn(
            "worth",
            "The main score of the whole model and of the model without each part, with intervals "
            "of 95 %.",
            worth_figure,
        )
    ],
    "reach": [
        Drawn(
            "reach",
            "The gain of states and outputs by the lag: medians and quartiles, trained and with "
            "first weights.",
            reach_figure,
        ),
        Drawn(
            "half-life",
            "What share of the units of each cell remembers for so many steps or longer.",
            half_life_figure,
            lambda values: bool(values["half_life"]),
        ),
    ],
    "attention": [
        Drawn(
            "attention-entropy",
            "How sure attention is at each step of the output: medians and quartiles.",
            certainty_figure,
            _has_steps,
        ),
        Drawn(
            "attention-entropies",
            "The entropies of each step of the output: the darker, the more outputs have it.",
            certainty_histogram_figure,
            _has_steps,
        ),
        *(_attended("most_certain", place) for place in range(2)),
        *(_attended("least_certain", place) for place in range(3)),
    ],
}
