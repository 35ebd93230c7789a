"""The dev example that a training run shows at each evaluation, short enough for a line."""

from __future__ import annotations

import unicodedata

from pantoum.tasks.contract import Sample

# So many characters of a text are shown, some of them before what differs.
SHOWN = 60
SHOWN_BEFORE = 20
LEFT_OUT = "..."


def sample_of_text(
    source: str, target: str, output: str, right: bool, features: str | None = None
) -> Sample:
    """An input, its right output and that of the model; of long ones the stretch around the first
    place where the two outputs differ, and the beginning of the input.
    """
    begin = 0
    if max(len(target), len(output)) > SHOWN:
        begin = _before_word(target, max(0, _first_difference(target, output) - SHOWN_BEFORE))
    return Sample(
        shown(source), shown(target, begin), shown(output, begin), right, shown(features or "")
    )


def shown(text: str, begin: int = 0) -> str:
    """A stretch of a text, with "..." for what is left out."""
    before = LEFT_OUT if begin else ""
    behind = LEFT_OUT if len(text) > begin + SHOWN else ""
    return f"{before}{text[begin : begin + SHOWN]}{behind}"


def _first_difference(one: str, other: str) -> int:
    """The first place where two texts differ; 0 where they are equal."""
    if one == other:
        return 0
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((place for place, (a, b) in pairs if a != b), shorter)


def _before_word(text: str, place: int) -> int:
    """The beginning of the word at a place, or of the letter where no space comes before."""
    space = text.rfind(" ", max(0, place - SHOWN_BEFORE), place)
    if space >= 0:
        return space + 1
    while place > 0 and unicodedata.combining(text[place]):
        place -= 1
    return place
