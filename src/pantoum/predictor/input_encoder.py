"""The inputs of an encoder-decoder, encoded as its models read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pantoum.data import FlatSequences
from pantoum.data.corpus import encode_corpus
from pantoum.data.formats import Example
from pantoum.data.lines import trimmed
from pantoum.data.unknown import UnknownSymbols, count_unknown
from pantoum.data.unlike_training import UnlikeTraining, unlike_training, warnings_of_each
from pantoum.errors import PantoumError
from pantoum.predictor.groups import Groups, groups_for
from pantoum.predictor.inputs import (
    SPLIT,
    Features,
    ModelInput,
    check_longest,
    features_for,
    listed,
    too_long_for_memory,
)
from pantoum.predictor.prediction import Prediction
from pantoum.predictor.seq2seq_ensemble import Seq2SeqEnsemble
from pantoum.symbols import EOS

# The memory of a search grows with the square of the length: for so many symbols it is about two
# gigabytes.
LONGEST_INPUT = 5_000
# A character is at most so many symbols: of byte pairs, its bytes.
MOST_BYTES = 4


class EncodedInputs(NamedTuple):
    """The inputs of a call.

    inputs: with their features and groups; encoded: the places of those that are encoded; ids: of
    these, as each member of the ensemble reads them.
    """

    inputs: list[ModelInput]
    encoded: list[int]
    ids: list[FlatSequences]

    @property
    def texts(self) -> list[ModelInput]:
        """Those that are encoded, with their features and groups."""
        return [self.inputs[row] for row in self.encoded]


class InputEncoder:
    """Checks and encodes the inputs of an encoder-decoder.

    Args:
        ensemble: the models that read them.
    """

    def __init__(self, ensemble: Seq2SeqEnsemble) -> None:
        self._ensemble = ensemble
        self._task = ensemble.task

    def encode(
        self,
        sources: Sequence[str],
        features: Features | None,
        group: Groups | None = None,
        *,
        empty: bool = False,
    ) -> EncodedInputs:
        """The inputs without the white space around them.

        Args:
            group: of all inputs, or of each.
            empty: encode empty ones, too.
        Raises: PantoumError for features or groups that are missing, or that the model does not
            read, for groups that it does not know, and for inputs that are no strings or too long.
        """
        texts = [trimmed(source) for source in listed(sources)]
        inputs = self._with_beside(texts, features, group)
        encoded = [row for row, source in enumerate(texts) if source or empty]
        ids = self._ensemble.encode([inputs[row] for row in encoded])
        for each in ids:
            check_longest(each, texts, encoded, LONGEST_INPUT)
        return EncodedInputs(inputs, encoded, ids)

    def encode_pairs(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        features: Features | None,
        group: Groups | None = None,
    ) -> tuple[list[str], FlatSequences, EncodedInputs]:
        """Known outputs without the white space around them, their ids with </s> at the end, and
        the inputs they are of, empty ones among them.

        Raises: PantoumError as for `encode`, and for another number of outputs than of inputs.
        """
        inputs = listed(sources)
        outputs = [trimmed(text) for text in listed(targets, "output")]
        _check_as_many(len(inputs), outputs)
        encoded = self.encode(inputs, features, group, empty=True)
        symbols = [[*row, EOS] for row in self._task.target.encode_all(outputs)]
        return outputs, FlatSequences.of(symbols), encoded

    def too_long(
        self, sources: Sequence[str], features: Features | None, group: Groups | None = None
    ) -> dict[int, str]:
        """The places of inputs that are too long, and the message for each."""
        texts = [trimmed(source) for source in listed(sources)]
        inputs = self._with_beside(texts, features, group)
        rows = [
            row
            for row, one in enumerate(inputs)
            if MOST_BYTES * len(one.source) + len(one.features or "") + 1 >= LONGEST_INPUT
        ]
        each = self._ensemble.encode([inputs[row] for row in rows])
        longest = np.max([ids.lengths for ids in each], axis=0)
        lengths = zip(rows, longest.tolist(), strict=True)
        return {
            row: f"{too_long_for_memory(texts[row], count, LONGEST_INPUT)}: {SPLIT}"
            for row, count in lengths
            if count > LONGEST_INPUT
        }

    def unlike_training(self, encoded: EncodedInputs) -> UnlikeTraining:
        """What in encoded inputs is unlike the training data of the first model."""

        def pieces(row: int) -> list[str]:
            return self._task.source.tokens(*encoded.inputs[encoded.encoded[row]])

        return unlike_training(encoded.ids[0], pieces, self._task.longest_source)

    def with_warnings(
        self, encoded: EncodedInputs, ranked: Sequence[list[Prediction]]
    ) -> list[list[Prediction]]:
        """The predictions of each encoded input, with a sentence on each way in which it is unlike
        the training data.
        """

        def pieces(row: int) -> list[str]:
            return ranked[row][0].source_tokens

        each = warnings_of_each(encoded.ids[0], pieces, self._task.longest_source)
        return [
            [replace(one, warnings=warnings) for one in of_row] if warnings else of_row
            for of_row, warnings in zip(ranked, each, strict=True)
        ]

    def with_empty(
        self,
        encoded: EncodedInputs,
        ranked: Sequence[list[Prediction]],
        of_empty_input: Callable[[], Prediction],
    ) -> list[list[Prediction]]:
        """The predictions of the encoded inputs with their warnings, and between them those of
        empty inputs.
        """
        rest = iter(self.with_warnings(encoded, ranked))
        return [next(rest) if one.source else [of_empty_input()] for one in encoded.inputs]

    def unknown(
        self,
        sources: Sequence[str],
        features: Features | None,
        targets: Sequence[str | None] | None,
        group: Groups | None = None,
    ) -> UnknownSymbols:
        """The symbols of inputs, and of their reference outputs if these are known, that training
        has not seen.
        """
        inputs = listed(sources)
        outputs = [None] * len(inputs)
        if targets is not None:
            outputs = listed(targets, "output", none=True)
            _check_as_many(len(inputs), outputs)
        read = self._with_beside([trimmed(source) for source in inputs], features, group)
        examples = [
            Example(one.source, None if target is None else trimmed(target), *one[1:])
            for one, target in zip(read, outputs, strict=True)
        ]
        corpus = encode_corpus(examples, self._task.source, self._task.target)
        return count_unknown(examples, corpus, self._task.source, self._task.target)

    def _with_beside(
        self, texts: Sequence[str], features: Features | None, group: Groups | None
    ) -> list[ModelInput]:
        """The inputs with what is read beside them, checked."""
        count = len(texts)
        all_features = features_for(count, features, self._task.source.features is not None)
        unseen = self._ensemble.config.data.unseen_group
        groups = groups_for(count, group, self._task.source.known_groups, unseen)
        return list(map(ModelInput, texts, all_features, groups))


def _check_as_many(count: int, outputs: Sequence[object]) -> None:
    """Refuse another number of known outputs than of inputs."""
    if len(outputs) != count:
        raise PantoumError(
            f"every input needs an output to score, but got {count} and {len(outputs)}",
            setting="targets",
            rule=f"{count} outputs, one for each input",
            value=outputs,
        )
