"""Pictures of a study in SVG, drawn without matplotlib: history, importances, parallel
coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pantoum.report.markup import Html, Part, element

# Sizes in pixels.
FONT = 12
WIDTH = 640
HEIGHT = 240
LEFT = 56
MARGIN = 24
BAR = 22
BETWEEN = 130


class Axis(NamedTuple):
    """Where the values of a setting lie, from bottom to top.

    name: the full one; low, high: of numbers; log: whether equal ratios are equal distances;
    choices: the values, if there are few.
    """

    name: str
    low: float | int = 0
    high: float | int = 1
    log: bool = False
    choices: tuple[Any, ...] = ()

    def place(self, value: Any) -> float | int | None:
        """Where a value lies, from 0 to 1; None for one that lies nowhere."""
        if self.choices:
            if value not in self.choices:
                return None
            return self.choices.index(value) / max(1, len(self.choices) - 1)
        if not isinstance(value, int | float):
            return None
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def marks(self) -> list[tuple[float, str]]:
        """What stands beside the axis, and where."""
        if self.choices:
            return [(self.place(one) or 0.0, str(one)) for one in self.choices]
        return [(0.0, f"{self.low:.4g}"), (1.0, f"{self.high:.4g}")]


def history_svg(points: Sequence[tuple[int, float | int]], up: str, sign: int) -> Html:
    """Dots of scores, and the best one so far as a line.

    Args:
        points: the number of each trial and its score.
        up: the name of the score.
        sign: 1 if less is better, -1 if more is.
    """
    values = [value for _, value in points]
    last = max(1, points[-1][0])

    def across(number: int) -> float | int:
        return LEFT + (WIDTH - LEFT - MARGIN) * number / last

    def height(value: float | int) -> float | int:
        return _between(value, min(values), max(values))

    best = values[0]
    path = f"M{across(points[0][0]):.1f} {height(best):.1f}"
    for number, value in points[1:]:
        path += f" H{across(number):.1f}"
        if sign * value < sign * best:
            best = value
            path += f" V{height(best):.1f}"
    dots = [
        element(
            "circle",
            element("title", f"trial {number}: {value:.2f}"),
            cx=f"{across(number):.1f}",
            cy=f"{height(value):.1f}",
            r=4,
            class_="mark",
            fill_opacity="0.6",
        )
        for number, value in points
    ]
    return _svg(
        WIDTH,
        HEIGHT,
        element("title", f"{up} by trial"),
        _text(LEFT, FONT, up),
        _text(LEFT - 6, height(max(values)) + 4, f"{max(values):.4g}", "end"),
        _text(LEFT - 6, height(min(values)) + 4, f"{min(values):.4g}", "end"),
        _text((LEFT + WIDTH) / 2, HEIGHT - 6, "trial", "middle"),
        _text(LEFT, HEIGHT - 6, "0", "middle"),
        _text(WIDTH - MARGIN, HEIGHT - 6, f"{last}", "middle"),
        element("path", d=path, class_="curve", stroke_width=2),
        *dots,
    )


def bars_svg(shares: Mapping[str, float | int]) -> Html:
    """A bar for each share, with its name and its per cent."""
    left = 12 + int(0.58 * FONT * max(map(len, shares)))
    room = WIDTH - left - 60
    parts: list[Part] = [element("title", "importance by setting")]
    for row, (name, share) in enumerate(shares.items()):
        y = BAR * row + 6
        parts += [
            _text(left - 8, y + 13, name, "end"),
            element(
                "rect", x=left, y=y, width=f"{room * share:.1f}", height=BAR - 6, class_="mark"
            ),
            _text(left + room * share + 6, y + 13, f"{100 * share:.0f} %"),
        ]
    return _svg(WIDTH, BAR * len(shares) + 12, *parts)


def parallel_svg(
    axes: Sequence[Axis],
    lines: Sequence[tuple[Sequence[float | int | None], float | int, str]],
    score: str,
) -> Html:
    """Parallel coordinates: an axis for each setting and one for the score, a line for each trial.

    Args:
        lines: of each trial, the best first: its places on the axes, its score and its name.
        score: the name of the score.
    """
    values = [value for _, value, _ in lines]
    low, high = min(values), max(values)
    width = 2 * LEFT + BETWEEN * len(axes)
    places = [LEFT + BETWEEN * number for number in range(len(axes) + 1)]
    parts: list[Part] = [element("title", f"settings and {score} of each trial")]
    marks: list[Part] = []
    for x, axis in zip(places, axes, strict=False):
        section, _, last = axis.name.rpartition(".")
        parts += [
            _text(x, FONT, section, "middle"),
            _text(x, 2 * FONT + 2, last, "middle"),
            _axis(x),
        ]
        marks += _marks(x, [(_height(at), text) for at, text in axis.marks()])
    ends = dict.fromkeys([(_between(high, low, high), f"{high:.4g}")])
    ends |= dict.fromkeys([(_between(low, low, high), f"{low:.4g}")])
    parts += [_text(places[-1], 2 * FONT + 2, score, "middle"), _axis(places[-1])]
    marks += _marks(places[-1], list(ends))
    for rank, (of_trial, value, name) in reversed(list(enumerate(lines))):
        points = [
            f"{x:.1f},{_height(at):.1f}"
            for x, at in zip(places, of_trial, strict=False)
            if at is not None
        ]
        points.append(f"{places[-1]:.1f},{_between(value, low, high):.1f}")
        strength = 1 - rank / len(lines)
        parts.append(
            element(
                "polyline",
                element("title", f"trial {name}: {value:.2f}"),
                points=" ".join(points),
                class_="curve",
                stroke_width=f"{0.8 + 1.6 * strength:.2f}",
                stroke_opacity=f"{0.12 + 0.88 * strength**2:.2f}",
            )
        )
    return _svg(width, HEIGHT, *parts, *marks)


def _axis(x: float | int) -> Html:
    line = f"M{x} {_height(1)} V{_height(0)}"
    return element("path", d=line, stroke="currentColor", stroke_opacity="0.5")


def _marks(x: float | int, marks: Sequence[tuple[float | int, str]]) -> list[Html]:
    """What stands beside an axis, readable also where lines cross it."""
    return [
        element(
            "text",
            text,
            x=f"{x - 5:.1f}",
            y=f"{y + 4:.1f}",
            text_anchor="end",
            class_="beside",
        )
        for y, text in marks
    ]


def _height(share: float | int) -> float | int:
    """Where a share of an axis stands, below the two lines of its head."""
    top, bottom = 3 * FONT + 6, HEIGHT - MARGIN
    return bottom + (top - bottom) * share


def _between(value: float | int, low: float | int, high: float | int) -> float | int:
    return _height((value - low) / (high - low) if high > low else 0.5)


def _text(x: float | int, y: float | int, text: str, anchor: str = "start") -> Html:
    return element("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


def _svg(width: int, height: int, *parts: Part) -> Html:
    return element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        font_family="sans-serif",
        font_size=FONT,
        fill="currentColor",
        role="img",
    )
