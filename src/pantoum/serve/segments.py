"""Texts taken apart into what a model reads and what stays as it is, and put together again."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

# What begins at a `<`: a comment, an element whose content is no text, or another tag.
_OPENED = re.compile(r"<(!--|(?:script|style|code|pre)\b)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_CLOSED = {
    "!--": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
        for name in ("script", "style", "code", "pre")
    },
}
_LINE_END = re.compile(r"(\r\n|[\n\r])")


class Segments:
    """A text as a model reads it, line by line, and without the markup in it.

    Args:
        text: of one line or many.
        markup: whether it is HTML.

    Attributes:
        inputs: what the model reads.
    """

    def __init__(self, text: str, *, markup: bool) -> None:
        self.inputs: list[str] = []
        # Texts that stay, and numbers of inputs.
        self._pieces: list[str | int] = []
        self._escaped: Callable[[str], str] = _plain
        if markup:
            self._escaped = _of_html
            for place, part in enumerate(_text_and_markup(text)):
                if place % 2:
                    self._pieces.append(part)
                else:
                    self._take(part, html.unescape)
        else:
            self._take(text, _plain)

    def _take(self, text: str, read: Callable[[str], str]) -> None:
        for place, part in enumerate(_LINE_END.split(text)):
            content = part.strip()
            if place % 2 or not content:
                self._pieces.append(part)
                continue
            before = part[: len(part) - len(part.lstrip())]
            self._pieces += [before, len(self.inputs), part[len(before) + len(content) :]]
            self.inputs.append(read(content))

    def joined(self, outputs: Sequence[str]) -> str:
        """The text with an output in the place of each input."""
        return "".join(
            piece if isinstance(piece, str) else self._escaped(outputs[piece])
            for piece in self._pieces
        )


def _text_and_markup(text: str) -> list[str]:
    """Texts and markup by turns, a text first.

    A text may be as long as a body, so that each character is looked at a few times at most.
    """
    parts = []
    begin = 0
    unclosed: set[str] = set()
    place = text.find("<")
    while place >= 0:
        end = _end_of_markup(text, place, unclosed)
        if end:
            parts += [text[begin:place], text[place:end]]
            begin = end
        place = text.find("<", end or place + 1)
    return [*parts, text[begin:]]


def _end_of_markup(text: str, start: int, unclosed: set[str]) -> int:
    """Where the markup ends that begins at a `<`; 0 where none begins.

    Args:
        unclosed: of what no end is left in the text; more may be added.
    """
    opened = _OPENED.match(text, start)
    if opened is not None and (kind := opened[1].lower()) not in unclosed:
        closed = _CLOSED[kind].search(text, opened.end())
        if closed is not None:
            return closed.end()
        unclosed.add(kind)
    tag = _TAG.match(text, start)
    return 0 if tag is None else tag.end()


def _plain(text: str) -> str:
    return text


def _of_html(text: str) -> str:
    return html.escape(text, quote=False)
