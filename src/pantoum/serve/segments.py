"""Texts taken apart into what a model reads and what stays as it is, and put together again."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

# Elements whose content is no text.
_ELEMENT = re.compile(r"<(?:script|style|code|pre)\b", re.IGNORECASE)
_ELEMENT_END = re.compile(r"</(?:script|style|code|pre)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BEGINNING = re.compile(r"<(?:!--|(?:script|style|code|pre)\b|[^<>]*>)", re.IGNORECASE)
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

    One expression for all would look for the end of each beginning anew, which takes hours for a
    text of nothing but beginnings.
    """
    parts: list[str] = []
    ended = 0
    hopeless: set[bool] = set()
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


def _end_of_markup(text: str, place: int, hopeless: set[bool]) -> int:
    """Where markup ends that begins at a place; -1 if none does.

    Args:
        hopeless: whether of comments, or of elements, no end is to be found any more.
    """
    is_comment = text.startswith("<!--", place)
    if (is_comment or _ELEMENT.match(text, place)) and is_comment not in hopeless:
        end = _end_of_comment(text, place) if is_comment else _ending(_ELEMENT_END, text, place)
        if end >= 0:
            return end
        hopeless.add(is_comment)
    found = _TAG.match(text, place)
    return found.end() if found else -1


def _end_of_comment(text: str, place: int) -> int:
    end = text.find("-->", place + len("<!--"))
    return end if end < 0 else end + len("-->")


def _ending(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.search(text, place + 1)
    return found.end() if found else -1


def _plain(text: str) -> str:
    return text


def _from_html(text: str) -> str:
    return html.unescape(_NUMBERED.sub(_in_digits, text))


def _in_digits(found: re.Match[str]) -> str:
    """The number of a character; one that is too large, as HTML has it: the sign for such ones."""
    return f"&#{found[1]}{found[2]}" if len(found[1]) <= _DIGITS else "\ufffd"


def _of_html(text: str) -> str:
    return html.escape(text, quote=False)
