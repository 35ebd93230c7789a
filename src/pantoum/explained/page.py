"""An explanation as one page of HTML that stands alone."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from numbers import Number
from typing import Any

from pantoum.explained.pictures import Picture
from pantoum.explaining.finding import Finding
from pantoum.report import Html, Section, page
from pantoum.report.markup import element, joined
from pantoum.report.tables import Cell, row_head, table

# Numbers of a finding that stand on the page; lists are in the file of findings.
MOST_ROWS = 60


def explanation_page(
    facts: Mapping[str, Any],
    findings: Sequence[Finding],
    pictures: Mapping[str, Sequence[Picture]],
    notes: Sequence[str],
) -> Html:
    """The HTML of an explanation.

    Args:
        facts: what was explained, by name.
        pictures: of each finding, by its name.
        notes: on the data, in sentences.
    """
    sections = [_section(one, pictures[one.name]) for one in findings]
    if notes:
        listed = element("ul", *(element("li", note) for note in notes))
        sections.append(Section("notes", "Notes on the data", listed))
    said = [
        (name.replace("_", " ").capitalize(), _fact(name, fact)) for name, fact in facts.items()
    ]
    return page(f"What {facts['model']} does", said, sections)


def _fact(name: str, fact: Any) -> str:
    """A fact as it stands on the page; the seed is a number of which nothing is counted."""
    return f"{fact:,}" if isinstance(fact, int) and name != "seed" else str(fact)


def _section(finding: Finding, pictures: Sequence[Picture]) -> Section:
    parts: list[Html] = [element("p", finding.question)]
    if finding.sentences:
        parts.append(element("ul", *(element("li", one) for one in finding.sentences)))
    parts += [_figure(picture) for picture in pictures]
    parts += [element("p", one, class_="quiet") for one in finding.left_out]
    rows = _rows(finding)
    if rows:
        shown = table(f"{finding.title}: numbers", ("name", "value", "what it is"), rows)
        summary = element("summary", f"The numbers, and what each is ({len(rows)})")
        parts.append(element("details", summary, shown))
    return Section(finding.name, finding.title, joined(parts))


def _figure(picture: Picture) -> Html:
    data = base64.b64encode(picture.svg).decode()
    image = element("img", src=f"data:image/svg+xml;base64,{data}", alt=picture.caption)
    return element("figure", image, element("figcaption", picture.caption))


def _rows(finding: Finding) -> list[tuple[Cell, Cell, Cell]]:
    """The single numbers of a finding with their definitions."""
    rows = []
    for name, value in _numbers(finding.values):
        definition = _definition(finding.definitions, name)
        rows.append((row_head(name), Cell(_shown(value), classes="number"), Cell(definition)))
    return rows[:MOST_ROWS]


def _numbers(values: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += _numbers(value, f"{before}{name}.")
        elif isinstance(value, Number) or value is None:
            found.append((f"{before}{name}", value))
    return found


def _definition(definitions: Mapping[str, str], name: str) -> str:
    """The definition of a number, or of the nearest mapping around it that has one."""
    while name not in definitions and "." in name:
        name = name.rpartition(".")[0]
    return definitions.get(name, "")


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
