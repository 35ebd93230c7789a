"""An exported classifier: texts in, labels out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from pantoum_runtime.calls import (
    chunks,
    diverged,
    longest_of,
    numbered,
    refuse_options,
    unfit,
)
from pantoum_runtime.classification import Classification
from pantoum_runtime.errors import reading
from pantoum_runtime.inputs import ModelInput, groups_for, inputs_of, too_long
from pantoum_runtime.model_file import ModelFile
from pantoum_runtime.session import BATCH_TOKENS, Session, ordered_batches, padded
from pantoum_runtime.source import Source
from pantoum_runtime.text import strings
from pantoum_runtime.unlike_training import UnlikeTraining, unlike_training

# What it means for one text, and for several, to be longer than any in training.
WHEN_LONGER = ("its label may be a guess", "their labels may be guesses")
# As in the library: its states take half a gigabyte in a large model.
LONGEST_INPUT = 100_000
INPUTS = ("source", "lengths")
PROBABILITIES = "probabilities"
WEIGHTS = "weights"
OPTIONS = ("features", "group", "unseen_group")


class _Read(NamedTuple):
    """What the models read of one text: for each its ids, and its symbols."""

    ids: list[list[int]]
    tokens: list[list[str]]


class ClassifierModel:
    """An exported classifier, or an ensemble of them, ready to be called.

    ``model("bonjour")`` gives a `Classification`, a list of strings a list of them. A result does
    not depend on what else is in the list. White space around a text is left out, as in training;
    symbols never seen in training are read as unknown. A text without any symbol has a label, too.

    Args:
        file: what `pantoum_runtime.model_file.read_model_file` gives.
        threads: how many batches of a call are computed at once; None: one for each processor.

    Raises:
        PantoumRuntimeError: the file is damaged.
    """

    task = "classifier"

    def __init__(self, file: ModelFile, threads: int | None = None) -> None:
        self.metadata = file.metadata
        with reading("inputs"):
            self._sources = [Source.from_json(state) for state in file.metadata["sources"]]
            self._longest = longest_of(file.metadata)
            self._unseen_group = str(file.metadata["unseen_group"])
            if not self._sources:
                raise ValueError("no inputs")
        with reading("labels"):
            self._labels = strings(file.metadata["labels"])
            if not self._labels or len(set(self._labels)) < len(self._labels):
                raise ValueError("no label, or one twice")
        self._path = file.path
        self._session = Session(file, threads)
        self._names = numbered(INPUTS, len(self._sources))
        self._session.check_names(self._names, [PROBABILITIES])
        weights = numbered([WEIGHTS], len(self._sources))
        self._weights = [name for name in weights if name in self._session.outputs]

    def __repr__(self) -> str:
        return f"ClassifierModel({len(self._labels):,} labels)"

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that it tells apart."""
        return tuple(self._labels)

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each text."""
        return self._sources[0].features is not None

    @property
    def groups(self) -> tuple[str, ...] | None:
        """The groups that the model knows, such as languages; None for a model that reads none."""
        return self._sources[0].known_groups

    def checked_groups(
        self, count: int, groups: Any, unseen_group: str | None = None
    ) -> list[str | None]:
        """The groups of so many inputs, as a call reads them.

        Raises:
            PantoumRuntimeError: as for a call.
        """
        return groups_for(self._sources[0], count, groups, unseen_group or self._unseen_group)

    def __call__(
        self,
        text: str | Sequence[str],
        features: Any = None,
        *,
        group: Any = None,
        unseen_group: str | None = None,
        **others: Any,
    ) -> Any:
        """The label of one text, or of each of several.

        Args:
            text: one text or several.
            features: the same number of strings of features, for models that read them.
            group: for models that read groups: that of all texts, or of each.
            unseen_group: a group that training has not seen is refused ("refuse") or read as
                unknown ("unknown"); None: as the model was trained.

        Raises:
            PantoumRuntimeError: a text that is no string or too long, features or groups that are
                missing or not read by the model, and options that a file does not have.
        """
        refuse_options(others, "a classifier", OPTIONS)
        one = isinstance(text, str)
        if one:
            features = [features] if isinstance(features, str) else features
        texts = [text] if isinstance(text, str) else text
        inputs = inputs_of(
            self._sources[0], texts, features, group, unseen_group or self._unseen_group
        )
        found = self._classified(inputs)
        return found[0] if one else found

    def stream(
        self, texts: Iterable[str], features: Iterable[str | None] | None = None, **options: Any
    ) -> Iterator[Classification]:
        """The labels of texts without end, in their order, each as a call gives it; texts are read
        2,000 at a time.
        """
        rest = None if features is None else iter(features)
        for chunk in chunks(texts, "texts"):
            beside = None if rest is None else list(islice(rest, len(chunk)))
            yield from self(chunk, beside, **options)

    def unlike_training(
        self, texts: Sequence[str], features: Any = None, *, group: Any = None
    ) -> UnlikeTraining:
        """What in texts is unlike the training data: symbols that are not known, and texts longer
        than any in training.
        """
        inputs = inputs_of(self._sources[0], texts, features, group, self._unseen_group)
        source = self._sources[0]
        rows = [source.encode(*one) for one in inputs]
        return unlike_training(rows, lambda row: source.tokens(*inputs[row]), self._longest)

    def _classified(self, inputs: Sequence[ModelInput]) -> list[Classification]:
        read = [self._read(row, one) for row, one in enumerate(inputs)]
        found: list[Any] = [None] * len(inputs)
        wanted = [PROBABILITIES, *self._weights]

        def compute(rows: list[int]) -> None:
            arrays: list[np.ndarray] = []
            for member in range(len(self._sources)):
                arrays += padded([read[row].ids[member] for row in rows])
            outputs = self._session.run(dict(zip(self._names, arrays, strict=True)), wanted)
            if outputs[PROBABILITIES].shape[1:] != (len(self._labels),):
                raise unfit(self._path)
            for place, row in enumerate(rows):
                weights = {name: outputs[name][place] for name in self._weights}
                shares = outputs[PROBABILITIES][place].astype(np.float64)
                found[row] = self._classification(shares, weights, read[row])

        lengths = [max(map(len, one.ids)) for one in read]
        self._session.map(compute, ordered_batches(lengths, BATCH_TOKENS))
        return found

    def _read(self, row: int, read: ModelInput) -> _Read:
        ids = [source.encode(*read) for source in self._sources]
        longest = max(map(len, ids))
        if longest > LONGEST_INPUT:
            raise too_long(read.source, longest, LONGEST_INPUT, row)
        return _Read(ids, [source.tokens(*read) for source in self._sources])

    def _classification(
        self, shares: np.ndarray, weights: dict[str, np.ndarray], read: _Read
    ) -> Classification:
        if not np.isfinite(shares).all():
            raise diverged()
        order = np.argsort(-shares, kind="stable").tolist()
        probabilities = {self._labels[id]: float(shares[id]) for id in order}
        label = self._labels[order[0]]
        tokens = read.tokens[0]
        warnings = unlike_training(read.ids[:1], lambda _: tokens, self._longest)
        return Classification(
            label,
            probabilities[label],
            probabilities,
            _together(weights, read.tokens),
            tokens,
            warnings.sentences(*WHEN_LONGER),
        )


def _together(weights: dict[str, np.ndarray], read: Sequence[list[str]]) -> np.ndarray | None:
    """How much each symbol that the first model reads counted: the mean over the models that have
    learned it, where all read the same symbols.
    """
    first = weights.get(WEIGHTS)
    used = [first] if first is not None else []
    if all(tokens == read[0] for tokens in read):
        used = list(weights.values())
    if not used:
        return None
    return np.mean([one[: len(read[0])] for one in used], axis=0)
