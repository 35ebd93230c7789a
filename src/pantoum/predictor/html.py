"""Taggings and models as HTML, for notebooks: plain tags, without scripts."""

from __future__ import annotations

import html
from collections.abc import Sequence


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
