"""The list of all errors of a page, which can be searched, narrowed down and sorted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pantoum.report.markup import Html, Part, element, joined
from pantoum.report.page import Section
from pantoum.report.tables import Cell, scrolling

NAME = "errors"
# A page with more is too large for a browser.
MOST_ERRORS = 10_000
# How many rows are shown at once; 0 for all.
ROWS_SHOWN = (50, 200, 1_000, 0)


@dataclass(frozen=True)
class Column:
    """A column of the list.

    name: its head; choices: what a reader may narrow it down to, each with the number of errors,
    as the texts of cells or of the list items in them; searched: whether the search reads it.
    """

    name: str
    choices: Mapping[str, int] | None = None
    searched: bool = True


def error_list(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    total: int,
    notes: Sequence[Part] = (),
) -> Section:
    """The section with the list.

    Args:
        rows: the cells of each error, of at most `MOST_ERRORS`.
        total: how many errors there are.
        notes: what a reader should know of the list.
    """
    if not rows:
        return Section(NAME, "Errors", element("p", "There is no error."))
    cut = f"The list has the first {len(rows):,} of {total:,} errors; --errors FILE writes all."
    sentences = [*notes, *([cut] if len(rows) < total else [])]
    content = joined(
        [
            *(element("p", sentence) for sentence in sentences),
            _controls(columns),
            _table(caption, columns, rows),
        ]
    )
    return Section(NAME, "Errors", content)


def narrowing_link(text: str, chosen: Mapping[str, str], label: str) -> Html:
    """A link to the list that shows only some of the errors there.

    Args:
        chosen: the choice in each of some columns.
        label: where it leads, in words.
    """
    choices = json.dumps(dict(chosen), ensure_ascii=False)
    return element("a", text, href=f"#{NAME}", data_choices=choices, aria_label=label, title=label)


def item_list(items: Sequence[str]) -> Html:
    """Several short texts in one cell, each of which may be a choice."""
    return element("ul", *(element("li", item) for item in items), class_="items")


def _table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Html:
    heads = [
        element("th", column.name, scope="col", class_=cell.classes, data_searched=column.searched)
        for column, cell in zip(columns, rows[0], strict=True)
    ]
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *heads)),
        element("tbody", *(element("tr", *(cell.html() for cell in row)) for row in rows)),
        id="error-table",
        data_sortable=True,
    )
    return scrolling(made, caption)


def _controls(columns: Sequence[Column]) -> Html:
    """What narrows the list down; the script shows it, which does the work."""
    fields = [_field("search", "Search", element("input", type="search", id="search"))]
    for place, column in enumerate(columns):
        if column.choices:
            options = [
                element("option", f"{text} ({number:,})", value=text)
                for text, number in column.choices.items()
            ]
            name = f"choice-{place}"
            select = element(
                "select",
                element("option", "all", value=""),
                *options,
                id=name,
                data_column=place,
                data_name=column.name,
            )
            fields.append(_field(name, column.name.capitalize(), select))
    sizes = [element("option", f"{size:,}" if size else "all", value=size) for size in ROWS_SHOWN]
    fields.append(_field("size", "Rows at once", element("select", *sizes, id="size")))
    buttons = [
        element("button", text, type="button", id=name)
        for name, text in (
            ("previous", "Previous rows"),
            ("next", "Next rows"),
            ("reset", "Show all errors"),
        )
    ]
    return element(
        "div",
        element("form", *fields, *buttons, class_="controls", role="search"),
        element("p", id="status", role="status"),
        id="controls",
        hidden=True,
    )


def _field(name: str, label: str, control: Html) -> Html:
    return element("div", element("label", label, for_=name), control, class_="field")
