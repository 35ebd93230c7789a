"""Short strings with a label each, and a small model that has learned to tell it."""

from __future__ import annotations

from tests.reversing import reversals

NAMES = {"a": "alpha", "b": "beta", "c": "gamma"}


def labelled() -> list[tuple[str, str]]:
    """All strings of one to four letters, in a mixed order; the label is the name of the first
    letter.
    """
    return [(text, NAMES[text[0]]) for text, _ in reversals()]
