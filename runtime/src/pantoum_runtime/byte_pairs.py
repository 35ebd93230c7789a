"""Byte pair encoding, by the `tokenizers` library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.normal_forms import Form
from pantoum_runtime.symbols import EOS, SPECIAL_SYMBOLS

# In the vocabulary of the library the special symbols begin with a space, as no piece of a text
# does.
SPECIAL_ENTRIES = tuple(" " + symbol for symbol in SPECIAL_SYMBOLS)


class BytePairs:
    """The pieces of a text that byte pair encoding of its UTF-8 bytes gives.

    Args:
        state: a tokenizer as the library writes it, as JSON. Only its vocabulary and its merges are
            read: all else is the same in every model, and a file is not to choose it.
        form: the normal form of texts, if they have one.

    Raises:
        PantoumRuntimeError: the library is not installed.
        Exception: another state.
    """

    def __init__(self, state: Mapping[str, Any], form: Form | None) -> None:
        # Only models of byte pairs need the library, and importing it takes longer than all else.
        try:
            import tokenizers
            from tokenizers import decoders, models, normalizers, pre_tokenizers
        except ImportError as error:
            raise PantoumRuntimeError(
                "the model reads or writes byte pairs, and the tokenizers library is not installed",
                setting="metadata",
                remedy="pip install 'pantoum-runtime[bpe]'",
            ) from error
        vocabulary, merges = _learned(state["model"])
        self.entries = sorted(vocabulary, key=lambda entry: vocabulary[entry])
        self._backend = tokenizers.Tokenizer(models.BPE(vocabulary, merges))
        composing = {"NFC": [normalizers.NFC()], "NFD": [normalizers.NFD()], None: []}[form]
        # A word then has the same pieces at the start of a text as inside it.
        self._backend.normalizer = normalizers.Sequence([*composing, normalizers.Prepend(" ")])
        self._backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        self._bytes = decoders.ByteLevel()

    def encode(self, text: str) -> list[int]:
        """The ids of a text."""
        return self._backend.encode(text, add_special_tokens=False).ids

    def piece(self, id: int) -> str:
        """The text of one id; bytes that are no whole character are U+FFFD."""
        return self._bytes.decode([self.entries[id]])

    def decode(self, ids: Iterable[int]) -> str:
        """The text of ids, without the special ones and without the space before the first word."""
        text = self._bytes.decode([self.entries[id] for id in ids if id > EOS])
        return text.removeprefix(" ")


def _learned(model: Mapping[str, Any]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The vocabulary and the merges of a model, checked: the library trusts them."""
    vocabulary = model["vocab"]
    if not isinstance(vocabulary, dict) or not all(type(id) is int for id in vocabulary.values()):
        raise ValueError("vocab")
    if sorted(vocabulary.values()) != [*range(len(vocabulary))]:
        raise ValueError("the ids have gaps")
    if [vocabulary.get(entry) for entry in SPECIAL_ENTRIES] != [*range(len(SPECIAL_ENTRIES))]:
        raise ValueError("the special symbols are missing")
    merges = [(first, second) for first, second in model["merges"]]
    for first, second in merges:
        if not {first, second, first + second} <= vocabulary.keys():
            raise ValueError("a merge that gives no entry")
    return vocabulary, merges
