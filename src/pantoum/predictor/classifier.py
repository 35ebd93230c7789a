"""A trained classifier in memory: texts in, labels out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np

from pantoum.config import UnseenGroup
from pantoum.data import FlatSequences, LabelVocabulary
from pantoum.data.lines import trimmed
from pantoum.data.unlike_training import (
    WHEN_LONGER_LABELLED,
    UnlikeTraining,
    unlike_training,
    warnings_of_each,
)
from pantoum.evaluation import Evaluation
from pantoum.inference import LabelledRow, classify
from pantoum.model_dir import TrainedModel
from pantoum.models import Classifier
from pantoum.predictor.base import TrainedPredictor
from pantoum.predictor.calls import check_whole, clear_calls
from pantoum.predictor.classification import Classification
from pantoum.predictor.device import place
from pantoum.predictor.evaluating import evaluate_labels
from pantoum.predictor.examples import pairs_of
from pantoum.predictor.groups import Groups, check_one_group, groups_of
from pantoum.predictor.inputs import (
    ModelInput,
    check_longest,
    chunks,
    features_for,
    listed,
    several,
)
from pantoum.predictor.reporting import report_of
from pantoum.predictor.shared_labels import label_orders
from pantoum.tasks import ClassifierTask

Trained = TrainedModel[ClassifierTask, Classifier]

# Its states take half a gigabyte in a large model.
LONGEST_INPUT = 100_000


@clear_calls
class ClassifierPredictor(TrainedPredictor):
    """A trained classifier, ready to be called.

    ``model("bonjour")`` gives a `Classification`, a list of strings a list of them. A result does
    not depend on what else is in the list. White space around a text is left out, as in training;
    symbols never seen in training are read as unknown. A text without any symbol has a label, too.

    Several models decide together by the mean of their probabilities. Tokens and weights are those
    of the first; where all read the same symbols, weights are the mean of those that there are.

    Args:
        trained: the model or models.
        device: where to compute.
    Raises: PantoumError for a device that is not there, and for models whose labels differ.
    """

    def __init__(self, trained: Trained | Sequence[Trained], device: str = "auto") -> None:
        members = [trained] if isinstance(trained, TrainedModel) else list(trained)
        super().__init__(members)
        self._task = members[0].task
        self._orders = label_orders(members)
        for one in members:
            self._device = place(one.model, device)

    def __repr__(self) -> str:
        models = f"{len(self._members)} models, " if len(self._members) > 1 else ""
        labels = f"{self._task.labels.size:,} labels"
        return f"ClassifierPredictor({labels}, {models}device={str(self._device)!r})"

    @property
    def labels(self) -> LabelVocabulary:
        """The labels that it tells apart."""
        return self._task.labels

    def checked_groups(
        self, count: int, groups: Groups | None, unseen: UnseenGroup | None = None
    ) -> list[str | None]:
        """The groups of so many inputs, as a call reads them.

        Args:
            unseen: what to do with groups that training has not seen; None: as in training.
        Raises: PantoumError for groups that are missing, refused or not read by the model.
        """
        check_whole("count", count)
        return groups_of(self, count, groups, unseen)

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each text."""
        return self._task.source.features is not None

    @property
    def groups(self) -> tuple[str, ...] | None:
        """The groups that the model knows, such as languages, the most frequent of training first;
        None for a model that reads none.
        """
        return self._task.source.known_groups

    @overload  # a str is a sequence of str, too; the first overload that fits counts
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self,
        text: str,
        features: str | None = None,
        *,
        group: Groups | None = None,
        unseen_group: UnseenGroup | None = None,
    ) -> Classification: ...
    @overload
    def __call__(
        self,
        text: Sequence[str],
        features: Sequence[str | None] | None = None,
        *,
        group: Groups | None = None,
        unseen_group: UnseenGroup | None = None,
    ) -> list[Classification]: ...
    def __call__(
        self,
        text: str | Sequence[str],
        features: str | Sequence[str | None] | None = None,
        *,
        group: Groups | None = None,
        unseen_group: UnseenGroup | None = None,
    ) -> Classification | list[Classification]:
        """The label of one text, or of each of several.

        Args:
            text: one text or several.
            features: the same number of feature strings, for models that read them; None for none.
            group: for models that read groups, such as languages: that of all texts, or of each;
                None in a list is a group that is not known.
            unseen_group: what to do with a group that training has not seen: refuse, or read it as
                unknown; None: as the model was trained.
        Raises: PantoumError for another number of features than of texts, for features or groups
            that the model does not read, for a group that is missing or refused, for a text that
            is too long, and for options that a classifier does not have.
        """
        if isinstance(text, str):
            of_text = [features] if isinstance(features, str) or features is None else features
            return self._classify([text], of_text, group, unseen_group)[0]
        return self._classify(*several(text, features, "texts"), group, unseen_group)

    def stream(
        self, texts: Iterable[str], features: Iterable[str | None] | None = None, **options: Any
    ) -> Iterator[Classification]:
        """The labels of texts without end, in their order, each as a call gives it.

        Texts are read 2,000 at a time, as classifications are consumed.

        Args:
            texts, features: anything that gives strings, such as an open file.
            options: as calls take them: group="fre"; others are refused as by a call.
        Raises: PantoumError as for a call: for a text at fault when it is reached, else at once.
        """
        check_one_group(options.get("group"))
        self([], **options)
        return (
            classification
            for of_chunk, their_features in chunks(texts, features, "texts")
            for classification in self(of_chunk, their_features, **options)
        )

    def evaluate(
        self,
        data: Any,
        *,
        seed: int = 1,
        report: str | Path | None = None,
        group: str | None = None,
        unseen_group: UnseenGroup | None = None,
    ) -> Evaluation:
        """The scores of the model's labels: accuracy, and precision, recall and F1 of the labels.

        Args:
            data: texts with their right labels, in any form that `pantoum.train` takes: the path of
                a file, (text, label) or (text, label, features), or a table. For a model that reads
                groups the last of each is its group, unless `group` says it.
            seed: of the intervals' bootstrap.
            report: also write a page of HTML with scores, confusions and all errors.
            group: of all texts, where the data have none.
            unseen_group: as for a call.
        Raises: PantoumError for data that cannot be read so, for a page that cannot be written, and
            as for a call.
        """
        to_write = report_of(report, data)
        check_whole("seed", seed)
        test = pairs_of(self, data, group=group, unseen_group=unseen_group)
        return evaluate_labels(
            self,
            test.examples,
            notes=test.notes,
            seed=seed,
            report=to_write,
            unseen_group=unseen_group,
        )

    def _classify(
        self,
        texts: Sequence[str],
        features: Sequence[str | None] | None,
        group: Groups | None,
        unseen: UnseenGroup | None,
    ) -> list[Classification]:
        inputs = self._checked(texts, features, group, unseen)
        ids, pieces = zip(*(_read(member, inputs) for member in self._members), strict=True)
        each = [
            classify(member.model, of_member, self._device)
            for member, of_member in zip(self._members, ids, strict=True)
        ]
        return [
            self._classification(*self._together(rows, read), warnings)
            for rows, read, warnings in zip(
                zip(*each, strict=True),
                zip(*pieces, strict=True),
                self._warnings(ids[0], pieces[0]),
                strict=True,
            )
        ]

    def unlike_training(
        self,
        texts: Sequence[str],
        features: Sequence[str | None] | None = None,
        *,
        group: Groups | None = None,
    ) -> UnlikeTraining:
        """What in texts is unlike the training data of the first model: symbols that are not known,
        and texts longer than any in training.

        Raises: PantoumError as for a call.
        """
        ids, pieces = _read(self._members[0], self._checked(texts, features, group, None))
        return unlike_training(ids, pieces.__getitem__, self._task.longest_source)

    def _checked(
        self,
        texts: Sequence[str],
        features: Sequence[str | None] | None,
        group: Groups | None,
        unseen: UnseenGroup | None,
    ) -> list[ModelInput]:
        """The texts without the white space around them, and what is read beside each."""
        stripped = [trimmed(text) for text in listed(texts)]
        count = len(stripped)
        all_features = features_for(count, features, self.reads_features)
        groups = groups_of(self, count, group, unseen)
        return list(map(ModelInput, stripped, all_features, groups))

    def _warnings(self, ids: FlatSequences, pieces: list[list[str]]) -> list[tuple[str, ...]]:
        """A sentence on each way in which a text is unlike the training data, for each text."""
        return warnings_of_each(
            ids, pieces.__getitem__, self._task.longest_source, WHEN_LONGER_LABELLED
        )

    def _together(
        self, rows: Sequence[LabelledRow], read: Sequence[list[str]]
    ) -> tuple[LabelledRow, list[str]]:
        """The mean of what the models say of a text, and the symbols that its weights are of.

        Args:
            read: the symbols that each model reads.
        """
        if len(rows) == 1:
            return rows[0], read[0]
        pairs = zip(rows, self._orders, strict=True)
        scores = np.logaddexp.reduce([row.log_probabilities[order] for row, order in pairs])
        weights = rows[0].weights
        learned = [row.weights for row in rows if row.weights is not None]
        if learned and all(tokens == read[0] for tokens in read):
            weights = np.mean(learned, axis=0)
        return LabelledRow(scores - np.log(len(rows)), weights), read[0]

    def _classification(
        self, row: LabelledRow, tokens: list[str], warnings: tuple[str, ...]
    ) -> Classification:
        order = np.argsort(-row.log_probabilities, kind="stable").tolist()
        shares = np.exp(row.log_probabilities)
        probabilities = {self.labels.labels[id]: float(shares[id]) for id in order}
        label = self.labels.labels[order[0]]
        return Classification(
            label, probabilities[label], probabilities, row.weights, tokens, warnings
        )


def _read(member: Trained, inputs: Sequence[ModelInput]) -> tuple[FlatSequences, list[list[str]]]:
    """The ids and the symbols of texts, as a model reads them.

    Raises: InputError for a text that is too long.
    """
    tokenizer = member.task.source
    texts = [one.source for one in inputs]
    features = [one.features for one in inputs]
    groups = [one.group for one in inputs]
    ids = FlatSequences.of(tokenizer.encode_all(texts, features, groups))
    check_longest(ids, texts, range(len(texts)), LONGEST_INPUT)
    return ids, [tokenizer.tokens(*one) for one in inputs]
