"""Signs that came after Unicode 9."""

from __future__ import annotations

from pantoum_runtime.normal_form_table import NEWER

RANGES = [part.partition("-") for part in NEWER.split()]
NEWER_SIGNS = [(int(first, 16), int(last or first, 16)) for first, _, last in RANGES]


def is_new(text: str) -> bool:
    """Whether it has signs that newer tables than those of training compose or order: outputs and
    words are composed by the tables of the host.
    """
    return any(first <= ord(sign) <= last for sign in text for first, last in NEWER_SIGNS)
