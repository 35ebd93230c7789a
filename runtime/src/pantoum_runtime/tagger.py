"""An exported tagger: sentences in, tags out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from pantoum_runtime.calls import chunks, diverged, longest_of, refuse_options, unfit
from pantoum_runtime.errors import PantoumRuntimeError, reading
from pantoum_runtime.model_file import ModelFile
from pantoum_runtime.sentences import words_of_all
from pantoum_runtime.session import BATCH_TOKENS, Session, ordered_batches
from pantoum_runtime.tagging import Tagging
from pantoum_runtime.tags import TagColumn, check_scheme, columns
from pantoum_runtime.unlike_training import UnlikeTraining
from pantoum_runtime.words import Words

# What it means for one sentence, and for several, to have more words than any in training.
WHEN_LONGER = ("its tags may be worse", "their tags may be worse", "words")
# What is read of all sentences; the rest is read of the forms, as far as the model reads it.
INPUTS = ("positions", "lengths")
OUTPUTS = ("tags", "log_probability")
OPTIONS = ("nbest", "probabilities", "scheme")


class TaggerModel:
    """An exported tagger, or an ensemble of them, ready to be called.

    ``model("They fly kites .")`` gives a `Tagging`, a list of sentences a list of them. A sentence
    is a string, whose words stand between ASCII white space, or a list of words. So a list of
    strings is a list of sentences, and one sentence whose words are known stands in a list of its
    own: ``model([["show", "me"]])``. The tags of a sentence do not depend on the others.

    Args:
        file: what `pantoum_runtime.model_file.read_model_file` gives.
        threads: how many batches of a call are computed at once; None: one for each processor.

    Raises:
        PantoumRuntimeError: the file is damaged.
    """

    task = "tagger"

    def __init__(self, file: ModelFile, threads: int | None = None) -> None:
        self.metadata = file.metadata
        with reading("words"):
            self._words = [Words.from_json(state) for state in file.metadata["words"]]
            self._longest = longest_of(file.metadata)
            if not self._words:
                raise ValueError("no words")
            self._columns = columns(file.metadata["tags"])
        self._path = file.path
        self._session = Session(file, threads)
        kinds = range(len(self._columns))
        names = [f"{name}_{kind}" for kind in kinds for name in (*OUTPUTS, "probabilities")]
        suffixes = ["", *(f"_{number}" for number in range(2, len(self._words) + 1))]
        self._session.check_names([*INPUTS, *(f"words{one}" for one in suffixes)], names)
        self._suffixes = suffixes

    def __repr__(self) -> str:
        return f"TaggerModel({', '.join(column.name for column in self._columns)})"

    @property
    def columns(self) -> tuple[TagColumn, ...]:
        """The kinds of tags."""
        return tuple(self._columns)

    def knows(self, word: str) -> bool:
        """Whether training has seen a word; of several models, whether that of one has."""
        return any(word in words for words in self._words)

    def __call__(
        self,
        sentences: str | Sequence[str | Sequence[str]],
        *,
        nbest: int | None = None,
        probabilities: bool = False,
        scheme: str | None = None,
        **others: Any,
    ) -> Any:
        """The best tags for one sentence, or for each of several.

        Args:
            sentences: a string, or several sentences in a list, each a string or a list of words;
                a list of strings is no list of words.
            nbest: 1 gives a list with the one best tagging in the place of each; a file has no
                others.
            probabilities: also give the probability of each label at each word.
            scheme: how tags are to write spans: BIO, IOB1, IOBES or BILOU; None: as the training
                data do.

        Raises:
            PantoumRuntimeError: a sentence that is neither a string nor a list of strings, a scheme
                that is unknown, or that a model without spans does not use, and options that a file
                does not have.
        """
        refuse_options(others, "a tagger", OPTIONS)
        _check_nbest(nbest)
        check_scheme(scheme, self._columns)
        one = isinstance(sentences, str)
        words = words_of_all([sentences] if one else sentences)
        taggings: list[Any] = self._tagged(words, scheme, probabilities=probabilities)
        results = taggings if nbest is None else [[tagging] for tagging in taggings]
        return results[0] if one else results

    def stream(self, sentences: Iterable[str | Sequence[str]], **options: Any) -> Iterator[Any]:
        """The tags of sentences without end, in their order, each as a call gives it; sentences are
        read 2,000 at a time.
        """
        for chunk in chunks(sentences, "sentences"):
            yield from self(chunk, **options)

    def unlike_training(self, sentences: Sequence[str | Sequence[str]]) -> UnlikeTraining:
        """What in sentences is unlike the training data: those with more words than any there."""
        return self._unlike(words_of_all(sentences))

    def _unlike(self, sentences: Sequence[Sequence[str]]) -> UnlikeTraining:
        if self._longest is None:
            return UnlikeTraining()
        lengths = [len(words) for words in sentences if len(words) > self._longest]
        return UnlikeTraining(longer=tuple(lengths), known=self._longest)

    def _tagged(
        self, sentences: list[list[str]], scheme: str | None, *, probabilities: bool
    ) -> list[Tagging]:
        found = [self._of_no_words(words, probabilities=probabilities) for words in sentences]
        read = [row for row, words in enumerate(sentences) if words]
        names = [*OUTPUTS, *(["probabilities"] if probabilities else [])]
        wanted = [f"{name}_{kind}" for kind in range(len(self._columns)) for name in names]

        def compute(places: list[int]) -> None:
            rows = [read[place] for place in places]
            outputs = self._session.run(self._feeds([sentences[row] for row in rows]), wanted)
            for place, row in enumerate(rows):
                length = len(sentences[row])
                own = {
                    name: values[place] if values.ndim == 1 else values[place, :length]
                    for name, values in outputs.items()
                }
                found[row] = self._tagging(sentences[row], own, scheme)

        lengths = [len(sentences[row]) for row in read]
        self._session.map(compute, ordered_batches(lengths, BATCH_TOKENS))
        return found

    def _feeds(self, sentences: list[list[str]]) -> dict[str, np.ndarray]:
        """What the graph reads of some sentences, as far as it does."""
        each = [words.forms(sentences)._asdict() for words in self._words]
        feeds = {name: each[0].pop(name) for name in INPUTS}
        for suffix, forms in zip(self._suffixes, each, strict=True):
            feeds |= {f"{name}{suffix}": values for name, values in forms.items()}
        return {name: feeds[name] for name in self._session.inputs if name in feeds}

    def _tagging(
        self, words: list[str], outputs: dict[str, np.ndarray], scheme: str | None
    ) -> Tagging:
        ids = {}
        tags = {}
        scores = {}
        shares = {}
        for kind, column in enumerate(self._columns):
            score = float(outputs[f"log_probability_{kind}"])
            if not math.isfinite(score):
                raise diverged()
            scores[column.name] = score
            ids[column.name] = outputs[f"tags_{kind}"].tolist()
            if max(ids[column.name]) >= len(column.labels):
                raise unfit(self._path)
            tags[column.name] = column.tags(ids[column.name], scheme)
            if f"probabilities_{kind}" in outputs:
                shares[column.name] = outputs[f"probabilities_{kind}"].copy()
        warnings = self._unlike([words]).sentences(*WHEN_LONGER)
        return Tagging(words, tags, scores, shares or None, self._labels(), ids, warnings)

    def _of_no_words(self, words: list[str], *, probabilities: bool) -> Tagging:
        """The tags of an empty sentence, which is not given to the graph."""
        shares = None
        if probabilities:
            shares = {
                column.name: np.zeros((0, len(column.labels)), dtype=np.float32)
                for column in self._columns
            }
        none: dict[str, list[Any]] = {column.name: [] for column in self._columns}
        return Tagging(words, none, dict.fromkeys(none, 0.0), shares, self._labels(), none)

    def _labels(self) -> dict[str, list[str]]:
        return {column.name: column.labels for column in self._columns}


def _check_nbest(nbest: object) -> None:
    if nbest is not None and (type(nbest) is not int or nbest != 1):
        raise PantoumRuntimeError(
            f"an exported tagger gives the best tags alone, but nbest is {nbest!r:.40}",
            setting="nbest",
            rule="1, or left out",
            value=nbest,
            remedy="leave it out, or load the model's directory with pantoum",
        )
