"""A page as a tree, read by the standard library's parser, strictly: each element is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "input", "link", "meta"}


@dataclass
class Node:
    """An element: its tag, its attributes, and the elements and texts in it."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    def all(self, tag: str, **attributes: str) -> list[Node]:
        """The elements of a tag inside of it, in their order, that have these attributes."""
        return [
            node
            for node in self.walk()
            if node.tag == tag
            and all(
                node.attributes.get(name.replace("_", "-")) == value
                for name, value in attributes.items()
            )
        ]

    def one(self, tag: str, **attributes: str) -> Node:
        """The only element of a tag inside of it with these attributes."""
        (found,) = self.all(tag, **attributes)
        return found

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()


class Reader(HTMLParser):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        assert len(node.attributes) == len(attrs), f"an attribute of {tag} comes twice"
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read(page: str) -> Node:
    """The tree of a page, or of a part of one."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader._open == [reader.root], "an element is not closed"
    return reader.root


def rows_of(table: Node) -> list[list[str]]:
    """The texts of the cells in the body of a table."""
    return [
        [cell.text for cell in row.children if isinstance(cell, Node)]
        for row in table.one("tbody").all("tr")
    ]


def heads_of(table: Node) -> list[str]:
    """The texts of the heads of a table's columns."""
    return [head.text for head in table.one("thead").all("th")]


def table_of(page: Node, caption: str) -> Node:
    """The table whose caption begins so."""
    (found,) = [
        table for table in page.all("table") if table.one("caption").text.startswith(caption)
    ]
    return found
