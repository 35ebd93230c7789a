"""Texts taken apart into what a model reads and what stays as it is, and put together again."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

# Elements whose content is no text.
_NAMES = ("script", "style", "code", "pre")
_ELEMENT = re.compile(rf"<({'|'.join(_NAMES)})\b", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _NAMES}
_COMMENT_END = re.compile("-->")
_TAG = re.compile(r"<[^<>]*>")
_BEGINNING = re.compile(rf"<(?:!--|(?:{'|'.join(_NAMES)})\b|[^<>]*>)", re.IGNORECASE)
_LINE_END = re.compile(r"(\r\n|[\n\r])")
_NUMBERED = re.compile(r"&#0*([0-9]+)(;?)")
# Digits that the number of a character has at most.
_DIGITS = 7


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
            for place, part in enumerate(parts_of(text)):
                if place % 2:
                    self._pieces.append(part)
                else:
                    self._take(part, _from_html)
        else:
            self._take(text, _plain)

    def _take(self, text: str, read: Callable[[str], str]) -> None:
        for place, part in enumerate(_LINE_END.split(text)):
            line = part.strip()
            if place % 2 or not line:
                self._pieces.append(part)
                continue
            begin = part.index(line)
            self._pieces += [part[:begin], len(self.inputs), part[begin + len(line) :]]
            self.inputs.append(read(line))

    def joined(self, outputs: Sequence[str]) -> str:
        """The text with an output in the place of each input."""
        return "".join(
            piece if isinstance(piece, str) else self._escaped(outputs[piece])
            for piece in self._pieces
        )


def parts_of(text: str) -> list[str]:
    """Text and markup by turns, text first and last: tags, comments, and elements whose content is
    no text.

    One expression for all would look for the end of each beginning anew, which takes minutes for a
    text of nothing but beginnings.
    """
    parts: list[str] = []
    ended = 0
    hopeless: set[re.Pattern[str]] = set()
    found = _BEGINNING.search(text)
    while found:
        place = found.start()
        end = _end_of_markup(text, place, hopeless)
        if end < 0:
            end = place + 1
        else:
            parts += [text[ended:place], text[place:end]]
            ended = end
        found = _BEGINNING.search(text, end)
    return [*parts, text[ended:]]


def _end_of_markup(text: str, place: int, hopeless: set[re.Pattern[str]]) -> int:
    """Where markup ends that begins at a place; -1 if none does.

    Args:
        hopeless: what no end of a comment or of an element is to be found of any more.
    """
    pattern = _end_of(text, place)
    if pattern is not None and pattern not in hopeless:
        found = pattern.search(text, place + len("<!--"))
        if found:
            return found.end()
        hopeless.add(pattern)
    found = _TAG.match(text, place)
    return found.end() if found else -1


def _end_of(text: str, place: int) -> re.Pattern[str] | None:
    """What a comment, or an element whose content is no text, ends with that begins at a place;
    None for any other markup.
    """
    if text.startswith("<!--", place):
        return _COMMENT_END
    element = _ELEMENT.match(text, place)
    return _ENDS[element[1].lower()] if element else None


def _plain(text: str) -> str:
    return text


def _from_html(text: str) -> str:
    return html.unescape(_NUMBERED.sub(_in_digits, text))


def _in_digits(found: re.Match[str]) -> str:
    """The number of a character; one that is too large, as HTML has it: the sign for such ones."""
    return f"&#{found[1]}{found[2]}" if len(found[1]) <= _DIGITS else "\ufffd"


def _of_html(text: str) -> str:
    return html.escape(text, quote=False)
