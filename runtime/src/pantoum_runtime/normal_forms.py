"""Text in the normal forms of Unicode, as training brings it there."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from pantoum_runtime.normal_form_table import NEWER

Form = Literal["NFC", "NFD"]
# All before it are older.
_FIRST_NEWER = chr(int(re.split("[- ]", NEWER, maxsplit=1)[0], 16))


def normalize(form: Form, text: str) -> str:
    """A text in NFC or NFD by the tables of Unicode 9, those of the `tokenizers` library: what came
    later stays as it is and where it is, and nothing is composed with it or moved past it.
    """
    if text.isascii():
        return text
    if max(text) < _FIRST_NEWER:
        return unicodedata.normalize(form, text)
    # Nothing passes a newer sign, so what stands between two of them has a normal form of its own.
    return _between_newer().sub(lambda found: unicodedata.normalize(form, found[0]), text)


@cache
def _between_newer() -> re.Pattern[str]:
    ranges = (part.partition("-") for part in NEWER.split())
    inside = "".join(
        f"{chr(int(first, 16))}-{chr(int(last or first, 16))}" for first, _, last in ranges
    )
    return re.compile(f"[^{inside}]+")
