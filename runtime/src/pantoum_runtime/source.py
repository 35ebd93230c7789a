"""What an encoder-decoder or a classifier reads: a group and features, then the text, as ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pantoum_runtime.errors import PantoumRuntimeError, reading
from pantoum_runtime.lines import ASCII_SPACE, trimmed, without_surrogates
from pantoum_runtime.symbols import EOS, EOS_SYMBOL, UNK, UNK_SYMBOL
from pantoum_runtime.text import Side, strings

ORDERS = ("written", "sorted")
_SPACES = re.compile(f"[{ASCII_SPACE}]+")


@dataclass(frozen=True)
class Features:
    """Strings of features such as ``V;IND;1;PL``, one id for each feature.

    separator: what stands between two of them; order: ``written``, or ``sorted`` by code points;
    ids: of each known feature.
    """

    separator: str
    order: str
    ids: Mapping[str, int]

    @classmethod
    def from_json(cls, state: Mapping[str, Any], first: int) -> Features:
        """The features that the metadata of a file describe.

        Args:
            first: the id behind those of the text.

        Raises:
            PantoumRuntimeError: the metadata are damaged.
        """
        with reading("features"):
            separator = state["separator"]
            order = state["order"]
            if not isinstance(separator, str) or not separator or order not in ORDERS:
                raise ValueError("separator or order")
            return cls(separator, order, _numbered(state, first))

    def tokens(self, text: str) -> list[str]:
        """The features of this very string, one for each id."""
        parts = map(trimmed, _one_line(text).split(self.separator))
        features = [part for part in parts if part]
        return sorted(features) if self.order == "sorted" else features

    def encode(self, text: str) -> list[int]:
        """The ids of a string of features; UNK for one that training has not seen."""
        return [self.ids.get(feature, UNK) for feature in self.tokens(text)]


@dataclass(frozen=True)
class Source:
    """An input as one sequence of ids: its group, its features, its text, </s>.

    text: of all ids but those of the others; features, groups: None for a model that reads none;
    groups have the id of each group, the most frequent of training first.
    """

    text: Side
    features: Features | None = None
    groups: Mapping[str, int] | None = None

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Source:
        """The inputs that the metadata of a file describe.

        Raises:
            PantoumRuntimeError: the metadata are damaged, or are of byte pairs while `tokenizers`
                is not installed.
        """
        with reading("inputs"):
            text = Side.from_json(state["text"])
            features = None
            groups = None
            if state["features"] is not None:
                features = Features.from_json(state["features"], text.size)
            if state["groups"] is not None:
                first = cls(text, features).size
                groups = _numbered(state["groups"], first)
        return cls(text, features, groups)

    @property
    def size(self) -> int:
        """How many ids there are: those of the text, of the features and of the groups."""
        features = 0 if self.features is None else len(self.features.ids)
        return self.text.size + features + (0 if self.groups is None else len(self.groups))

    @property
    def known_groups(self) -> tuple[str, ...] | None:
        """The groups that are known; None for a model that reads none."""
        return None if self.groups is None else tuple(self.groups)

    def encode(
        self, source: str, features: str | None = None, group: str | None = None
    ) -> list[int]:
        """The ids of one input; features may be left out, and a group that is None is unknown.

        The text is read as it is, white space around it too; see `pantoum_runtime.lines.trimmed`.

        Raises:
            PantoumRuntimeError: features or a group for a model that reads none.
        """
        self._check(features, group)
        ids = self.text.encode(source)
        ids.append(EOS)
        if self.features is not None:
            ids = self.features.encode(features or "") + ids
        if self.groups is not None:
            name = None if group is None else group_name(group)
            ids.insert(0, UNK if name is None else self.groups.get(name, UNK))
        return ids

    def tokens(
        self, source: str, features: str | None = None, group: str | None = None
    ) -> list[str]:
        """The pieces of this very input, one for each id; the last is ``</s>``.

        Raises:
            PantoumRuntimeError: features or a group for a model that reads none.
        """
        self._check(features, group)
        of_group = [] if self.groups is None else [UNK_SYMBOL if group is None else group]
        named = [] if self.features is None else self.features.tokens(features or "")
        return [*of_group, *named, *self.text.tokens(source), EOS_SYMBOL]

    def _check(self, features: str | None, group: str | None) -> None:
        given = (
            ("features", features or None, self.features),
            ("group", group, self.groups),
        )
        for name, value, known in given:
            if value is not None and known is None:
                raise PantoumRuntimeError(
                    f"{name}={value[:40]!r}, but this model reads no {name}",
                    setting=name,
                    rule="left out for a model that reads none",
                    value=value,
                    remedy="leave it out",
                )


def group_name(text: str) -> str:
    """A group in Unicode NFC and with single spaces, so that equal groups are equal."""
    return _one_line(text)


def _one_line(text: str) -> str:
    """A text in NFC, without half pairs, without white space around it and with one space for each
    stretch of it inside.
    """
    spaced = _SPACES.sub(" ", trimmed(text))
    return unicodedata.normalize("NFC", without_surrogates(spaced))


def _numbered(state: Mapping[str, Any], first: int) -> dict[str, int]:
    """Names and their ids, which follow those before `first`."""
    names = strings(state["symbols"])
    if type(state["first_id"]) is not int or state["first_id"] != first:
        raise ValueError("first_id")
    ids = {name: id for id, name in enumerate(names, start=first)}
    if len(ids) < len(names):
        raise ValueError("a name twice")
    return ids
