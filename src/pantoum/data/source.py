"""The vocabulary of a model's input: its group and features first, then the text, then the end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pantoum.data.features import UNKNOWN_FEATURE, FeatureTokenizer
from pantoum.data.groups import group_name
from pantoum.data.labels import UNKNOWN_LABEL, LabelVocabulary
from pantoum.data.saved import reading_saved
from pantoum.data.tokenizers import Tokenizer
from pantoum.errors import PantoumError
from pantoum.symbols import EOS, EOS_SYMBOL, UNK, UNK_SYMBOL


@dataclass(frozen=True)
class SourceTokenizer:
    """A source text, its group and its features as one sequence of ids: group, features, text, EOS.

    The ids of the features follow those of the text, and those of the groups follow both; an
    unknown feature or group is UNK, as an unknown symbol is.
    """

    text: Tokenizer
    features: FeatureTokenizer | None = None
    groups: LabelVocabulary | None = None

    @property
    def size(self) -> int:
        """Ids in use: those of the text, of the features and of the groups."""
        return self._first_group + (self.groups.size if self.groups is not None else 0)

    @property
    def known_groups(self) -> tuple[str, ...] | None:
        """The groups that are known, the most frequent of training first; None where none are
        read.
        """
        return None if self.groups is None else tuple(self.groups.labels)

    @property
    def _first_group(self) -> int:
        """The id of the first group: those of the text and the features come before it."""
        return self.text.size + (self.features.size - 1 if self.features is not None else 0)

    def encode(
        self, source: str, features: str | None = None, group: str | None = None
    ) -> list[int]:
        """The ids of one input; features may be left out, and a group that is None is unknown.

        Raises:
            PantoumError: features or a group for a model that takes none.
        """
        return self.encode_all([source], [features], [group])[0]

    def encode_all(
        self,
        sources: Sequence[str],
        features: Sequence[str | None],
        groups: Sequence[str | None] | None = None,
    ) -> list[list[int]]:
        """The ids of many inputs, quickly.

        Args:
            groups: one for each input; None for a model that reads none.

        Raises:
            PantoumError: features or a group for a model that takes none.
        """
        texts = self.text.encode_all(sources)
        of_inputs = [None] * len(texts) if groups is None else groups
        return [
            [*self._group_ids(group), *self._feature_ids(given), *ids, EOS]
            for ids, given, group in zip(texts, features, of_inputs, strict=True)
        ]

    def tokens(
        self, source: str, features: str | None = None, group: str | None = None
    ) -> list[str]:
        """The pieces of this very input, one for each id; the last is ``</s>``."""
        known = self._known(features)
        named = self.features.tokens(known) if self.features is not None else []
        of_group = [] if self.groups is None else [UNK_SYMBOL if group is None else group]
        return [*of_group, *named, *self.text.tokens(source), EOS_SYMBOL]

    def id_map(self, other: SourceTokenizer) -> list[int] | None:
        """The id here of each id of another tokenizer; None unless both read the same symbols,
        features and groups.
        """
        maps = (self.text.id_map(other.text), self._feature_map(other), self._group_map(other))
        if any(one is None for one in maps):
            return None
        return [id for one in maps if one is not None for id in one]

    def _feature_map(self, other: SourceTokenizer) -> list[int] | None:
        if self.features is None or other.features is None:
            return [] if self.features is other.features else None
        features = self.features.id_map(other.features)
        return None if features is None else [self.text.size + id - 1 for id in features[1:]]

    def _group_map(self, other: SourceTokenizer) -> list[int] | None:
        if self.groups is None or other.groups is None:
            return [] if self.groups is other.groups else None
        ids = self.groups.encode(other.groups.labels)
        same = UNKNOWN_LABEL not in ids and self.groups.size == other.groups.size
        return [self._first_group + id for id in ids] if same else None

    def moved_to(self, larger: SourceTokenizer) -> list[int]:
        """The id of each of these ids in a tokenizer that knows more behind the same symbols,
        behind the same features and behind the same groups.

        Symbols keep their ids; features and groups, which follow all symbols, do not.
        """
        return [
            *range(self.text.size),
            *(larger.text.size + place for place in range(self._first_group - self.text.size)),
            *(larger._first_group + place for place in range(self.size - self._first_group)),
        ]

    def copied_as(self, target: Tokenizer) -> list[int]:
        """For each id the output symbol of the same text; UNK for symbols that outputs lack and for
        features and groups, which are no text.
        """
        texts = self.text.ids_in(target)
        return texts + [UNK] * (self.size - len(texts))

    def to_json(self) -> str:
        """The tokenizers and the groups as one JSON object."""
        features = json.loads(self.features.to_json()) if self.features is not None else None
        state = {"text": json.loads(self.text.to_json()), "features": features}
        if self.groups is not None:  # earlier versions, which know none, wrote nothing
            state["groups"] = self.groups.labels
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
            groups = state.get("groups")
        return cls(
            Tokenizer.from_json(json.dumps(inner)),
            FeatureTokenizer.from_json(json.dumps(features)) if features is not None else None,
            None if groups is None else LabelVocabulary.from_json(json.dumps({"labels": groups})),
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

    def _group_ids(self, group: str | None) -> list[int]:
        if self.groups is None and group is not None:
            raise PantoumError(
                f"a group, {group[:40]!r}, for a model that was trained without",
                setting="group",
                value=group,
                remedy="leave it out",
            )
        if self.groups is None:
            return []
        (id,) = (UNKNOWN_LABEL,) if group is None else self.groups.encode([group_name(group)])
        return [UNK if id == UNKNOWN_LABEL else self._first_group + id]
