"""The inputs of a predictor, checked and encoded: texts, and perhaps features beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from pantoum.data import FlatSequences
from pantoum.data.corpus import encode_corpus
from pantoum.data.formats import Example
from pantoum.data.unknown import UnknownSymbols, count_unknown
from pantoum.data.unlike_training import UnlikeTraining, unlike_training
from pantoum.errors import PantoumError
from pantoum.predictor.prediction import Prediction
from pantoum.predictor.seq2seq_ensemble import Seq2SeqEnsemble

# Iterable too, but not as texts, or in no order.
NO_LISTS = (str, bytes, bytearray, Mapping, Set)

# The memory of a search grows with the square of the length: for so many symbols it is about two
# gigabytes.
LONGEST_INPUT = 5_000
# A character is at most so many symbols: of byte pairs, its bytes.
MOST_BYTES = 4


class InputError(PantoumError):
    """One of several inputs cannot be used; `row` is its place among them, from 0."""

    def __init__(self, message: str, row: int) -> None:
        super().__init__(message)
        self.row = row
        self.where = f"input {row + 1}"


def listed(values: object, what: str = "input", *, none: bool = False) -> list[Any]:
    """Texts as a list.

    Args:
        values: anything that has them in an order: a list, an array, a column of a table.
        what: what one of them is, for messages.
        none: whether None may stand among them.
    Raises: PantoumError for what holds no texts, InputError for one of them that is none.
    """
    if isinstance(values, str):
        raise PantoumError(
            f"a list of {what}s is needed, but got one string", remedy="put it in a list"
        )
    items = _items(values)
    if items is None:
        raise PantoumError(
            f"{what}s must be a list of strings, but are of type {type(values).__name__}"
        )
    for row, text in enumerate(items):
        if not isinstance(text, str) and not (none and text is None):
            kind = "strings or None" if none else "strings"
            raise InputError(f"{what} {row + 1} is {text!r:.40}, but {what}s are {kind}", row)
    return items


def features_for(count: int, features: object, reads_features: bool) -> list[str | None]:
    """The features of so many inputs; None for each where there are none.

    Raises: PantoumError for another number of them, for none at all where the model reads some, and
    for a model that reads none.
    """
    if features is None and reads_features and count:
        raise PantoumError(
            "this model reads features", remedy="give those of each input, or '' for none"
        )
    if features is None:
        return [None] * count
    items = listed(features, "feature", none=True)
    if len(items) != count:
        raise PantoumError(f"{count} inputs need as many features, but got {len(items)}")
    if not reads_features and any(items):
        raise PantoumError("this model reads no features: it was trained without a features column")
    return items


def check_longest(ids: FlatSequences, texts: Sequence[str], rows: Sequence[int], most: int) -> None:
    """Refuse a text of more symbols than memory is sure for.

    Args:
        ids: of `rows` of the texts.
    Raises: InputError, with the first characters of the text.
    """
    if ids.lengths.max(initial=0) <= most:
        return
    row = rows[int(ids.lengths.argmax())]
    raise InputError(_too_long(texts[row], int(ids.lengths.max()), most), row)


def _too_long(text: str, symbols: int, most: int) -> str:
    return (
        f"the input starting {text[:30]!r} has {symbols:,} symbols, but no more than {most:,} are "
        "sure to fit in memory: split it"
    )


def _items(values: object) -> list[Any] | None:
    if isinstance(values, NO_LISTS) or not isinstance(values, Iterable):
        return None
    try:
        return list(values)
    except TypeError:  # of an array without dimensions
        return None


class EncodedInputs(NamedTuple):
    """The inputs of a call.

    inputs: with their features; encoded: the places of those that are encoded; ids: of these, as
    each member of the ensemble reads them.
    """

    inputs: list[tuple[str, str | None]]
    encoded: list[int]
    ids: list[FlatSequences]


class InputEncoder:
    """Checks and encodes the inputs of an encoder-decoder.

    Args:
        ensemble: the models that read them.
    """

    def __init__(self, ensemble: Seq2SeqEnsemble) -> None:
        self._ensemble = ensemble
        self._task = ensemble.task

    def encode(
        self, sources: Sequence[str], features: Sequence[str | None] | None, *, empty: bool = False
    ) -> EncodedInputs:
        """The inputs without the white space around them.

        Args:
            empty: encode empty ones, too.
        Raises: PantoumError for features that are missing, or that the model does not read, and for
            inputs that are no strings or too long.
        """
        texts = [source.strip() for source in listed(sources)]
        inputs = list(zip(texts, self._features(len(texts), features), strict=True))
        encoded = [row for row, source in enumerate(texts) if source or empty]
        ids = self._ensemble.encode(
            [texts[row] for row in encoded], [inputs[row][1] for row in encoded]
        )
        for each in ids:
            check_longest(each, texts, encoded, LONGEST_INPUT)
        return EncodedInputs(inputs, encoded, ids)

    def too_long(
        self, sources: Sequence[str], features: Sequence[str | None] | None
    ) -> dict[int, str]:
        """The places of inputs that are too long, and the message for each."""
        texts = [source.strip() for source in listed(sources)]
        all_features = self._features(len(texts), features)
        rows = [
            row
            for row, text in enumerate(texts)
            if MOST_BYTES * len(text) + len(all_features[row] or "") >= LONGEST_INPUT
        ]
        each = self._ensemble.encode(
            [texts[row] for row in rows], [all_features[row] for row in rows]
        )
        longest = np.max([ids.lengths for ids in each], axis=0)
        lengths = zip(rows, longest.tolist(), strict=True)
        return {
            row: _too_long(texts[row], count, LONGEST_INPUT)
            for row, count in lengths
            if count > LONGEST_INPUT
        }

    def unlike_training(
        self, encoded: EncodedInputs, rows: Sequence[int] | None = None
    ) -> UnlikeTraining:
        """What in encoded inputs, or in some of them, is unlike the training data of the first
        model.
        """
        chosen = range(len(encoded.encoded)) if rows is None else rows
        ids = encoded.ids[0] if rows is None else encoded.ids[0].take(rows)
        source = self._task.source

        def pieces(row: int) -> list[str]:
            return source.tokens(*encoded.inputs[encoded.encoded[chosen[row]]])

        return unlike_training(ids, pieces, self._task.longest_source)

    def warnings(self, encoded: EncodedInputs) -> list[tuple[str, ...]]:
        """A sentence on each way in which an input is unlike the training data, for each of the
        encoded ones.
        """
        ids = encoded.ids[0]
        if not self.unlike_training(encoded):
            return [()] * len(ids)
        return [self.unlike_training(encoded, [row]).sentences() for row in range(len(ids))]

    def with_empty(
        self,
        encoded: EncodedInputs,
        ranked: Sequence[list[Prediction]],
        of_empty_input: Callable[[], Prediction],
    ) -> list[list[Prediction]]:
        """The predictions of the encoded inputs with their warnings, and between them those of
        empty inputs.
        """
        warned = [
            [replace(one, warnings=warnings) for one in of_row] if warnings else of_row
            for of_row, warnings in zip(ranked, self.warnings(encoded), strict=True)
        ]
        rest = iter(warned)
        return [next(rest) if source else [of_empty_input()] for source, _ in encoded.inputs]

    def unknown(
        self,
        sources: Sequence[str],
        features: Sequence[str | None] | None,
        targets: Sequence[str | None] | None,
    ) -> UnknownSymbols:
        """The symbols of inputs, and of their reference outputs if these are known, that training
        has not seen.
        """
        inputs = listed(sources)
        all_features = self._features(len(inputs), features)
        rows = zip(inputs, targets or [None] * len(inputs), all_features, strict=True)
        examples = [
            Example(source.strip(), None if target is None else target.strip(), extra)
            for source, target, extra in rows
        ]
        corpus = encode_corpus(examples, self._task.source, self._task.target)
        return count_unknown(examples, corpus, self._task.source, self._task.target)

    def _features(self, count: int, features: Sequence[str | None] | None) -> list[str | None]:
        return features_for(count, features, self._task.source.features is not None)
