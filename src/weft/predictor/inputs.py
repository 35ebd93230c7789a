"""What is given to a predictor, checked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from weft.data import FlatSequences
from weft.errors import WeftError


def check_texts(texts: Sequence[object], what: str = "input") -> None:
    """Refuse one string where a list is wanted, and what is no string.

    Args:
        what: one of them, for messages.
    Raises: WeftError, naming the first that is no string.
    """
    if isinstance(texts, str):
        raise WeftError(f"a list of {what}s is wanted, but got one string: put it in a list")
    if not isinstance(texts, Collection):
        raise WeftError(f"{what}s are a string or a list of strings, but got {texts!r:.40}")
    for number, text in enumerate(texts, start=1):
        if not isinstance(text, str):
            raise WeftError(f"{what} {number} is {text!r:.40}, but {what}s are strings")


def features_for(count: int, features: Sequence[str | None] | None, reads_features: bool) -> Sequence[str | None]:
    """The features of so many inputs, None where none were given.

    Raises: WeftError for another number of them, for none at all where the model reads some, and for a model that reads
    none.
    """
    if features is None and reads_features and count:
        raise WeftError("this model reads features: give those of each input, or '' for none")
    if features is None:
        return [None] * count
    if len(features) != count:
        raise WeftError(f"{count} inputs need as many features, but got {len(features)}")
    if not reads_features and any(features):
        raise WeftError("this model reads no features: it was trained without a features column")
    return features


def check_longest(ids: FlatSequences, texts: Sequence[str], most: int) -> None:
    """Refuse a text of more symbols than memory is sure for.

    Raises: WeftError, showing how the text begins.
    """
    if ids.lengths.max(initial=0) > most:
        long = texts[int(ids.lengths.argmax())]
        raise WeftError(
            f"the input starting {long[:30]!r} has {ids.lengths.max():,} symbols, but memory for at most "
            f"{most:,} is sure: split it"
        )
