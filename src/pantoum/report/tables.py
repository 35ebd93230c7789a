"""Tables of a page: with a caption, with heads that name columns and rows, numbers at the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pantoum.metrics import visible
from pantoum.report.markup import Html, Part, data_text, element


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    content: markup, or text; value: what the table is sorted by, in place of the text; classes: of
    the style sheet; names: whether it is the head of its row.
    """

    content: Part
    value: float | int | None = None
    classes: str | None = None
    names: bool = False

    def html(self) -> Html:
        """The element."""
        # As JavaScript reads numbers.
        value = None if self.value is None else f"{self.value:.6g}".replace("inf", "Infinity")
        return element(
            "th" if self.names else "td",
            self.content,
            scope="row" if self.names else None,
            class_=self.classes,
            data_value=value,
        )


def count(value: int, link: Part = None) -> Cell:
    """How many of something there are, perhaps as a link to them."""
    return Cell(f"{value:,}" if link is None else link, value, "number")


def decimal(value: float | int, digits: int = 2) -> Cell:
    """A number, such as a share in per cent."""
    return Cell(f"{value:,.{digits}f}", value, "number")


def text_cell(content: Part) -> Cell:
    """A text of the data, which is broken anywhere before it makes a table too wide."""
    return Cell(data_text(content) if type(content) is str else content, classes="text")


def label_cell(label: str) -> Cell:
    """A label, a tag or a symbol, as a reader sees it."""
    return Cell(data_text(visible(label)), classes="label")


def row_head(content: Part) -> Cell:
    """What a row is of."""
    return Cell(content, names=True)


def table(
    caption: str, heads: Sequence[Part], rows: Iterable[Sequence[Cell]], *, sortable: bool = False
) -> Html:
    """A table, which scrolls by itself where the page is too narrow for it.

    Args:
        heads: of the columns.
        rows: the cells of each.
        sortable: whether a reader may sort it.
    """
    cells = list(rows)
    # Over numbers a head stands at the right, too.
    classes = [one.classes for one in cells[0]] if cells else [None] * len(heads)
    named = [
        element("th", head, scope="col", class_=of_column)
        for head, of_column in zip(heads, classes, strict=True)
    ]
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *named)),
        element("tbody", *(element("tr", *(cell.html() for cell in row)) for row in cells)),
        data_sortable=sortable,
    )
    return scrolling(made, caption)


def scrolling(content: Html, label: str) -> Html:
    """A part of the page that scrolls sideways, with the arrow keys as well."""
    return element("div", content, class_="scroll", tabindex=0, role="region", aria_label=label)
