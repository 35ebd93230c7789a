"""How text is cut into units, before any of them has a number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import tokenizers
from tokenizers import normalizers, pre_tokenizers

from pantoum.config import UnitName

_SURROGATE = re.compile("[\ud800-\udfff]")


def count_units(texts: Iterable[str], units: UnitName, normalization: str = "NFC") -> Counter[str]:
    """How often each unit occurs, as a tokenizer of these units reads the texts."""
    normalizer = normalizer_of(units, normalization)
    normalize = normalizer.normalize_str if normalizer is not None else str
    split = pre_tokenizer_of(units).pre_tokenize_str
    return Counter(piece for text in texts for piece, _ in split(normalize(text)))


def without_surrogates(text: str) -> str:
    """The text with U+FFFD, one unknown character, for half a UTF-16 pair, which cannot be written
    as UTF-8.
    """
    return _SURROGATE.sub("\ufffd", text)


def normalizer_of(units: str, normalization: str) -> normalizers.Normalizer | None:
    """What brings text into its form before it is cut, if anything does."""
    steps: list[normalizers.Normalizer] = []
    if normalization != "none":
        composed = normalization == "NFC" and units != "codepoints"
        steps.append(normalizers.NFC() if composed else normalizers.NFD())
    if units == "bpe":
        # A word then has the same pieces at the start of a text as inside it; `decode` takes the
        # space away.
        steps.append(normalizers.Prepend(" "))
    return normalizers.Sequence(steps) if steps else None


def pre_tokenizer_of(units: str) -> pre_tokenizers.PreTokenizer:
    """What cuts text into units; for byte pairs, into words as bytes."""
    if units == "characters":
        return pre_tokenizers.Split(tokenizers.Regex(r"\X"), "isolated")
    if units == "codepoints":
        return pre_tokenizers.Split(tokenizers.Regex(r"[\s\S]"), "isolated")
    if units == "bpe":
        return pre_tokenizers.ByteLevel(add_prefix_space=False)
    return pre_tokenizers.WhitespaceSplit()
