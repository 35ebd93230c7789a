"""Texts taken apart into what a model reads and what stays as it is, and put together again."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

# Tags, comments, and elements whose content is no text.
_MARKUP = re.compile(
    r"(<!--.*?-->|<(?:script|style|code|pre)\b.*?</(?:script|style|code|pre)\s*>|<[^<>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_LINE_END = re.compile(r"(\r\n|[\n\r])")
_PARTS = re.compile(r"(\s*)(.*?)(\s*)\Z", re.DOTALL)


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
            for place, part in enumerate(_MARKUP.split(text)):
                if place % 2:
                    self._pieces.append(part)
                else:
                    self._take(part, html.unescape)
        else:
            self._take(text, _plain)

    def _take(self, text: str, read: Callable[[str], str]) -> None:
        for place, part in enumerate(_LINE_END.split(text)):
            found = _PARTS.match(part)
            if place % 2 or found is None or not found[2]:
                self._pieces.append(part)
                continue
            self._pieces += [found[1], len(self.inputs), found[3]]
            self.inputs.append(read(found[2]))

    def joined(self, outputs: Sequence[str]) -> str:
        """The text with an output in the place of each input."""
        return "".join(
            piece if isinstance(piece, str) else self._escaped(outputs[piece])
            for piece in self._pieces
        )


def _plain(text: str) -> str:
    return text


def _of_html(text: str) -> str:
    return html.escape(text, quote=False)
