"""HTML put together from parts, in which every text that is not markup already is escaped."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable

from pantoum.data.units import without_surrogates

# Elements that have no content, so no end tag.
VOID = {"input", "link", "meta"}


class Html(str):
    """Markup. Any other string is a text: whatever it holds is shown and does nothing."""

    __slots__ = ()


Part = str | Html | None
Attribute = str | int | bool | None


def element(tag: str, *parts: Part, **attributes: Attribute) -> Html:
    """An element with its content.

    Args:
        parts: markup, or texts, which are escaped; None for nothing.
        attributes: by name, with hyphens as underscores and an underscore behind a name that is a
            word of Python; True for one without a value, False or None for none.
    """
    start = f"<{tag}{''.join(_attribute(*one) for one in attributes.items())}>"
    return Html(start if tag in VOID else f"{start}{joined(parts)}</{tag}>")


def joined(parts: Iterable[Part], between: str = "") -> Html:
    """Parts one behind the other."""
    return Html(_escaped(between).join(_escaped(part) for part in parts if part is not None))


def data_text(text: str) -> Html:
    """A text of the data: its direction is its own, and nothing of it changes what stands around
    it.
    """
    return element("bdi", text)


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    spelled = name.rstrip("_").replace("_", "-")
    return f" {spelled}" if value is True else f' {spelled}="{_escaped(str(value))}"'


def _escaped(text: str) -> str:
    if isinstance(text, Html):
        return text
    whole = without_surrogates(text)
    return html.escape(whole if whole.isprintable() else "".join(map(_harmless, whole)))


def _harmless(letter: str) -> str:
    """A letter as HTML may hold it: control characters, which it may not, by their numbers."""
    if unicodedata.category(letter) == "Cc" and letter not in "\t\n":
        return repr(letter)[1:-1]
    return letter
