"""Predictions and models as HTML, for notebooks: plain tags and SVG, without scripts."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

# Sizes in pixels of a heat map.
CELL = 24
LABEL = 11
MARGIN = 8
# The widest heat map that is drawn; larger ones are no pictures any more.
MOST_SYMBOLS = 120


def card_html(card: str) -> str:
    """A model card's Markdown, with its heading, its table and its code."""
    parts = []
    rows = []
    code: list[str] | None = None
    for line in card.splitlines():
        if line.startswith("```"):
            if code is not None:
                parts.append(f"<pre>{html.escape(chr(10).join(code))}</pre>")
            code = [] if code is None else None
        elif code is not None:
            code.append(line)
        elif line.startswith("# "):
            parts.append(f"<h4>{html.escape(line[2:])}</h4>")
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if any(cell.strip("-") for cell in cells):
                rows.append(cells)
        else:
            if rows:
                parts.append(table_html(rows))
                rows = []
            if line:
                parts.append(html.escape(line))
    if rows:
        parts.append(table_html(rows))
    return "<div>" + "\n".join(parts) + "</div>"


def table_html(rows: Sequence[Sequence[str]]) -> str:
    """A table without a header."""
    lines = [
        "<tr>"
        + "".join(f'<td style="text-align: left">{html.escape(cell)}</td>' for cell in row)
        + "</tr>"
        for row in rows
    ]
    return f"<table>{''.join(lines)}</table>"


def heat_map_svg(
    weights: Float[np.ndarray, "rows columns"], rows: Sequence[str], columns: Sequence[str]
) -> str:
    """Attention weights as squares, from white for 0 to black for 1; "" for a map that is too
    large.

    Args:
        weights: between 0 and 1.
        rows, columns: what each row and each column is of.
    """
    if not rows or not columns or max(len(rows), len(columns)) > MOST_SYMBOLS:
        return ""
    left = MARGIN + LABEL * max(map(len, rows)) * 0.7 + 6
    top = MARGIN + LABEL * (max(map(len, columns)) * 0.7 + 1)
    width = left + CELL * len(columns) + MARGIN
    height = top + CELL * len(rows) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" '
        f'font-size="{LABEL}" fill="currentColor" role="img"><title>attention</title>'
    ]
    for number, name in enumerate(columns):
        x = left + CELL * number + CELL / 2
        parts.append(
            f'<text transform="translate({x + 4:.1f} {top - 4:.1f}) rotate(-90)">'
            f"{html.escape(name)}</text>"
        )
    for row, (name, values) in enumerate(zip(rows, weights.tolist(), strict=True)):
        y = top + CELL * row
        parts.append(
            f'<text x="{left - 5:.1f}" y="{y + CELL / 2 + 4:.1f}" text-anchor="end">'
            f"{html.escape(name)}</text>"
        )
        for column, (source, value) in enumerate(zip(columns, values, strict=True)):
            shade = round(255 * (1 - value))
            parts.append(
                f'<rect x="{left + CELL * column:.1f}" y="{y:.1f}" width="{CELL}" '
                f'height="{CELL}" fill="rgb({shade},{shade},{shade})" stroke="#ccc">'
                f"<title>{html.escape(name)} ← {html.escape(source)}: {value:.2f}</title></rect>"
            )
    return "".join([*parts, "</svg>"])


def coloured_html(words: Sequence[str], tags: Sequence[str]) -> str:
    """Words with their tags under them, in a colour for each kind of tag; O has none."""
    cells = []
    for word, tag in zip(words, tags, strict=True):
        style = "display: inline-block; text-align: center; margin: 1px; padding: 1px 4px"
        if tag != "O":
            style += f"; border-radius: 4px; background: hsl({_hue(tag)} 60% 80%); color: #222"
        cells.append(
            f'<span style="{style}">{html.escape(word)}<br><small>{html.escape(tag)}</small></span>'
        )
    return f"<div>{''.join(cells)}</div>"


def _hue(tag: str) -> int:
    """The same colour for all tags of one type: B-PER and I-PER, but also for the same tag in any
    sentence."""
    kind = tag.partition("-")[2] or tag
    return sum(ord(letter) * (7 + place) for place, letter in enumerate(kind)) * 47 % 360
