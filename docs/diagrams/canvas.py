"""A canvas for diagrams of networks, which becomes SVG.

Shapes tell what a thing is, so that a diagram can be read in grey: a gate or a layer is a box, an
operation a circle, a value plain text; a dot is where a line forks, and lines that cross without
one do not meet. A diagram by itself is dark on a white card. On a page that shows it inline, the
style sheet of the page gives it the page's own colours, by the classes `paper` and `box`.

In texts, Γ_u has its u below the line, and a<t-1> its step in raised angle brackets.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

INK = "#1d2b2a"
PAPER = "#ffffff"
FILL = "#e0f2f1"
SIZE = 16
SMALL = 13
HEAD = 9
RADIUS = 15
# The parts of a text: what follows _ is one letter, digit or more in braces; steps are in <>.
PARTS = re.compile(r"_(?:\{([^}]*)\}|(\w))|<([^<>]*)>")

Point = tuple[float, float]


class Canvas:
    """Collects shapes; `svg` is the file."""

    def __init__(self, name: str, width: int, height: int, title: str, description: str) -> None:
        self.name = name
        self.width = width
        self.height = height
        self.title = title
        self.description = description
        self._lines: list[str] = []
        self._boxes: list[str] = []

    def text(self, x: float, y: float, text: str, anchor: str = "middle", size: int = SIZE) -> None:
        """A text whose middle is at this height."""
        self._boxes.append(
            f'<text x="{_n(x)}" y="{_n(y + 0.35 * size)}" text-anchor="{anchor}" '
            f'font-size="{size}" fill="currentColor">{marked(text)}</text>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, text: str, below: str = ""
    ) -> None:
        """A box around its middle, with a text, and a smaller one below that."""
        self._boxes.append(
            f'<rect class="box" x="{_n(x - width / 2)}" y="{_n(y - height / 2)}" '
            f'width="{_n(width)}" height="{_n(height)}" rx="5" fill="{FILL}" '
            'stroke="currentColor" stroke-width="1.6"/>'
        )
        if below:
            self.text(x, y - 9, text)
            self.text(x, y + 11, below, size=SMALL)
        elif text:
            self.text(x, y, text)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """The border of a cell, from its upper left corner."""
        self._lines.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="16" '
            'fill="none" stroke="currentColor" stroke-width="1.2" stroke-dasharray="2 4"/>'
        )

    def circle(self, x: float, y: float, text: str, radius: float = RADIUS) -> None:
        """An operation."""
        self._boxes.append(
            f'<circle class="paper" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{PAPER}" '
            'stroke="currentColor" stroke-width="1.6"/>'
        )
        self.text(x, y, text)

    def dot(self, x: float, y: float) -> None:
        """Where a line forks."""
        self._boxes.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="3.5" fill="currentColor"/>')

    def bar(self, x: float, bottom: float, width: float, height: float) -> None:
        """A bar of a height."""
        self._boxes.append(
            f'<rect x="{_n(x - width / 2)}" y="{_n(bottom - height)}" width="{_n(width)}" '
            f'height="{_n(height)}" fill="currentColor"/>'
        )

    def line(self, *points: Point, dashed: bool = False, thick: bool = False) -> None:
        """A line through points."""
        path = " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        self._lines.append(
            f'<path d="M{path}" fill="none" stroke="currentColor" '
            f'stroke-width="{3 if thick else 1.6}"'
            + (' stroke-dasharray="6 4"' if dashed else "")
            + "/>"
        )

    def arrow(self, *points: Point, dashed: bool = False, thick: bool = False) -> None:
        """A line whose last point is the tip of a head; its last piece is along an axis."""
        (x0, y0), (x, y) = points[-2:]
        length = abs(x - x0) + abs(y - y0)
        ahead = ((x - x0) / length, (y - y0) / length)
        head = HEAD * (1.4 if thick else 1)
        base = (x - head * ahead[0], y - head * ahead[1])
        side = (head * 0.45 * ahead[1], head * 0.45 * ahead[0])
        self.line(*points[:-1], base, dashed=dashed, thick=thick)
        corners = ((x, y), _moved(base, side, 1), _moved(base, side, -1))
        drawn = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
        self._lines.append(f'<polygon points="{drawn}" fill="currentColor"/>')

    def svg(self) -> str:
        """The file: lines lie below boxes."""
        name = f"lecture-{self.name}"
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="lecture" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" font-family="sans-serif" '
            f'color="{INK}">',
            f'<title id="{name}-title">{html.escape(self.title)}</title>',
            f'<desc id="{name}-desc">{html.escape(self.description)}</desc>',
            f'<rect class="paper" width="{self.width}" height="{self.height}" rx="8" '
            f'fill="{PAPER}"/>',
            *self._lines,
            *self._boxes,
            "</svg>",
            "",
        ]
        return "\n".join(lines)


def marked(text: str) -> str:
    """A text with what is lowered or raised as tspans."""
    found = []
    place = 0
    for part in PARTS.finditer(text):
        found.append(html.escape(text[place : part.start()]))
        place = part.end()
        if part[3] is not None:
            step = part[3].replace("-", "−")
            found.append(_shifted(f"⟨{html.escape(step)}⟩", -0.4))
        else:
            found.append(_shifted(html.escape(part[1] or part[2]), 0.25))
    found.append(html.escape(text[place:]))
    return "".join(found)


def _shifted(text: str, by: float) -> str:
    """A smaller text below (or above) the line; an empty one brings the line back."""
    return (
        f'<tspan dy="{by}em" font-size="75%">{text}</tspan>'
        f'<tspan dy="{_n(-by * 0.75)}em">\u200b</tspan>'
    )


def _moved(point: Point, by: Sequence[float], times: float) -> Point:
    return point[0] + times * by[0], point[1] + times * by[1]


def _n(number: float) -> str:
    """A number as short as it can be."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
