"""A classifier's file: its graph, its metadata, and its answers beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pantoum.data import Example
from pantoum.exporting.checked_file import Checks, checked_file, error_rates
from pantoum.exporting.classifier import classifier_graph
from pantoum.exporting.examples import examples_of_pairs
from pantoum.exporting.exported import Exported
from pantoum.exporting.metadata import of_all_kinds, of_classifier
from pantoum.exporting.text import source_to_json
from pantoum.exporting.verification import Answer
from pantoum.model_dir import RUN, TrainedModel, read_object
from pantoum.predictor import ClassifierPredictor
from pantoum.predictor.shared_labels import label_orders
from pantoum_runtime import ClassifierModel, ModelFile


class ClassifierExport:
    """Makes the file of a classifier, or of several that decide together.

    Args:
        trained: the models; the first one's settings count.
    Raises: PantoumError for models whose labels differ.
    """

    def __init__(self, trained: Sequence[TrainedModel[Any, Any]]) -> None:
        self._trained = trained
        self._orders = label_orders(trained)
        sources = [source_to_json(one.task.source) for one in trained]
        self._same_inputs = all(one == sources[0] for one in sources)
        self._sources = sources[:1] if self._same_inputs else sources

    def file(self, path: Path, dev: Any, *, int8: bool) -> tuple[Exported, bytes]:
        """The file's bytes, once its answers are compared with the model's.

        Args:
            path: where it will stand; dev, int8: as for `pantoum.export`.
        Raises: PantoumError for a model that cannot be exported, and for other answers.
        """
        first = self._trained[0]
        graph = classifier_graph(
            [one.model for one in self._trained], self._orders, same_inputs=self._same_inputs
        )
        model = ClassifierPredictor(self._trained, "cpu")
        run = read_object(Path(first.folder) / RUN)
        examples = examples_of_pairs(model, first.task.source, dev, run)
        given = examples.examples

        def answers(file: ModelFile) -> list[Answer]:
            return _answers(ClassifierModel(file), given)

        checks = Checks(_answers(model, given), examples.of, answers)
        cost = partial(error_rates, [one.target for one in given])
        metadata = {**of_all_kinds(self._trained), **of_classifier(first.task, self._sources)}
        return checked_file(path, graph, metadata, checks, int8=int8, cost=cost)


def _answers(
    model: ClassifierPredictor | ClassifierModel, examples: Sequence[Example]
) -> list[Answer]:
    """The label of each text, the probabilities of all, and how much each symbol counted."""
    features = [one.features or "" for one in examples] if model.reads_features else None
    groups: dict[str, Any] = {}
    if model.groups is not None:
        groups = {"group": [one.group for one in examples], "unseen_group": "unknown"}
    return [
        Answer(
            one.label,
            np.array([share for _, share in sorted(one.probabilities.items())]),
            one.weights,
        )
        for one in model([one.source for one in examples], features, **groups)
    ]
