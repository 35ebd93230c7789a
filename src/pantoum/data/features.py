"""Feature strings such as ``V;IND;1;PL`` to ids and back."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from pantoum.config import FeatureOrder
from pantoum.data.lines import pieces, trimmed
from pantoum.data.saved import reading_saved
from pantoum.data.units import without_surrogates

UNKNOWN_FEATURE = 0
SEPARATORS = (";", "|", ",", " ", "+", "_")
# These are also parts of single features: they separate only where most strings have them, and
# hardly any has one of the others.
RARE_SEPARATORS = ("+", "_")
MOST_OTHERS = 0.05


class FeatureTokenizer:
    """A feature string as one id for each feature; id 0 is any unknown feature.

    Features are in the order written, or sorted: then the same ones are the same input in whatever
    order they stand. The separator is ``;``, ``|``, ``,`` or white space, whichever the most
    training strings contain; where they contain none of these, ``+`` or ``_``.
    """

    def __init__(
        self, separator: str, features: list[str], order: FeatureOrder = "written"
    ) -> None:
        self.separator = separator
        self.order: FeatureOrder = order
        self._features = features
        self._ids = {feature: id for id, feature in enumerate(features, start=1)}

    @classmethod
    def train(cls, texts: Iterable[str], order: FeatureOrder = "written") -> FeatureTokenizer:
        """A tokenizer that knows the features of `texts`, the most frequent first."""
        texts = [_normal(text) for text in texts]
        separator = _separator(texts)
        counts = Counter(feature for text in texts for feature in _split(text, separator))
        features = sorted(counts, key=lambda feature: (-counts[feature], feature))
        return cls(separator, features, order)

    def extended(self, texts: Iterable[str]) -> FeatureTokenizer:
        """A tokenizer that also knows the features of further texts, which have the same separator:
        what is known here keeps its id, the rest comes behind it, the most frequent first.
        """
        counts = Counter(feature for text in texts for feature in self.tokens(text))
        new = sorted(counts.keys() - self._ids.keys(), key=lambda one: (-counts[one], one))
        return FeatureTokenizer(self.separator, [*self._features, *new], self.order)

    @property
    def size(self) -> int:
        """Ids in use: the known features and the unknown one."""
        return len(self._features) + 1

    def encode(self, text: str) -> list[int]:
        """The ids of a feature string."""
        return [self._ids.get(feature, UNKNOWN_FEATURE) for feature in self.tokens(text)]

    def tokens(self, text: str) -> list[str]:
        """The features of this very string, one for each id."""
        features = _split(_normal(text), self.separator)
        return sorted(features) if self.order == "sorted" else features

    def id_map(self, other: FeatureTokenizer) -> list[int] | None:
        """The id here of each id of another tokenizer; None unless both read the same features."""
        alike = (self.separator, self.order) == (other.separator, other.order)
        if not alike or self._ids.keys() != other._ids.keys():
            return None
        return [UNKNOWN_FEATURE, *(self._ids[feature] for feature in other._features)]

    def to_json(self) -> str:
        """Everything about this tokenizer as one JSON object."""
        state: dict[str, Any] = {"separator": self.separator, "features": self._features}
        if self.order != "written":  # earlier versions, which know no other order, wrote nothing
            state["order"] = self.order
        return json.dumps(state, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> FeatureTokenizer:
        """The tokenizer that `to_json` wrote.

        Raises:
            PantoumError: the text is not such an object.
        """
        with reading_saved("features"):
            state = json.loads(text)
            separator = state["separator"]
            features = list(state["features"])
            order = state.get("order", "written")
            if (
                separator not in SEPARATORS
                or order not in get_args(FeatureOrder)
                or not all(isinstance(feature, str) for feature in features)
            ):
                raise ValueError("separator, order or features")
        return cls(separator, features, order)


def _separator(texts: Sequence[str]) -> str:
    counts = {sign: sum(sign in text for text in texts) for sign in SEPARATORS}
    usual = [sign for sign in SEPARATORS if sign not in RARE_SEPARATORS]
    best = max(usual, key=lambda sign: counts[sign])
    rare = max(RARE_SEPARATORS, key=lambda sign: counts[sign])
    is_rare = counts[best] <= MOST_OTHERS * len(texts) and 2 * counts[rare] > len(texts)
    return rare if is_rare else best


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", without_surrogates(" ".join(pieces(text))))


def _split(text: str, separator: str) -> list[str]:
    return [feature for part in text.split(separator) if (feature := trimmed(part))]
