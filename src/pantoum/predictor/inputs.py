"""The inputs of a predictor, checked and encoded: texts, and perhaps features beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from pantoum.data import FlatSequences
from pantoum.data.corpus import encode_corpus
from pantoum.data.formats import Example
from pantoum.data.lines import trimmed
from pantoum.data.unknown import UnknownSymbols, count_unknown
from pantoum.errors import PantoumError
from pantoum.predictor.seq2seq_ensemble import Seq2SeqEnsemble
from pantoum.symbols import EOS

Features = Sequence[str | None]

# Inputs of a stream that are predicted together.
CHUNK = 2_000
# Iterable too, but not as texts, or in no order.
NO_LISTS = (str, bytes, bytearray, Mapping, Set)

# The memory of a search grows with the square of the length: for so many symbols it is about two
# gigabytes.
LONGEST_INPUT = 5_000
# A character is at most so many symbols: of byte pairs, its bytes.
MOST_BYTES = 4
SPLIT = "split it"


class InputError(PantoumError):
    """One of several inputs cannot be used; `row` is its place among them, from 0."""

    def __init__(
        self,
        problem: str,
        row: int,
        *,
        setting: str | None = None,
        rule: str | None = None,
        value: object = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(problem, setting=setting, rule=rule, value=value, remedy=remedy)
        self.row = row
        self.where = f"input {row + 1}"


def check_no_table(values: object, what: str) -> None:
    """Refuse a table of pandas or polars, which gives the names of its columns where a list gives
    what it holds.

    Args:
        what: what one of the values is, for messages.
    """
    kind = type(values)
    if hasattr(kind, "columns") and (hasattr(kind, "iloc") or hasattr(kind, "with_columns")):
        raise PantoumError(
            f"{what}s must be a list of strings, but are a whole {kind.__name__}",
            setting=f"{what}s",
            remedy='give one column of it, such as table["text"].to_list()',
        )


def listed(values: object, what: str = "input", *, none: bool = False) -> list[Any]:
    """Texts as a list.

    Args:
        values: anything that has them in an order: a list, an array, a column of a table.
        what: what one of them is, for messages.
        none: whether None may stand among them.
    Raises: PantoumError for what holds no texts, InputError for one of them that is none.
    """
    check_no_table(values, what)
    if isinstance(values, str):
        raise PantoumError(
            f"a list of {what}s is needed, but got one string",
            setting=f"{what}s",
            value=values,
            remedy="put it in a list",
        )
    items = _items(values)
    if items is None:
        raise PantoumError(
            f"{what}s must be a list of strings, but are of type {type(values).__name__}",
            setting=f"{what}s",
            rule="a list of strings",
            value=values,
        )
    for row, text in enumerate(items):
        if not isinstance(text, str) and not (none and text is None):
            kind = "strings or None" if none else "strings"
            raise InputError(
                f"{what} {row + 1} is {text!r:.40}, but {what}s are {kind}",
                row,
                setting=f"{what}s",
                rule=kind,
                value=text,
            )
    return items


def chunks(
    texts: Iterable[str], features: Iterable[str | None] | None
) -> Iterator[tuple[list[str], list[str | None] | None]]:
    """The inputs of a stream with their features, so many at a time as are predicted together."""
    rest = iter(texts)
    rest_of_features = None if features is None else iter(features)
    while chunk := list(islice(rest, CHUNK)):
        of_chunk = None if rest_of_features is None else list(islice(rest_of_features, len(chunk)))
        yield chunk, of_chunk


def several(
    texts: str | Sequence[str], features: str | Features | None, what: str = "inputs"
) -> tuple[Sequence[str], Features | None]:
    """One text or several, with their features, as several.

    Args:
        what: the texts, for messages.
    Raises: PantoumError for one string of features for several texts.
    """
    if isinstance(texts, str):
        return [texts], [features] if isinstance(features, str) else features
    if isinstance(features, str):
        raise PantoumError(
            f"several {what} need a list of features, one for each, but features is one string",
            setting="features",
            rule=f"a list, one for each of the {what}",
            value=features,
        )
    return texts, features


def features_for(count: int, features: object, reads_features: bool) -> list[str | None]:
    """The features of so many inputs; None for each where there are none.

    Raises: PantoumError for another number of them, for none at all where the model reads some, and
    for a model that reads none.
    """
    if features is None and reads_features and count:
        raise PantoumError(
            "this model reads features",
            setting="features",
            remedy="give those of each input, or '' for none",
        )
    if features is None:
        return [None] * count
    items = listed(features, "feature", none=True)
    if len(items) != count:
        raise PantoumError(
            f"{count} inputs need as many features, but got {len(items)}",
            setting="features",
            rule=f"{count} strings, one for each input",
            value=items,
        )
    if not reads_features and any(items):
        raise PantoumError(
            "this model reads no features: it was trained without a features column",
            setting="features",
            rule="left out for a model that reads none",
            value=items,
        )
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
    problem = _too_long(texts[row], int(ids.lengths.max()), most)
    raise InputError(problem, row, setting="inputs", value=texts[row], remedy=SPLIT)


def _too_long(text: str, symbols: int, most: int) -> str:
    return (
        f"the input starting {text[:30]!r} has {symbols:,} symbols, but no more than {most:,} are "
        "sure to fit in memory"
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
        self, sources: Sequence[str], features: Features | None, *, empty: bool = False
    ) -> EncodedInputs:
        """The inputs without the white space around them.

        Args:
            empty: encode empty ones, too.
        Raises: PantoumError for features that are missing, or that the model does not read, and for
            inputs that are no strings or too long.
        """
        texts = [trimmed(source) for source in listed(sources)]
        inputs = list(zip(texts, self._features(len(texts), features), strict=True))
        encoded = [row for row, source in enumerate(texts) if source or empty]
        ids = self._ensemble.encode(
            [texts[row] for row in encoded], [inputs[row][1] for row in encoded]
        )
        for each in ids:
            check_longest(each, texts, encoded, LONGEST_INPUT)
        return EncodedInputs(inputs, encoded, ids)

    def encode_pairs(
        self, sources: Sequence[str], targets: Sequence[str], features: Features | None
    ) -> tuple[list[str], FlatSequences, EncodedInputs]:
        """Known outputs without the white space around them, their ids with </s> at the end, and
        the inputs they are of, empty ones among them.

        Raises: PantoumError as for `encode`, and for another number of outputs than of inputs.
        """
        inputs = listed(sources)
        outputs = [trimmed(text) for text in listed(targets, "output")]
        if len(inputs) != len(outputs):
            raise PantoumError(
                f"every input needs an output to score, but got {len(inputs)} and {len(outputs)}",
                setting="targets",
                rule=f"{len(inputs)} outputs, one for each input",
                value=outputs,
            )
        encoded = self.encode(inputs, features, empty=True)
        symbols = [[*row, EOS] for row in self._task.target.encode_all(outputs)]
        return outputs, FlatSequences.of(symbols), encoded

    def too_long(self, sources: Sequence[str], features: Features | None) -> dict[int, str]:
        """The places of inputs that are too long, and the message for each."""
        texts = [trimmed(source) for source in listed(sources)]
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
            row: f"{_too_long(texts[row], count, LONGEST_INPUT)}: {SPLIT}"
            for row, count in lengths
            if count > LONGEST_INPUT
        }

    def unknown(
        self,
        sources: Sequence[str],
        features: Features | None,
        targets: Sequence[str | None] | None,
    ) -> UnknownSymbols:
        """The symbols of inputs, and of their reference outputs if these are known, that training
        has not seen.
        """
        inputs = listed(sources)
        all_features = self._features(len(inputs), features)
        rows = zip(inputs, targets or [None] * len(inputs), all_features, strict=True)
        examples = [
            Example(trimmed(source), None if target is None else trimmed(target), extra)
            for source, target, extra in rows
        ]
        corpus = encode_corpus(examples, self._task.source, self._task.target)
        return count_unknown(examples, corpus, self._task.source, self._task.target)

    def _features(self, count: int, features: Features | None) -> list[str | None]:
        return features_for(count, features, self._task.source.features is not None)
