"""Symbols as readable labels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from pantoum.plots.fonts import fonts_for
from pantoum.plots.letters import is_east_asian, script, spelled

LONGEST, LONGEST_SPELLED = 24, 14
_DOTTED_CIRCLE = "◌"


class Label(NamedTuple):
    """What is written for one symbol, the font families for it, and its characters that no font
    has.
    """

    text: str
    families: tuple[str, ...]
    missing: str


def label(symbol: str) -> Label:
    """How one symbol is written beside its row or column.

    White space is shown as ␣, a combining mark without a letter on a dotted circle, and a long
    symbol is cut. Characters that no font has are spelled by their Unicode names, joined by +:
    "sa+aa" for सा.
    """
    text = _visible(symbol)
    fonts = fonts_for(text)
    longest = LONGEST_SPELLED if fonts.missing else LONGEST
    if fonts.missing:
        text = _spell(text.removeprefix(_DOTTED_CIRCLE), fonts.missing)
    return Label(
        text if len(text) <= longest else text[: longest - 1] + "…", fonts.families, fonts.missing
    )


def missing_fonts(symbols: Iterable[str]) -> str | None:
    """One line: which scripts no font on this machine shows and what to install; None if all are
    shown.
    """
    missing = sorted({character for symbol in symbols for character in label(symbol).missing})
    if not missing:
        return None
    scripts: dict[str, list[str]] = {}
    for character in missing:
        scripts.setdefault(script(character), []).append(character)
    shown = ", ".join(f"{name} ({' '.join(scripts[name][:3])})" for name in sorted(scripts))
    packages = sorted(
        {"fonts-noto-cjk" if is_east_asian(one) else "fonts-noto-core" for one in missing}
    )
    return (
        f"no font on this machine shows {shown}: the letters are spelled by name; "
        f"install {' and '.join(packages)}, or other fonts that have them"
    )


def _visible(symbol: str) -> str:
    kept = "".join(
        "␣" if one.isspace() else one for one in symbol if one.isspace() or not _has_no_shape(one)
    )
    if not kept:
        return "+".join(spelled(one) for one in symbol)
    is_mark = unicodedata.category(kept[0]).startswith("M")
    return _DOTTED_CIRCLE + kept if is_mark else kept


def _spell(text: str, missing: str) -> str:
    pieces: list[str] = []
    for absent, run in groupby(text, missing.__contains__):
        characters = "".join(run)
        pieces += [spelled(one) for one in characters] if absent else [characters]
    return "+".join(pieces)


def _has_no_shape(character: str) -> bool:
    # Control and format characters (joiners, directions) and variation selectors.
    return unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f"
