"""Fonts of this machine that have the glyphs of a text."""

from __future__ import annotations

import contextlib
import functools
from typing import NamedTuple

# It comes with matplotlib and has Latin with IPA, Greek, Cyrillic, Armenian, Georgian, Hebrew and
# Arabic.
DEFAULT_FAMILY = "DejaVu Sans"

# They have a box or a private sign for every character, or colours that matplotlib does not draw.
_UNREADABLE = ("last resort", "adobe blank", "nonunicode", "color", "stixsize")


class Fonts(NamedTuple):
    """The families to draw a text with, in the order of preference, and the characters that none
    has.
    """

    families: tuple[str, ...]
    missing: str


@functools.cache
def fonts_for(text: str) -> Fonts:
    """Find fonts for every character of the text.

    One font for all of it is preferred, so that marks sit well on their letters. matplotlib's own
    default comes first, then families with "Sans" in their name. Fonts that were installed after
    matplotlib made its list are found too.
    """
    fonts = _choose(text)
    if fonts.missing and _add_new_fonts(fonts.missing):
        fonts = _choose(text)
    return fonts


def _choose(text: str) -> Fonts:
    needed = frozenset(text)
    remaining = needed - _glyphs(DEFAULT_FAMILY)
    if not remaining:
        return Fonts((DEFAULT_FAMILY,), "")
    others = _other_families()
    for family in others:
        if remaining <= _glyphs(family):
            whole = needed <= _glyphs(family)
            return Fonts((family, DEFAULT_FAMILY) if whole else (DEFAULT_FAMILY, family), "")
    chosen: list[str] = [DEFAULT_FAMILY]
    while remaining:
        best = max(
            others, key=lambda family: len(remaining & _glyphs(family)), default=DEFAULT_FAMILY
        )
        if not remaining & _glyphs(best):
            break
        chosen.append(best)
        remaining -= _glyphs(best)
    return Fonts(tuple(chosen), "".join(sorted(remaining)))


def _other_families() -> list[str]:
    """All families that have a regular cut, the plainest first."""
    from matplotlib.font_manager import fontManager

    # matplotlib logs a warning where it has to take another weight than the one it was asked for.
    upright = (font for font in fontManager.ttflist if font.style == "normal")
    regular = {font.name for font in upright if font.weight in (400, "normal")}
    names = [name for name in regular if not any(word in name.lower() for word in _UNREADABLE)]
    # Without knowing the language, the cut of a CJK font for simplified Chinese serves the most
    # readers.
    return sorted(
        names, key=lambda name: ("Sans" not in name, "Mono" in name, not name.endswith("SC"), name)
    )


@functools.cache
def _glyphs(family: str) -> frozenset[str]:
    """The characters that matplotlib draws when it is asked for this family in its regular cut."""
    from matplotlib.font_manager import FontProperties, fontManager, get_font

    # A damaged font file is one font less, and no reason to draw nothing.
    with contextlib.suppress(Exception):
        path = fontManager.findfont(FontProperties(family=[family]), fallback_to_default=False)
        return frozenset(map(chr, get_font(path).get_charmap()))
    return frozenset()


def _add_new_fonts(missing: str) -> bool:
    """Tell matplotlib of fonts with a missing character that were installed after it made its
    list."""
    from matplotlib.font_manager import findSystemFonts, fontManager, get_font

    known = {entry.fname for entry in fontManager.ttflist}
    wanted = frozenset(map(ord, missing))
    added = False
    for path in sorted(set(findSystemFonts()) - known):
        with contextlib.suppress(Exception):
            if wanted & get_font(path).get_charmap().keys():
                fontManager.addfont(path)
                added = True
    return added
