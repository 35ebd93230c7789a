"""Text to ids and back, for one side of a model, without the library that it was trained with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from pantoum_runtime.byte_pairs import BytePairs
from pantoum_runtime.errors import reading
from pantoum_runtime.graphemes import graphemes
from pantoum_runtime.lines import without_surrogates
from pantoum_runtime.normal_forms import Form, normalize
from pantoum_runtime.symbols import BOS, EOS, PAD, SPECIAL_SYMBOLS, UNK, UNK_SYMBOL

UNITS = ("characters", "codepoints", "symbols", "words", "bpe")
NORMALIZATIONS = ("NFC", "NFD", "none")
# The units that have no white space between them in a text.
_LETTERS = ("characters", "codepoints")
# What Unicode calls White_Space. `str.split` also parts at the separators U+001C to U+001F.
_PIECE = re.compile("[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


class Side:
    """One side's text as ids, and back.

    ``Side.from_json`` makes it of what a file says of its text. `pantoum.data.Tokenizer`, with
    which the model was trained, gives the same ids and texts.

    Args:
        units: characters, codepoints, symbols, words or bpe.
        normalization: NFC, NFD or none.
        symbols: the text of each id, the special ones first; of byte pairs, their entries.
        byte_pairs: cuts texts into them; None for other units.
    """

    def __init__(
        self,
        units: str,
        normalization: str,
        symbols: list[str],
        byte_pairs: BytePairs | None = None,
    ) -> None:
        self.units = units
        self.normalization = normalization
        self._symbols = symbols
        self._byte_pairs = byte_pairs
        first = len(SPECIAL_SYMBOLS)  # "</s>" in a text is a symbol of its own or unknown
        self._ids = {symbol: id for id, symbol in enumerate(symbols[first:], start=first)}
        self._form: Form | None = _form(units, normalization)
        self._composes = units == "codepoints" and normalization == "NFC"

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Side:
        """The side that the metadata of a file describe.

        Raises:
            PantoumRuntimeError: the metadata are damaged, or are of byte pairs while `tokenizers`
                is not installed.
        """
        with reading("symbols"):
            units = state["units"]
            normalization = state["normalization"]
            if units not in UNITS or normalization not in NORMALIZATIONS:
                raise ValueError("units or normalization")
            if units == "bpe":
                pairs = BytePairs(state["tokenizer"], _form(units, normalization))
                return cls(units, normalization, pairs.entries, pairs)
            symbols = strings(state["symbols"])
            side = cls(units, normalization, symbols)
            if tuple(symbols[: len(SPECIAL_SYMBOLS)]) != SPECIAL_SYMBOLS:
                raise ValueError("the special symbols are missing")
            if len(side._ids) + len(SPECIAL_SYMBOLS) < len(symbols):
                raise ValueError("a symbol twice")
        return side

    @property
    def size(self) -> int:
        """How many ids there are, the four special ones included."""
        return len(self._symbols)

    def encode(self, text: str) -> list[int]:
        """The ids of a text, without those of its beginning and its end."""
        if self._byte_pairs is not None:
            return self._byte_pairs.encode(without_surrogates(text))
        known = self._ids
        return [known.get(piece, UNK) for piece in self._pieces(text)]

    def tokens(self, text: str) -> list[str]:
        """The pieces of this very text, one for each id, unknown ones in their own spelling."""
        if self._byte_pairs is not None:
            return [self.token(id) for id in self.encode(text)]
        return self._pieces(text)

    def token(self, id: int) -> str:
        """The text of one id."""
        if id < len(SPECIAL_SYMBOLS):
            return SPECIAL_SYMBOLS[id]
        return self._symbols[id] if self._byte_pairs is None else self._byte_pairs.piece(id)

    def decode(self, ids: Iterable[int], unknown: Iterable[str] = ()) -> str:
        """The text of ids; PAD, BOS and EOS are left out, nothing ends it early.

        Args:
            unknown: what stands for each UNK, in order; one for which there is nothing is
                ``<unk>``.
        """
        if self._byte_pairs is not None:
            return self._byte_pairs.decode(ids)
        names = iter(unknown)
        pieces = (
            next(names, UNK_SYMBOL) if id == UNK else self._symbols[id]
            for id in ids
            if id not in (PAD, BOS, EOS)
        )
        text = ("" if self.units in _LETTERS else " ").join(pieces)
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

    def _pieces(self, text: str) -> list[str]:
        clean = without_surrogates(text)
        normal = clean if self._form is None else normalize(self._form, clean)
        if self.units == "characters":
            return graphemes(normal)
        return list(normal) if self.units == "codepoints" else _PIECE.findall(normal)


def _form(units: str, normalization: str) -> Form | None:
    if normalization == "none":
        return None
    return "NFC" if normalization == "NFC" and units != "codepoints" else "NFD"


def strings(values: Any) -> list[str]:
    """A list of strings in a file's metadata.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("no list of strings")
    return values
