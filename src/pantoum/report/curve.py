"""A curve as SVG, drawn without matplotlib: small enough for a page, or to be sent at each
evaluation.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

# Sizes in pixels.
WIDTH = 420
HEIGHT = 160
LEFT = 48
RIGHT = 10
TOP = 22
BOTTOM = 24


def curve_svg(
    points: Sequence[tuple[int | float, float]],
    along: str,
    up: str,
    marked: int | float | None = None,
) -> str:
    """A line through points, with the least and the greatest value of both axes.

    Args:
        points: pairs of numbers, from left to right; at least one.
        along, up: the names of the axes.
        marked: where along the axis a dashed line stands, between the first and the last point.
    """
    across = [x for x, _ in points]
    values = [y for _, y in points]
    low = min(values)
    high = max(values)
    right = HEIGHT - BOTTOM
    places = " ".join(
        f"{_between(x, across[0], across[-1], LEFT, WIDTH - RIGHT):.1f},"
        f"{_between(y, low, high, right, TOP):.1f}"
        for x, y in points
    )
    mark = ""
    if marked is not None:
        x = _between(marked, across[0], across[-1], LEFT, WIDTH - RIGHT)
        mark = (
            f'<path d="M{x:.1f} {TOP} V{right}" stroke="currentColor" stroke-opacity="0.6" '
            'stroke-dasharray="4 3"/>'
        )
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="11" '
            'fill="currentColor">',
            f"<title>{html.escape(up)} by {html.escape(along)}</title>",
            f'<text x="{LEFT}" y="14">{html.escape(up.replace("_", " "))}</text>',
            _label(LEFT - 6, TOP + 4, high, "end"),
            _label(LEFT - 6, right + 4, low, "end") if high > low else "",
            _label(LEFT, HEIGHT - 8, across[0], "start"),
            _label(WIDTH - RIGHT, HEIGHT - 8, across[-1], "end"),
            f'<text x="{(LEFT + WIDTH) // 2}" y="{HEIGHT - 8}" text-anchor="middle">'
            f"{html.escape(along)}</text>",
            f'<path d="M{LEFT} {TOP} V{right} H{WIDTH - RIGHT}" fill="none" '
            'stroke="currentColor" stroke-opacity="0.4"/>',
            mark,
            f'<polyline points="{places}" fill="none" stroke="#00796b" stroke-width="2"/>',
            "</svg>",
        ]
    )


def _label(x: int, y: int, value: int | float, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{value:.4g}</text>'


def _between(
    value: int | float, low: int | float, high: int | float, start: int, end: int
) -> float:
    """Where a value stands between two places; in the middle if there is no distance."""
    share = (value - low) / (high - low) if high > low else 0.5
    return start + share * (end - start)
