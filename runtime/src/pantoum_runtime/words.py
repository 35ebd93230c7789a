"""What a tagger reads: the words of sentences, and of each different word all that is known of its
form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pantoum_runtime.errors import reading
from pantoum_runtime.lines import without_surrogates
from pantoum_runtime.symbols import PAD, UNK, UNK_SYMBOL
from pantoum_runtime.text import NORMALIZATIONS, Side, strings
from pantoum_runtime.word_shapes import word_shape

Ids = NDArray[np.int64]
# Every list of words and affixes begins with these.
_FIRST = ("<pad>", UNK_SYMBOL)
NO_VECTOR = 0
# No model has longer ones.
LONGEST_AFFIX = 1_000


class WordForms(NamedTuple):
    """Sentences in one batch, all int64.

    positions: which form each word is, 0 on padding [sentences, longest]; lengths: words of each
    sentence [sentences]. Forms, the different words, are in the order in which they first come; of
    each, words: its id [forms]; characters: the ids of its spelling, PAD behind them [forms,
    longest]; character_lengths: how many [forms]; shapes [forms]; affixes: the ids of its prefixes
    of 1, 2 ... characters, then of its suffixes [forms, 2 * longest affix]; vectors: its row of the
    pretrained vectors, 0 for none [forms].
    """

    positions: Ids
    lengths: Ids
    words: Ids
    characters: Ids
    character_lengths: Ids
    shapes: Ids
    affixes: Ids
    vectors: Ids


@dataclass(frozen=True)
class Affixes:
    """The ids of prefixes and of suffixes of 1 to `longest` characters."""

    longest: int
    prefixes: Mapping[str, int]
    suffixes: Mapping[str, int]

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Affixes:
        """The affixes that the metadata of a file describe.

        Raises:
            Exception: they are damaged.
        """
        longest = state["longest"]
        if type(longest) is not int or not 0 <= longest <= LONGEST_AFFIX:
            raise ValueError("longest affix")
        prefixes = strings(state["prefixes"])
        suffixes = strings(state["suffixes"])
        second = len(_FIRST) + len(prefixes)
        return cls(longest, _ids(prefixes, len(_FIRST)), _ids(suffixes, second))

    def encode(self, word: Sequence[str]) -> list[int]:
        """The ids of a word that is given as its characters; PAD where it is shorter than the
        affix.
        """
        sizes = range(1, self.longest + 1)
        longest = len(word)
        prefixes = [
            self.prefixes.get("".join(word[:size]), UNK) if size <= longest else PAD
            for size in sizes
        ]
        suffixes = [
            self.suffixes.get("".join(word[-size:]), UNK) if size <= longest else PAD
            for size in sizes
        ]
        return prefixes + suffixes


@dataclass(frozen=True)
class Words:
    """All that a tagger knows of words.

    lower: upper and lower case are one word; normalization: NFC, NFD or none; ids: of the words
    as they are known; characters: of spellings; longest_spelling: of a longer word, the first and
    the last half of so many characters are read; vectors: rows of pretrained vectors.
    """

    lower: bool
    normalization: str
    ids: Mapping[str, int]
    characters: Side
    longest_spelling: int
    affixes: Affixes
    vectors: Mapping[str, int]

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Words:
        """The words that the metadata of a file describe.

        Raises:
            PantoumRuntimeError: the metadata are damaged.
        """
        with reading("words"):
            lower = state["lower"]
            normalization = state["normalization"]
            longest = state["longest_spelling"]
            if type(lower) is not bool or normalization not in NORMALIZATIONS:
                raise ValueError("lower or normalization")
            if type(longest) is not int or longest < 2:
                raise ValueError("longest_spelling")
            return cls(
                lower,
                normalization,
                _ids(_after_first(strings(state["words"])), len(_FIRST)),
                Side.from_json(state["characters"]),
                longest,
                Affixes.from_json(state["affixes"]),
                _ids(strings(state["vectors"]), NO_VECTOR + 1),
            )

    @property
    def size(self) -> int:
        """How many words have an id, PAD and UNK included."""
        return len(_FIRST) + len(self.ids)

    def __contains__(self, word: str) -> bool:
        """Whether training has seen a word."""
        return self._known_as(self._spelling(word)) in self.ids

    def forms(self, sentences: Sequence[Sequence[str]]) -> WordForms:
        """What the network reads of sentences, each given as its words."""
        numbers = {word: number for number, word in enumerate(_different(sentences))}
        positions, lengths = padded([[numbers[word] for word in words] for words in sentences])
        spellings = [self._spelling(word) for word in numbers]
        known = [self._known_as(spelling) for spelling in spellings]
        characters, character_lengths = padded([self._characters(one) for one in spellings])
        cut = self.characters.tokens if self.affixes.longest else list
        affixes = _array([self.affixes.encode(cut(word)) for word in known])
        return WordForms(
            positions,
            lengths,
            _array([self.ids.get(word, UNK) for word in known]),
            characters,
            character_lengths,
            _array([word_shape(spelling) for spelling in spellings]),
            affixes.reshape(len(known), 2 * self.affixes.longest),
            _array([self._vector(spelling) for spelling in spellings]),
        )

    def _spelling(self, word: str) -> str:
        clean = without_surrogates(word)
        if self.normalization == "none":
            return clean
        return unicodedata.normalize(self.normalization, clean)  # pyright: ignore[reportArgumentType]

    def _known_as(self, spelling: str) -> str:
        return spelling.lower() if self.lower else spelling

    def _characters(self, spelling: str) -> list[int]:
        ids = self.characters.encode(spelling)
        half = self.longest_spelling // 2
        return ids if len(ids) <= self.longest_spelling else ids[:half] + ids[-half:]

    def _vector(self, spelling: str) -> int:
        composed = unicodedata.normalize("NFC", spelling)
        return self.vectors.get(composed) or self.vectors.get(composed.lower(), NO_VECTOR)


def padded(rows: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Rows of ids as one array [rows, longest], PAD behind them, and how long each is [rows]."""
    lengths = _array([len(row) for row in rows])
    ids = np.full((len(rows), lengths.max(initial=0)), PAD, dtype=np.int64)
    ids[np.arange(ids.shape[1]) < lengths[:, None]] = _array(list(chain.from_iterable(rows)))
    return ids, lengths


def _different(sentences: Sequence[Sequence[str]]) -> Iterable[str]:
    return dict.fromkeys(chain.from_iterable(sentences))


def _ids(names: Sequence[str], first: int) -> dict[str, int]:
    ids = {name: id for id, name in enumerate(names, start=first)}
    if len(ids) < len(names):
        raise ValueError("a name twice")
    return ids


def _after_first(words: list[str]) -> list[str]:
    """The words behind the special ones, which no text is read as."""
    if tuple(words[: len(_FIRST)]) != _FIRST:
        raise ValueError("the special symbols are missing")
    return words[len(_FIRST) :]


def _array(values: Sequence[Any]) -> Ids:
    return np.array(values, dtype=np.int64)
