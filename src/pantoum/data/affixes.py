"""Prefixes and suffixes of words as ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pantoum.config import MAX_AFFIX
from pantoum.symbols import PAD, UNK

FIRST_ID = UNK + 1
# An affix that only one word has says no more than that word.
LEAST_WORDS = 2


class AffixVocabulary:
    """The prefixes and suffixes of 1 to `longest` characters: PAD, UNK, the prefixes, then the
    suffixes.

    Both go from the most frequent to the rarest, then by code points. PAD stands where a word is
    shorter than an affix, UNK for an affix that fewer than two words of training have.
    """

    def __init__(self, longest: int, prefixes: Sequence[str], suffixes: Sequence[str]) -> None:
        self.longest = longest
        self.prefixes = list(prefixes)
        self.suffixes = list(suffixes)
        self._prefix_ids = {text: id for id, text in enumerate(self.prefixes, start=FIRST_ID)}
        self._suffix_ids = {
            text: id for id, text in enumerate(self.suffixes, start=FIRST_ID + len(self.prefixes))
        }

    @classmethod
    def train(cls, words: Iterable[Sequence[str]], longest: int) -> AffixVocabulary:
        """The affixes of different words, each given as its characters."""
        prefixes = Counter[str]()
        suffixes = Counter[str]()
        for word in words:
            prefixes.update(_present(_prefixes(word, longest)))
            suffixes.update(_present(_suffixes(word, longest)))
        return cls(longest, _frequent(prefixes), _frequent(suffixes))

    def extended(self, words: Iterable[Sequence[str]]) -> AffixVocabulary:
        """A vocabulary that also knows the affixes of further words, each given as its characters:
        behind the prefixes those of these words, behind the suffixes theirs.
        """
        further = AffixVocabulary.train(words, self.longest)
        return AffixVocabulary(
            self.longest,
            [*self.prefixes, *(one for one in further.prefixes if one not in self._prefix_ids)],
            [*self.suffixes, *(one for one in further.suffixes if one not in self._suffix_ids)],
        )

    def moved_to(self, larger: AffixVocabulary) -> list[int]:
        """The id of each of these ids in a vocabulary that `extended` gave: suffixes, which follow
        all prefixes, have others.
        """
        suffixes = FIRST_ID + len(larger.prefixes)
        return [
            *range(FIRST_ID + len(self.prefixes)),
            *(suffixes + place for place in range(len(self.suffixes))),
        ]

    @property
    def size(self) -> int:
        """Ids in use, PAD and UNK included."""
        return FIRST_ID + len(self.prefixes) + len(self.suffixes)

    def encode(self, word: Sequence[str]) -> list[int]:
        """The ids of a word given as its characters: prefixes of 1 to `longest` characters, then
        suffixes.
        """
        prefixes = _prefixes(word, self.longest)
        suffixes = _suffixes(word, self.longest)
        prefix_ids = [PAD if text is None else self._prefix_ids.get(text, UNK) for text in prefixes]
        return prefix_ids + [
            PAD if text is None else self._suffix_ids.get(text, UNK) for text in suffixes
        ]

    def state(self) -> dict[str, Any]:
        """Everything about this vocabulary as plain values."""
        return {"longest": self.longest, "prefixes": self.prefixes, "suffixes": self.suffixes}

    @classmethod
    def from_state(cls, state: Any) -> AffixVocabulary:
        """The vocabulary that gave this `state`.

        Raises: ValueError, KeyError or TypeError for anything else.
        """
        longest, *lists = (state[name] for name in ("longest", "prefixes", "suffixes"))
        if type(longest) is not int or not 0 <= longest <= MAX_AFFIX:
            raise ValueError("longest affix")
        for texts in lists:
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                raise ValueError("affixes")
        return cls(longest, *lists)


def _prefixes(word: Sequence[str], longest: int) -> list[str | None]:
    return ["".join(word[:size]) if size <= len(word) else None for size in range(1, longest + 1)]


def _suffixes(word: Sequence[str], longest: int) -> list[str | None]:
    return ["".join(word[-size:]) if size <= len(word) else None for size in range(1, longest + 1)]


def _present(affixes: Iterable[str | None]) -> list[str]:
    return [text for text in affixes if text is not None]


def _frequent(counts: Counter[str]) -> list[str]:
    known = (text for text, count in counts.items() if count >= LEAST_WORDS)
    return sorted(known, key=lambda text: (-counts[text], text))
