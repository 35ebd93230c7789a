"""The vocabulary of words, their characters and their affixes."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Int64

from pantoum.config import Normalization, UnitName
from pantoum.data.affixes import AffixVocabulary
from pantoum.data.saved import reading_saved
from pantoum.data.tokenizers import NORMALIZATIONS, Tokenizer
from pantoum.data.units import without_surrogates
from pantoum.errors import PantoumError
from pantoum.symbols import UNK

CHARACTER_UNITS: tuple[UnitName, ...] = ("characters", "codepoints")

FIRST_ID = UNK + 1
# Of a longer word, a URL of thousands of characters, the first and the last half of so many are
# read.
LONGEST_SPELLING = 40


class WordVocabulary:
    """Words as ids: PAD, UNK, then the words of training, the most frequent first, then by code
    points.

    A word is known by its spelling in normal form, in lower case if `lower`; it may contain spaces.
    Its characters are those of the spelling in its own case, and no more than `LONGEST_SPELLING` of
    them. Its affixes are those of the word as it is known.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        characters: Tokenizer,
        affixes: AffixVocabulary,
        lower: bool,
        normalization: Normalization,
    ) -> None:
        self.characters = characters
        self.affixes = affixes
        self.lower = lower
        self.normalization: Normalization = normalization
        self._counts = dict(counts)
        self._ids = {word: id for id, word in enumerate(self._counts, start=FIRST_ID)}

    @classmethod
    def train(
        cls,
        words: Iterable[str],
        *,
        lower: bool = True,
        min_count: int = 1,
        size: int | None = None,
        units: UnitName = "characters",
        normalization: Normalization = "NFC",
        affixes: int = 0,
    ) -> WordVocabulary:
        """A vocabulary that knows these words; the same words in any order give the same ids.

        Args:
            words: every token of the training data.
            lower: lower and upper case are one word.
            min_count: words seen less often become UNK.
            size: most ids, PAD and UNK included; by default all words are kept.
            units: what one character of a spelling is: characters (grapheme clusters) or
                codepoints.
            normalization: NFC, NFD or none.
            affixes: longest prefix and suffix that have ids of their own, in characters; 0 for
                none.

        Raises:
            PantoumError: other units.
        """
        if units not in CHARACTER_UNITS:
            raise PantoumError(
                f"the units of a word are {units!r}",
                setting="units",
                rule=f"one of {', '.join(CHARACTER_UNITS)}",
                value=units,
                remedy=f"choose one of {', '.join(CHARACTER_UNITS)}",
            )
        spellings, known = _counted(words, normalization, lower)
        characters = Tokenizer.train(spellings, units, normalization)
        pieces = (characters.tokens(word) for word in known) if affixes else ()
        ordered = sorted((-count, word) for word, count in known.items() if count >= min_count)
        kept = {
            word: -count
            for count, word in ordered[: None if size is None else max(0, size - FIRST_ID)]
        }
        return cls(kept, characters, AffixVocabulary.train(pieces, affixes), lower, normalization)

    def extended(
        self, words: Iterable[str], *, min_count: int = 1, size: int | None = None
    ) -> WordVocabulary:
        """A vocabulary that also knows the words, characters and affixes of further data: what is
        known here keeps its id, but for suffixes (`AffixVocabulary.moved_to`).

        A word that is known here counts as often as both have seen it.

        Args:
            words: every token of the further data.
            min_count: new words seen less often stay UNK.
            size: most ids, PAD and UNK included; a vocabulary that is larger already gets no more.
        """
        spellings, seen = _counted(words, self.normalization, self.lower)
        characters = self.characters.extended(spellings)
        pieces = [characters.tokens(word) for word in seen] if self.affixes.longest else []
        counts = {word: count + seen.pop(word, 0) for word, count in self._counts.items()}
        ordered = sorted((-count, word) for word, count in seen.items() if count >= min_count)
        room = None if size is None else max(0, size - self.size)
        counts |= {word: -count for count, word in ordered[:room]}
        affixes = self.affixes.extended(pieces)
        return WordVocabulary(counts, characters, affixes, self.lower, self.normalization)

    @property
    def size(self) -> int:
        """Ids in use, PAD and UNK included."""
        return FIRST_ID + len(self._ids)

    @property
    def counts(self) -> Int64[np.ndarray, " words"]:
        """How often training has seen the word of each id; 0 for PAD and UNK."""
        return np.array([0] * FIRST_ID + list(self._counts.values()), dtype=np.int64)

    def __contains__(self, word: str) -> bool:
        """Whether a word has an id of its own."""
        return self.known_as(word) in self._ids

    def known_as(self, word: str) -> str:
        """The form in which the vocabulary has a word: in normal form, and in lower case if the
        vocabulary is."""
        return _known_as(self.spelling(word), self.lower)

    def spelling(self, word: str) -> str:
        """A word in normal form, in its own case."""
        return _spelling(word, self.normalization)

    def encode(self, words: Iterable[str]) -> list[int]:
        """The words' ids; UNK for those that training has not seen, or too rarely."""
        return [self._ids.get(self.known_as(word), UNK) for word in words]

    def encode_characters(self, words: Sequence[str]) -> list[list[int]]:
        """The ids of each word's characters; of a long word those of its beginning and its end."""
        half = LONGEST_SPELLING // 2
        spellings = self.characters.encode_all(words)
        return [
            ids if len(ids) <= LONGEST_SPELLING else ids[:half] + ids[-half:] for ids in spellings
        ]

    def encode_affixes(self, words: Iterable[str]) -> list[list[int]]:
        """The ids of each word's prefixes and suffixes, see `AffixVocabulary.encode`."""
        if not self.affixes.longest:
            return [[] for _ in words]
        return [self.affixes.encode(self.characters.tokens(self.known_as(word))) for word in words]

    def to_json(self) -> str:
        """Everything about this vocabulary as one JSON object."""
        state = {
            "lower": self.lower,
            "normalization": self.normalization,
            "words": self._counts,
            "affixes": self.affixes.state(),
            "characters": json.loads(self.characters.to_json()),
        }
        return json.dumps(state, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> WordVocabulary:
        """The vocabulary that `to_json` wrote.

        Raises:
            PantoumError: the text is not such an object.
        """
        with reading_saved("words"):
            state = json.loads(text)
            _check(state["lower"], state["normalization"], state["words"])
            affixes = AffixVocabulary.from_state(state["affixes"])
            characters = json.dumps(state["characters"])
        return cls(
            state["words"],
            Tokenizer.from_json(characters),
            affixes,
            state["lower"],
            state["normalization"],
        )


def _counted(
    words: Iterable[str], normalization: Normalization, lower: bool
) -> tuple[Counter[str], Counter[str]]:
    """How often each spelling occurs, and each word as it is known."""
    spellings = Counter[str]()
    known = Counter[str]()
    for word, count in Counter(words).items():
        spelling = _spelling(word, normalization)
        spellings[spelling] += count
        known[_known_as(spelling, lower)] += count
    return spellings, known


def _spelling(word: str, normalization: Normalization) -> str:
    clean = without_surrogates(word)
    return clean if normalization == "none" else unicodedata.normalize(normalization, clean)


def _known_as(spelling: str, lower: bool) -> str:
    return spelling.lower() if lower else spelling


def _check(lower: Any, normalization: Any, words: Any) -> None:
    """Refuse what `to_json` cannot have written."""
    if not isinstance(lower, bool) or normalization not in NORMALIZATIONS:
        raise ValueError("lower or normalization")
    if not isinstance(words, dict) or not all(
        type(count) is int and count > 0 for count in words.values()
    ):
        raise ValueError("words")
