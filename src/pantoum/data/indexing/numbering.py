"""The units of texts as numbers, while it is not known yet which units there are.

A unit gets the next number when it is first met; once all texts are read, their counts tell the ids
of the vocabulary, and a table turns numbers into ids. So the texts are read once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Int32, Int64

from pantoum.config import Normalization, UnitName
from pantoum.data.tokenizers import Tokenizer
from pantoum.data.units import normalizer_of, pre_tokenizer_of
from pantoum.symbols import EOS, SPECIAL_SYMBOLS

FIRST = len(SPECIAL_SYMBOLS)
# What stands in the table of code points for one that has not been met, and for one whose text must
# be cut as a whole.
NOT_MET = -1
IN_CONTEXT = -2
CODE_POINTS = 0x110000
# So many words of such texts are kept with their numbers.
MOST_WORDS = 100_000
# Neighbours that tell whether a character ever joins another one: a letter, the two halves of the
# end of a line, syllables of Hangul, a sign of a flag.
NEIGHBOURS = ("a", "\r", "\n", "\uac00", "\uac01", "\U0001f1e6")
# White space to Python, but not to the library.
SEPARATORS = "\x1c\x1d\x1e\x1f"
# Stands behind each of several texts: half a UTF-16 pair, which no text has.
END = "\ud800"
# Old and new letters of Hangul, which are composed with their neighbours.
JAMO = ((0x1100, 0x11FF), (0xA960, 0xA97F), (0xD7B0, 0xD7FF))


class Numbered(NamedTuple):
    """Texts as numbers, end to end, each with EOS behind it; and how many each has."""

    values: Int32[np.ndarray, " symbols"]
    lengths: Int64[np.ndarray, " texts"]


@runtime_checkable
class Numbering(Protocol):
    """What numbers texts."""

    pieces: list[str]

    def encode(self, texts: Sequence[str]) -> Numbered:
        """The units of texts by their numbers; new ones are added to `pieces`."""
        ...


class Known:
    """The ids of a vocabulary that is known before: there are no new units."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.pieces: list[str] = []
        self._tokenizer = tokenizer

    def encode(self, texts: Sequence[str]) -> Numbered:
        """The ids of texts."""
        return _end_to_end([[*ids, EOS] for ids in self._tokenizer.encode_all(texts)])


class _Numbers(dict[str, int]):
    """The number of each unit; one that is met for the first time gets the next."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = list(pieces)
        super().__init__((piece, FIRST + place) for place, piece in enumerate(self.pieces))

    def __missing__(self, piece: str) -> int:
        number = FIRST + len(self.pieces)
        self.pieces.append(piece)
        self[piece] = number
        return number


class _Cut:
    """How the library cuts texts, which is what any faster way must come to."""

    def __init__(self, units: UnitName, normalization: Normalization) -> None:
        normalizer = normalizer_of(units, normalization)
        self._normalize = normalizer.normalize_str if normalizer is not None else str
        self._split = pre_tokenizer_of(units).pre_tokenize_str

    def pieces(self, text: str) -> list[str]:
        return [piece for piece, _ in self._split(self._normalize(text))]

    def stands_alone(self, character: str) -> bool:
        """Whether a character is one piece whatever stands beside it.

        Marks, letters of Hangul, and what the tables of this version of Python do not know are
        taken to be none.
        """
        own = self.pieces(character)
        if _is_composed(character) or len(own) != 1:
            return False
        return all(
            self.pieces(one + character + one) == [*self.pieces(one), *own, *self.pieces(one)]
            for one in (*NEIGHBOURS, character)
        )


def _is_composed(character: str) -> bool:
    """Whether normalisation may join a character to another one, or order it anew: of those that
    the tables of this version of Python do not know, nothing is known.
    """
    code = ord(character)
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Cn", "Cs", "Cf") or any(
        first <= code <= last for first, last in JAMO
    )


class Characters:
    """Texts of characters or code points. Where each character is one piece whatever stands beside
    it, a table of code points has the number; other texts are cut by the library.

    Args:
        pieces: units that have numbers already, in their order.
    """

    def __init__(
        self, units: UnitName, normalization: Normalization, pieces: Iterable[str] = ()
    ) -> None:
        self._cut = _Cut(units, normalization)
        self._numbers = _Numbers(pieces)
        self._table = np.full(CODE_POINTS, NOT_MET, dtype=np.int32)
        self._words: dict[str, list[int]] = {"": []}
        self.pieces = self._numbers.pieces

    def encode(self, texts: Sequence[str]) -> Numbered:
        """The numbers of texts."""
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
        ends = np.cumsum(lengths)
        codes = _codes(texts)
        values = self._table[codes]
        values[ends - 1] = EOS
        if len(values) and values.min() < 0:
            self._meet(np.unique(codes[values == NOT_MET]))
            values = self._table[codes]
            values[ends - 1] = EOS
        in_context = np.flatnonzero(values == IN_CONTEXT)
        rows = np.unique(np.searchsorted(ends, in_context, side="right"))
        if not len(rows):
            return Numbered(values, lengths)
        places: list[int] = rows.tolist()
        others = [[*self._in_context(texts[row]), EOS] for row in places]
        return _put_in(Numbered(values, lengths), rows, _end_to_end(others))

    def _in_context(self, text: str) -> list[int]:
        """The numbers of a text that is cut by the library: word by word, for words come again."""
        numbers: list[int] = []
        for place, word in enumerate(text.split(" ")):
            if place:
                numbers.append(self._numbers[" "])
            of_word = self._words.get(word)
            if of_word is None:
                # A mark at its beginning joins the space before it.
                pieces = self._cut.pieces(f" {word} ")
                if pieces[0] != " " or pieces[-1] != " ":
                    return [self._numbers[piece] for piece in self._cut.pieces(text)]
                of_word = [self._numbers[piece] for piece in pieces[1:-1]]
                if len(self._words) < MOST_WORDS:
                    self._words[word] = of_word
            numbers += of_word
        return numbers

    def _meet(self, codes: np.ndarray) -> None:
        for code in codes.tolist():
            character = chr(code)
            if self._cut.stands_alone(character):
                (piece,) = self._cut.pieces(character)
                self._table[code] = self._numbers[piece]
            else:
                self._table[code] = IN_CONTEXT


class Words:
    """Texts of words or symbols between white space. A text whose characters are normal and mean
    the same to Python as to the library is cut by Python, others by the library.

    Args:
        pieces: units that have numbers already, in their order.
    """

    def __init__(
        self, units: UnitName, normalization: Normalization, pieces: Iterable[str] = ()
    ) -> None:
        self._cut = _Cut(units, normalization)
        self._numbers = _Numbers(pieces)
        self._numbers[END] = EOS
        self._table = np.full(CODE_POINTS, NOT_MET, dtype=np.int8)
        self.pieces = self._numbers.pieces

    def encode(self, texts: Sequence[str]) -> Numbered:
        """The numbers of texts."""
        rows = self._rows_in_context(texts)
        plain = list(texts)
        for row in rows:
            plain[row] = ""
        words = f" {END} ".join([*plain, ""]).split()
        number = self._numbers.__getitem__
        values = np.fromiter(map(number, words), dtype=np.int32, count=len(words))
        lengths = np.diff(np.flatnonzero(values == EOS), prepend=-1)
        if not rows:
            return Numbered(values, lengths)
        others = [[*map(number, self._cut.pieces(texts[row])), EOS] for row in rows]
        return _put_in(Numbered(values, lengths), np.array(rows), _end_to_end(others))

    def _rows_in_context(self, texts: Sequence[str]) -> list[int]:
        """The texts that the library must cut, by their places."""
        joined = "\n".join(texts)
        if joined.isascii() and not any(one in joined for one in SEPARATORS):
            return []
        codes = _codes(texts)
        kinds = self._table[codes]
        if len(kinds) and kinds.min() == NOT_MET:
            for code in np.unique(codes[kinds == NOT_MET]).tolist():
                self._table[code] = 0 if self._is_plain(chr(code)) else 1
            kinds = self._table[codes]
        places = np.flatnonzero(kinds)
        if not len(places):
            return []
        ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)
        return np.unique(np.searchsorted(ends, places, side="right")).tolist()

    def _is_plain(self, character: str) -> bool:
        if character.isspace():
            return self._cut.pieces(f"a{character}a") == ["a", "a"]
        return not _is_composed(character) and self._cut.pieces(character) == [character]


def _codes(texts: Sequence[str]) -> np.ndarray:
    """The code points of texts, each with one more behind it."""
    joined = "\n".join([*texts, ""])
    return np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)


def _end_to_end(texts: Sequence[Sequence[int]]) -> Numbered:
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    count = int(lengths.sum())
    return Numbered(np.fromiter(chain.from_iterable(texts), dtype=np.int32, count=count), lengths)


def _put_in(texts: Numbered, rows: np.ndarray, others: Numbered) -> Numbered:
    """Texts, of which some rows are replaced by others."""
    own = np.ones(len(texts.lengths), dtype=bool)
    own[rows] = False
    lengths = texts.lengths.copy()
    lengths[rows] = others.lengths
    values = np.empty(int(lengths.sum()), dtype=np.int32)
    kept = np.repeat(own, lengths)
    values[kept] = texts.values[np.repeat(own, texts.lengths)]
    values[~kept] = others.values
    return Numbered(values, lengths)


def numbering(
    units: UnitName, normalization: Normalization, pieces: Iterable[str] = ()
) -> Characters | Words:
    """What numbers texts of these units; byte pairs are learned before, and then `Known`."""
    kind = Characters if units in ("characters", "codepoints") else Words
    return kind(units, normalization, pieces)
