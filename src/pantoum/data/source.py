"""The vocabulary of a model's input: features first, then the text, then the end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pantoum.data.features import UNKNOWN_FEATURE, FeatureTokenizer
from pantoum.data.saved import reading_saved
from pantoum.data.tokenizers import Tokenizer
from pantoum.errors import PantoumError
from pantoum.symbols import EOS, EOS_SYMBOL, UNK


@dataclass(frozen=True)
class SourceTokenizer:
    """A source text and its features as one sequence of ids: features, text, EOS.

    The ids of the features follow those of the text; an unknown feature is UNK, as an unknown
    symbol is.
    """

    text: Tokenizer
    features: FeatureTokenizer | None = None

    @property
    def size(self) -> int:
        """Ids in use: those of the text and of the features."""
        return self.text.size + (self.features.size - 1 if self.features is not None else 0)

    def encode(self, source: str, features: str | None = None) -> list[int]:
        """The ids of one input; features may be left out.

        Raises:
            PantoumError: features for a model that takes none.
        """
        return self.encode_all([source], [features])[0]

    def encode_all(self, sources: Sequence[str], features: Sequence[str | None]) -> list[list[int]]:
        """The ids of many inputs, quickly.

        Raises:
            PantoumError: features for a model that takes none.
        """
        texts = self.text.encode_all(sources)
        return [
            self._feature_ids(given) + ids + [EOS]
            for ids, given in zip(texts, features, strict=True)
        ]

    def tokens(self, source: str, features: str | None = None) -> list[str]:
        """The pieces of this very input, one for each id; the last is ``</s>``."""
        known = self._known(features)
        named = self.features.tokens(known) if self.features is not None else []
        return [*named, *self.text.tokens(source), EOS_SYMBOL]

    def id_map(self, other: SourceTokenizer) -> list[int] | None:
        """The id here of each id of another tokenizer; None unless both read the same symbols and
        features.
        """
        texts = self.text.id_map(other.text)
        if texts is None or self.features is None or other.features is None:
            return texts if self.features is other.features else None
        features = self.features.id_map(other.features)
        return (
            None if features is None else texts + [self.text.size + id - 1 for id in features[1:]]
        )

    def moved_to(self, larger: SourceTokenizer) -> list[int]:
        """The id of each of these ids in a tokenizer that knows more behind the same symbols, and
        behind the same features.

        Symbols keep their ids; features, which follow all symbols, do not.
        """
        features = self.size - self.text.size
        return [*range(self.text.size), *(larger.text.size + place for place in range(features))]

    def copied_as(self, target: Tokenizer) -> list[int]:
        """For each id the output symbol of the same text; UNK for symbols that outputs lack and for
        features, which are no text.
        """
        texts = self.text.ids_in(target)
        return texts + [UNK] * (self.size - len(texts))

    def to_json(self) -> str:
        """Both tokenizers as one JSON object."""
        features = json.loads(self.features.to_json()) if self.features is not None else None
        state = {"text": json.loads(self.text.to_json()), "features": features}
        return json.dumps(state, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> SourceTokenizer:
        """The tokenizer that `to_json` wrote.

        Raises:
            PantoumError: the text is not such an object.
        """
        with reading_saved("source tokenizer"):
            state = json.loads(text)
            inner = state["text"]
            features = state["features"]
        return cls(
            Tokenizer.from_json(json.dumps(inner)),
            FeatureTokenizer.from_json(json.dumps(features)) if features is not None else None,
        )

    def _known(self, features: str | None) -> str:
        if features and self.features is None:
            raise PantoumError(
                f"features {features[:40]!r} for a model that was trained without",
                setting="features",
                value=features,
                remedy="leave them out",
            )
        return features or ""

    def _feature_ids(self, features: str | None) -> list[int]:
        known = self._known(features)
        if self.features is None:
            return []
        ids = self.features.encode(known)
        return [UNK if id == UNKNOWN_FEATURE else self.text.size + id - 1 for id in ids]
