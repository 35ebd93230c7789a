"""Text to ids and back, for one side of the data, on the `tokenizers` library."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import cast, get_args

import tokenizers
from tokenizers import decoders

from pantoum.config import Normalization, UnitName
from pantoum.data.saved import reading_saved
from pantoum.data.units import without_surrogates
from pantoum.data.vocabularies import (
    SPECIAL_ENTRIES,
    check_size,
    learn_vocabulary,
    vocabulary_of_counts,
)
from pantoum.errors import PantoumError
from pantoum.symbols import BOS, EOS, PAD, SPECIAL_SYMBOLS, UNK

UNITS = get_args(UnitName)
NORMALIZATIONS = get_args(Normalization)
_AT_ONCE = 10_000
# A text that no vocabulary knows as a whole, of two words.
_TRIAL = "a\U000f0000 b"


class Tokenizer:
    """One side's text as ids: PAD, UNK, BOS, EOS, then what was seen in training, the most frequent
    first.

    Units:
        characters: extended grapheme clusters (Unicode annex 29), so that a letter keeps its
        combining marks. codepoints: the code points of the decomposed text: letters and marks
            apart, Hangul as jamo. A closed set where characters are an open one. `decode` composes
            them again if the normalisation is NFC.
        symbols: whatever stands between white space, all of it kept: phones, tags, actions.
        words: the same, but the vocabulary is limited and rare words become UNK.
        bpe: byte pair encoding of the UTF-8 bytes (Sennrich et al. 2016, arXiv:1508.07909); none is
        unknown.

    Text is normalised first (NFC, NFD or none). `decode(encode(text))` is the normalised text if no
    unit is unknown, with single spaces between symbols or words.
    """

    def __init__(
        self, backend: tokenizers.Tokenizer, units: UnitName, normalization: Normalization
    ) -> None:
        self.units: UnitName = units
        self.normalization: Normalization = normalization
        self._backend = backend
        entries = sorted(
            backend.get_vocab(with_added_tokens=False).items(), key=lambda entry: entry[1]
        )
        self._entries = [entry for entry, _ in entries]
        self._bytes = decoders.ByteLevel()
        self._composes = units == "codepoints" and normalization == "NFC"

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        units: UnitName,
        normalization: str = "NFC",
        size: int = 32_000,
        min_count: int = 1,
    ) -> Tokenizer:
        """A tokenizer that knows the units of `texts`; the same texts in any order give the same
        ids.

        Args:
            texts: one side of the training data.
            units: characters, codepoints, symbols, words or bpe.
            normalization: NFC, NFD or none.
            size: most entries of a vocabulary of words or byte pairs, the four special ones
                included.
            min_count: words seen less often become UNK; byte pairs seen less often, or once, do not
                merge.

        Raises:
            PantoumError: an unknown choice, or a size that is too small.
        """
        _check_choices(units, normalization)
        check_size(units, size)
        learned = learn_vocabulary(texts, units, normalization, size, min_count)
        return cls(learned, units, cast("Normalization", normalization))

    @classmethod
    def of_counts(
        cls,
        counts: Counter[str],
        units: UnitName,
        normalization: Normalization,
        size: int,
        min_count: int,
    ) -> Tokenizer:
        """The tokenizer that `train` makes of texts whose units are counted already.

        Args:
            counts: how often each unit occurs; none of byte pairs, which are no units of a text.
            units, normalization, size, min_count: as for `train`.

        Raises:
            PantoumError: a size that is too small.
        """
        check_size(units, size)
        learned = vocabulary_of_counts(counts, units, normalization, size, min_count)
        return cls(learned, units, normalization)

    def extended(self, texts: Iterable[str], size: int = 32_000, min_count: int = 1) -> Tokenizer:
        """A tokenizer that also knows the units of further texts: what is known here keeps its id,
        the rest comes behind it, the most frequent first. Byte pairs, which leave nothing unknown,
        stay as they are.

        Args:
            texts: of the same kind as those that this tokenizer was made from.
            size: most entries of a vocabulary of words; one that is larger already gets no more.
            min_count: of words, those seen less often in `texts` stay unknown.
        """
        if self.units == "bpe":
            return self
        learned = learn_vocabulary(
            texts, self.units, self.normalization, size, min_count, self._entries
        )
        larger = Tokenizer(learned, self.units, self.normalization)
        return self if larger.size == self.size else larger

    @property
    def size(self) -> int:
        """Entries of the vocabulary, the four special ones included."""
        return len(self._entries)

    def encode(self, text: str) -> list[int]:
        """The ids of one text, without BOS and EOS."""
        return self.encode_all([text])[0]

    def encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of many texts, quickly."""
        ids: list[list[int]] = []
        # In parts, because the library's encodings take far more memory than the ids.
        for start in range(0, len(texts), _AT_ONCE):
            part = [without_surrogates(text) for text in texts[start : start + _AT_ONCE]]
            encodings = self._backend.encode_batch_fast(part, add_special_tokens=False)
            ids.extend(encoding.ids for encoding in encodings)
        return ids

    def tokens(self, text: str) -> list[str]:
        """The pieces of this very text, one for each id, unknown ones in their own spelling.

        A bpe piece at the start of a word begins with the space before it; bytes that are no whole
        character show as U+FFFD.
        """
        if self.units == "bpe":
            return [self.token(piece) for piece in self.encode(text)]
        normalizer = self._backend.normalizer
        pre_tokenizer = self._backend.pre_tokenizer
        clean = without_surrogates(text)
        normal = normalizer.normalize_str(clean) if normalizer is not None else clean
        return [piece for piece, _ in pre_tokenizer.pre_tokenize_str(normal)]

    def ids_of(self, pieces: Sequence[str]) -> list[int]:
        """The id of each of some units; UNK for those that are not known. Not for byte pairs,
        which are no units of a text.
        """
        ids = {entry: id for id, entry in enumerate(self._entries)}
        return [ids.get(piece, UNK) for piece in pieces]

    def token(self, id: int) -> str:
        """The text of one id."""
        if 0 <= id < len(SPECIAL_SYMBOLS):
            return SPECIAL_SYMBOLS[id]
        entry = self._entries[id]
        return self._bytes.decode([entry]) if self.units == "bpe" else entry

    def decode(self, ids: Iterable[int], unknown: Iterable[str] = ()) -> str:
        """The text of ids; PAD, BOS and EOS are left out, nothing ends it early.

        Args:
            unknown: what stands for each UNK, in order; one for which there is nothing is
                ``<unk>``.
        """
        if self.units == "bpe":
            text = self._bytes.decode([self._entries[id] for id in ids if id > EOS])
            return text.removeprefix(" ")
        glue = "" if self.units in ("characters", "codepoints") else " "
        names = iter(unknown)
        pieces = (
            next(names, self.token(UNK)) if id == UNK else self.token(id)
            for id in ids
            if id not in (PAD, BOS, EOS)
        )
        text = glue.join(pieces)
        return unicodedata.normalize("NFC", text) if self._composes else text

    def extend(self, text: str, ids: Iterable[int]) -> str:
        """A text as it is spelled, unknown units and all, and behind it the text of ids that follow
        its own.
        """
        own = self.encode(text)
        begin = self.decode(own)
        whole = self.decode([*own, *ids])
        if not whole.startswith(begin):  # its last letter is composed with a mark that follows
            return whole
        spelled = text.rstrip() if self.units in ("symbols", "words") else text
        return spelled + whole.removeprefix(begin)

    def id_map(self, other: Tokenizer) -> list[int] | None:
        """The id here of each id of another tokenizer; None unless both read and write the same
        symbols.

        The ids of one data set, cut in another place, differ where two symbols change places by
        frequency.
        """
        if (self.units, self.normalization) != (other.units, other.normalization):
            return None
        if (
            self.units == "bpe" and self.to_json() != other.to_json()
        ):  # the merges, too, must be the same
            return None
        ids = {entry: id for id, entry in enumerate(self._entries)}
        return (
            [ids[entry] for entry in other._entries] if ids.keys() == set(other._entries) else None
        )

    def ids_in(self, other: Tokenizer) -> list[int]:
        """For each id the id of the same text in another tokenizer; UNK for what it lacks, and for
        PAD and BOS, which stand for no text.
        """
        ids = {entry: id for id, entry in enumerate(other._entries)}
        ids |= dict.fromkeys((SPECIAL_ENTRIES[PAD], SPECIAL_ENTRIES[BOS]), UNK)
        return [ids.get(entry, UNK) for entry in self._entries]

    def _try_out(self) -> None:
        """Raises: Exception, of the library or ours, if texts cannot be read and written."""
        if len(self.encode(_TRIAL)) != len(self.tokens(_TRIAL)):
            raise ValueError("symbols and ids are not of the same number")
        self.decode(range(self.size))

    def to_json(self) -> str:
        """Everything about this tokenizer as one JSON object."""
        state = {
            "units": self.units,
            "normalization": self.normalization,
            "tokenizer": json.loads(self._backend.to_str()),
        }
        return json.dumps(state, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Tokenizer:
        """The tokenizer that `to_json` wrote.

        Raises:
            PantoumError: the text is not such an object.
        """
        with reading_saved("tokenizer"):
            state = json.loads(text)
            backend = tokenizers.Tokenizer.from_str(json.dumps(state["tokenizer"]))
            loaded = cls(backend, state["units"], state["normalization"])
            _check_choices(loaded.units, loaded.normalization)
            if tuple(loaded._entries[: len(SPECIAL_ENTRIES)]) != SPECIAL_ENTRIES:
                raise ValueError("the special symbols are missing")
            if sorted(backend.get_vocab(with_added_tokens=False).values()) != [*range(loaded.size)]:
                raise ValueError("the ids have gaps")
            loaded._try_out()
        return loaded


def _check_choices(units: str, normalization: str) -> None:
    if units not in UNITS:
        raise PantoumError(
            f"units are {units!r}",
            setting="units",
            rule=f"one of {', '.join(UNITS)}",
            value=units,
            remedy=f"choose one of {', '.join(UNITS)}",
        )
    if normalization not in NORMALIZATIONS:
        raise PantoumError(
            f"normalization is {normalization!r}",
            setting="data.normalization",
            rule=f"one of {', '.join(NORMALIZATIONS)}",
            value=normalization,
            remedy=f"choose one of {', '.join(NORMALIZATIONS)}",
        )
