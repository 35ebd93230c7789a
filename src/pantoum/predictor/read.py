"""What an encoder-decoder is given: strings, read as ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pantoum.data.corpus import FlatSequences, encode_corpus
from pantoum.data.formats import Example
from pantoum.data.unknown import UnknownSymbols, count_unknown
from pantoum.predictor.inputs import check_longest, features_for, length_rule, listed
from pantoum.predictor.members import Members
from pantoum.tasks import Seq2SeqTask

# The memory of a search grows with the square of the length: for so many symbols it is about two
# gigabytes.
LONGEST_INPUT = 5_000
# A character is at most so many symbols: of byte pairs, its bytes.
MOST_BYTES = 4


class Read(NamedTuple):
    """Inputs with their features, the places of those that are read, and the ids of these as each
    member reads them.
    """

    inputs: list[tuple[str, str | None]]
    full: list[int]
    ids: list[FlatSequences]


class Inputs:
    """Reads the inputs of calls.

    Args:
        task, members: of the predictor.
    """

    def __init__(self, task: Seq2SeqTask, members: Members) -> None:
        self._task, self._members = task, members

    def read(
        self, sources: Sequence[str], features: Sequence[str | None] | None, *, empty: bool = False
    ) -> Read:
        """The inputs without the white space around them.

        Args:
            empty: read empty ones, too.
        Raises: PantoumError for features that are missing or given to a model that reads none, and
            for inputs that are no strings or too long.
        """
        texts = [source.strip() for source in listed(sources)]
        inputs = list(zip(texts, self._features(len(texts), features), strict=True))
        full = [row for row, source in enumerate(texts) if source or empty]
        ids = self._members.encode([texts[row] for row in full], [inputs[row][1] for row in full])
        for each in ids:
            check_longest(each, texts, full, LONGEST_INPUT)
        return Read(inputs, full, ids)

    def too_long(
        self, sources: Sequence[str], features: Sequence[str | None] | None
    ) -> dict[int, str]:
        """The places of inputs that are too long, and what is said of them."""
        texts = [source.strip() for source in listed(sources)]
        given = self._features(len(texts), features)
        rows = [
            row
            for row, text in enumerate(texts)
            if MOST_BYTES * len(text) + len(given[row] or "") >= LONGEST_INPUT
        ]
        each = self._members.encode([texts[row] for row in rows], [given[row] for row in rows])
        longest = np.max([ids.lengths for ids in each], axis=0)
        lengths = zip(rows, longest.tolist(), strict=True)
        return {
            row: length_rule(texts[row], count, LONGEST_INPUT)
            for row, count in lengths
            if count > LONGEST_INPUT
        }

    def unknown(
        self,
        sources: Sequence[str],
        features: Sequence[str | None] | None,
        targets: Sequence[str | None] | None,
    ) -> UnknownSymbols:
        """The symbols of inputs, and of their right outputs if these are known, that training has
        not seen.
        """
        inputs = listed(sources)
        given = self._features(len(inputs), features)
        examples = [
            Example(source.strip(), None if target is None else target.strip(), extra)
            for source, target, extra in zip(
                inputs, targets or [None] * len(inputs), given, strict=True
            )
        ]
        corpus = encode_corpus(examples, self._task.source, self._task.target)
        return count_unknown(examples, corpus, self._task.source, self._task.target)

    def _features(self, count: int, features: Sequence[str | None] | None) -> list[str | None]:
        return features_for(count, features, self._task.source.features is not None)
