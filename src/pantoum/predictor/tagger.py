"""A trained tagger in memory: sentences in, tags out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args, overload

import numpy as np

from pantoum.config import Scheme, SpanScheme
from pantoum.data import SentenceCorpus
from pantoum.data.unlike_training import WHEN_LONGER_TAGGED, LongerInputs, UnlikeTraining
from pantoum.errors import PantoumError
from pantoum.evaluation import Evaluation
from pantoum.inference import TaggedRow, tag
from pantoum.model_dir import TrainedModel
from pantoum.models import Tagger
from pantoum.predictor.base import TrainedPredictor
from pantoum.predictor.calls import check_whole, clear_calls
from pantoum.predictor.device import place
from pantoum.predictor.evaluating import evaluate_tags
from pantoum.predictor.examples import sentences_of
from pantoum.predictor.inputs import chunks
from pantoum.predictor.reporting import report_of
from pantoum.predictor.sentences import Words, words_of_all
from pantoum.predictor.shared_labels import tagger_of
from pantoum.predictor.tagging import Tagging
from pantoum.tasks import TaggerTask
from pantoum.tasks.tagger import TagColumn


@clear_calls
class TagPredictor(TrainedPredictor):
    """A trained tagger, ready to be called.

    ``model("They fly kites .")`` gives a `Tagging`, a list of sentences a list of them. A sentence
    is a string, whose words stand between ASCII white space, or a list of words. So a list of
    strings is a list of sentences, ``model(["show", "me"])`` two of one word each, and one sentence
    whose words are known stands in a list of its own: ``model([["show", "me"]])``. The tags of a
    sentence do not depend on the others.

    Several models tag together: of softmaxes the probabilities of each tag are averaged, of CRFs
    the scores, which is the geometric mean of the probabilities of whole sequences. The first one's
    settings count.

    Args:
        trained: the model or models.
        device: where to compute.
    Raises: PantoumError for a device that is not there, and for models whose tags differ.
    """

    def __init__(
        self,
        trained: TrainedModel[TaggerTask, Tagger] | Sequence[TrainedModel[TaggerTask, Tagger]],
        device: str = "auto",
    ) -> None:
        members = [trained] if isinstance(trained, TrainedModel) else list(trained)
        super().__init__(members)
        self._task = members[0].task
        self._tasks = [one.task for one in members]
        for one in members:
            self._device = place(one.model, device)
        self._model = tagger_of(members)

    def __repr__(self) -> str:
        names = ", ".join(column.name for column in self.columns)
        several = f"{len(self._tasks)} models, " if len(self._tasks) > 1 else ""
        return f"TagPredictor({names}, {several}device={str(self._device)!r})"

    @property
    def columns(self) -> tuple[TagColumn, ...]:
        """The kinds of tags."""
        return self._task.columns

    @property
    def words_column(self) -> str:
        """The column of the words in a file: a name of CoNLL-U, else a number."""
        return self.config.data.words_column

    @property
    def schemes(self) -> dict[str, Scheme]:
        """The columns of tags in a file, named so, too, and how the tags of each write spans."""
        return {column.name: column.scheme for column in self.columns}

    def knows(self, word: str) -> bool:
        """Whether training has seen a word, in upper or lower case if the model makes no
        difference; of several models, whether that of one has.

        Raises: PantoumError for what is no string.
        """
        if not isinstance(word, str):
            raise PantoumError(setting="word", rule="a string", value=word)
        return any(word in task.words for task in self._tasks)

    @overload  # a str is a sequence of str, too; the first overload that fits counts
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self,
        sentences: str,
        *,
        nbest: None = None,
        probabilities: bool = False,
        scheme: SpanScheme | None = None,
    ) -> Tagging: ...
    @overload
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self,
        sentences: str,
        *,
        nbest: int,
        probabilities: bool = False,
        scheme: SpanScheme | None = None,
    ) -> list[Tagging]: ...
    @overload
    def __call__(
        self,
        sentences: Sequence[Words],
        *,
        nbest: None = None,
        probabilities: bool = False,
        scheme: SpanScheme | None = None,
    ) -> list[Tagging]: ...
    @overload
    def __call__(
        self,
        sentences: Sequence[Words],
        *,
        nbest: int,
        probabilities: bool = False,
        scheme: SpanScheme | None = None,
    ) -> list[list[Tagging]]: ...
    def __call__(
        self,
        sentences: str | Sequence[Words],
        *,
        nbest: int | None = None,
        probabilities: bool = False,
        scheme: SpanScheme | None = None,
    ) -> Tagging | list[Tagging] | list[list[Tagging]]:
        """The best tags for one sentence, or for each of several.

        Args:
            sentences: a string, or several sentences in a list, each a string or a list of words;
                a list of strings is no list of words.
            nbest: so many taggings for each sentence, best first; see `nbest`.
            probabilities: also give the probability of each label at each word.
            scheme: how tags are to write spans; by default as the training data do.
        Raises: PantoumError for a sentence that is neither a string nor a list of strings, and for
            a scheme that is unknown, or that a model without spans does not use, and for options
            that a tagger does not have.
        """
        if nbest is not None:
            check_whole("nbest", nbest, 1)
        several = [sentences] if isinstance(sentences, str) else sentences
        count = 1 if nbest is None else nbest
        ranked = self.nbest(several, count, probabilities=probabilities, scheme=scheme)
        results = ranked if nbest is not None else [taggings[0] for taggings in ranked]
        return results[0] if isinstance(sentences, str) else results  # type: ignore[return-value]

    def stream(self, sentences: Iterable[Words], **options: Any) -> Iterator[Any]:
        """The tags of sentences without end, in their order, each as a call with the same options
        gives it.

        Sentences are read 2,000 at a time, as taggings are consumed.

        Args:
            sentences: anything that gives sentences, such as an open file with one on each line.
            options: as calls take them: nbest=3, probabilities=True, scheme="BIO".
        Raises: PantoumError as for a call: for a sentence at fault when it is reached, else at
            once.
        """
        self([], **options)
        each = chunks(sentences, what="sentences")
        return (tagging for of_chunk, _ in each for tagging in self(of_chunk, **options))

    def nbest(
        self,
        sentences: Sequence[Words],
        count: int = 5,
        *,
        probabilities: bool = False,
        scheme: SpanScheme | None = None,
    ) -> list[list[Tagging]]:
        """The best `count` taggings for each sentence, best first; fewer where fewer are possible.

        With several kinds of tags the second best has the second best of each kind, and so on. Of a
        model of spans without a CRF two may differ only in tags that break its own scheme, and read
        the same.

        Raises: PantoumError as for a call, and for a count below 1.
        """
        words = words_of_all(sentences)
        check_whole("count", count, 1)
        self._check_scheme(scheme)
        rows = tag(self._model, self._encoded(words), self._device, count, probabilities)
        return [
            self._taggings(sentence, [kind[place] for kind in rows], scheme)
            for place, sentence in enumerate(words)
        ]

    def tags(self, sentences: Sequence[Words]) -> list[list[list[str]]]:
        """For each kind of tags, the best of every sentence: a call without what takes time.

        Raises: PantoumError as for a call.
        """
        words = words_of_all(sentences)
        return self._task.tags(self._model, self._encoded(words), self._device)

    def unlike_training(self, sentences: Sequence[Words]) -> UnlikeTraining:
        """What in sentences is unlike the training data of the first model: those with more words
        than any in training.

        Raises: PantoumError as for a call.
        """
        return self._longer(words_of_all(sentences))

    def evaluate(self, data: Any, *, seed: int = 1, report: str | Path | None = None) -> Evaluation:
        """The scores of the model's tags: accuracy over all, known and unknown words, and F1 of
        spans where tags write some; of several columns under ``column.score``.

        Args:
            data: sentences with their right tags, in any form that `pantoum.train` takes: the path
                of a file, or of several, (words, tags), or a table. Several kinds of tags stand in
                the order of the model's columns.
            seed: of the intervals' bootstrap.
            report: also write a page of HTML with scores, confusions and all errors.
        Raises: PantoumError for data that cannot be read so, for other columns than the model has,
            for tags that do not fit its scheme, and for a page that cannot be written.
        """
        to_write = report_of(report, data)
        check_whole("seed", seed)
        test = sentences_of(self, data)
        return evaluate_tags(self, test.sentences, notes=test.notes, seed=seed, report=to_write)

    def _longer(self, sentences: Sequence[Sequence[str]]) -> UnlikeTraining:
        lengths = np.array([len(words) for words in sentences], dtype=np.int64)
        longer = LongerInputs.of(lengths, self._task.longest_source)
        return UnlikeTraining(longer=longer)

    def _encoded(self, sentences: Sequence[Sequence[str]]) -> list[SentenceCorpus]:
        """The sentences as each model reads them."""
        return [task.encode(sentences) for task in self._tasks]

    def _check_scheme(self, scheme: str | None) -> None:
        known = get_args(SpanScheme)
        if scheme is not None and scheme not in known:
            raise PantoumError(setting="scheme", rule=f"one of {', '.join(known)}", value=scheme)
        if scheme is not None and not any(column.has_spans for column in self.columns):
            raise PantoumError(
                f"scheme {scheme} is of spans, but the tags of this model write none",
                setting="scheme",
                value=scheme,
                remedy="leave it out",
            )

    def _taggings(
        self, words: list[str], rows: Sequence[TaggedRow], scheme: SpanScheme | None
    ) -> list[Tagging]:
        labels = {column.name: column.labels.labels for column in self.columns}
        probabilities = None
        if all(row.probabilities is not None for row in rows):
            probabilities = {
                column.name: row.probabilities
                for column, row in zip(self.columns, rows, strict=True)
                if row.probabilities is not None
            }
        taggings = []
        for rank in range(min(len(row.paths) for row in rows)):
            paths = {
                column.name: row.paths[rank] for column, row in zip(self.columns, rows, strict=True)
            }
            tags = {
                column.name: column.to_file(column.labels.decode(paths[column.name].tags), scheme)
                for column in self.columns
            }
            scores = {name: path.log_score for name, path in paths.items()}
            ids = {name: path.tags for name, path in paths.items()}
            warnings = self._longer([words]).sentences(*WHEN_LONGER_TAGGED)
            taggings.append(Tagging(words, tags, scores, probabilities, labels, ids, warnings))
        return taggings
