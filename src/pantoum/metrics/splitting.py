"""What is compared: one text as a list of symbols, split as the model splits it."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from pantoum.config import Normalization, UnitName

if TYPE_CHECKING:
    from tokenizers.pre_tokenizers import Split


Texts = str | tuple[str, ...]
"""What is right for one input: a text, or a tuple of accepted texts of which any is right."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def accepted(texts: Texts) -> tuple[str, ...]:
    """All accepted texts of one input, as a tuple."""
    return (texts,) if isinstance(texts, str) else texts


def normalize(text: str, normalization: Normalization = "NFC") -> str:
    """The text in one Unicode normalisation form, so that equal letters compare equal.

    Half a surrogate pair, which no UTF-8 file can hold, becomes U+FFFD, as it does in a model.
    """
    whole = _SURROGATE.sub("\ufffd", text)
    return whole if normalization == "none" else unicodedata.normalize(normalization, whole)


def split_symbols(text: str, units: UnitName, normalization: Normalization = "NFC") -> list[str]:
    """One text as the list of symbols that scores compare.

    Characters are extended grapheme clusters (Unicode Standard Annex 29), also where a model writes
    them code point by code point. Every other unit is split at white space: byte pairs are pieces
    of words, and it is words that a reader compares.
    """
    normal = normalize(text, normalization)
    if units not in ("characters", "codepoints"):
        return normal.split()
    return [cluster for cluster, _ in _clusters().pre_tokenize_str(normal)]


@functools.cache
def _clusters() -> Split:
    # The same \X as the models' tokenizer: Unicode versions differ on where a cluster ends.
    from tokenizers import Regex
    from tokenizers.pre_tokenizers import Split

    return Split(Regex(r"\X"), "isolated")
