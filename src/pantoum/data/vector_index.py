"""Which pretrained vector a word has."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable

from pantoum.data.saved import reading_saved

NO_ROW = 0


class VectorIndex:
    """Which row of a table of pretrained vectors a word has: rows from 1, `NO_ROW` for none.

    A word is searched as it is and then in lower case, both composed (NFC).

    Args:
        words: the words in the order of their rows, without duplicates.
        size: size of a vector.
    """

    def __init__(self, words: Iterable[str], size: int) -> None:
        self.size = size
        self._rows = {word: row for row, word in enumerate(words, start=1)}

    @property
    def rows(self) -> int:
        """Rows of the table, row 0 for none included."""
        return len(self._rows) + 1

    def row(self, word: str) -> int:
        """The row of a word."""
        spelling = composed(word)
        return self._rows.get(spelling) or self._rows.get(spelling.lower(), NO_ROW)

    def to_json(self) -> str:
        """Everything about this index as one JSON object."""
        return json.dumps(
            {"size": self.size, "words": list(self._rows)}, ensure_ascii=False, indent=1
        )

    @classmethod
    def from_json(cls, text: str) -> VectorIndex:
        """The index that `to_json` wrote.

        Raises:
            PantoumError: the text is not such an object.
        """
        with reading_saved("vectors"):
            state = json.loads(text)
            size = state["size"]
            words = state["words"]
            if type(size) is not int or size < 1 or not isinstance(words, list):
                raise ValueError("size or words")
            if not all(isinstance(word, str) for word in words) or len(set(words)) < len(words):
                raise ValueError("words")
        return cls(words, size)


def composed(word: str) -> str:
    """A word as the index knows it."""
    return unicodedata.normalize("NFC", word)
