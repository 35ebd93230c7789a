"""Byte pair encoding, by the `tokenizers` library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.symbols import EOS


class BytePairs:
    """The pieces of a text that byte pair encoding of its UTF-8 bytes gives.

    Args:
        state: a tokenizer as the library writes it, as JSON.

    Raises:
        PantoumRuntimeError: the library is not installed.
        Exception: of the library, for another state.
    """

    def __init__(self, state: Mapping[str, Any]) -> None:
        # Only models of byte pairs need the library, and importing it takes longer than all else.
        try:
            import tokenizers
            from tokenizers import decoders
        except ImportError as error:
            raise PantoumRuntimeError(
                "the model reads or writes byte pairs, and the tokenizers library is not installed",
                setting="metadata",
                remedy="pip install 'pantoum-runtime[bpe]'",
            ) from error
        self._backend = tokenizers.Tokenizer.from_str(json.dumps(state))
        self._bytes = decoders.ByteLevel()
        vocabulary = self._backend.get_vocab(with_added_tokens=False)
        self.entries = sorted(vocabulary, key=lambda entry: vocabulary[entry])
        if [vocabulary[entry] for entry in self.entries] != [*range(len(vocabulary))]:
            raise ValueError("the ids have gaps")

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
