"""An exported classifier, called as `pantoum.ClassifierPredictor` is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar, Final

from pantoum.data import LabelVocabulary
from pantoum.exported.refusals import refusals
from pantoum_runtime import ClassifierModel


class ExportedClassifier:
    """A classifier in an exported file, ready to be called; it computes without PyTorch.

    ``model("bonjour")`` gives a classification, a list of strings a list of them, as
    `ClassifierPredictor` does, with probabilities that are the same to rounding.

    Args:
        model: what pantoum-runtime has loaded.

    Attributes:
        task: what kind of model it is.
        config: the settings of its training that say how files are read, under ``data``.
        labels: the labels that it tells apart.
    """

    exported: ClassVar[bool] = True
    # ONNX Runtime multiplies matrices in another way for another number of rows.
    same_bits: ClassVar[bool] = False

    def __init__(self, model: ClassifierModel) -> None:
        self._model = model
        self.task: Final = "classifier"
        self.labels: Final = LabelVocabulary(list(model.labels))
        columns = model.metadata["columns"]
        self.config = SimpleNamespace(
            data=SimpleNamespace(
                source_column=columns["source"],
                target_column=columns["target"],
                features_column=columns["features"],
                group_column=columns["group"],
                unseen_group=model.metadata["unseen_group"],
            )
        )

    def __repr__(self) -> str:
        return f"ExportedClassifier({self.labels.size:,} labels)"

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the file says of itself beside its graph."""
        return self._model.metadata

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each text."""
        return self._model.reads_features

    @property
    def groups(self) -> tuple[str, ...] | None:
        """The groups that the model knows; None for a model that reads none."""
        return self._model.groups

    def checked_groups(self, count: int, groups: Any, unseen: str | None = None) -> list[Any]:
        """The groups of so many inputs; see `pantoum.predictor.groups.groups_for`.

        Raises: PantoumError for groups that are missing, refused or not read by the model.
        """
        with refusals():
            return self._model.checked_groups(count, groups, unseen)

    def __call__(self, text: str | Sequence[str], features: Any = None, **options: Any) -> Any:
        """The label of one text, or of each of several; see `pantoum_runtime.ClassifierModel`.

        Raises:
            PantoumError: as `ClassifierPredictor`, or for options that an exported file lacks.
        """
        with refusals():
            return self._model(text, features, **options)

    def stream(
        self, texts: Iterable[str], features: Iterable[str | None] | None = None, **options: Any
    ) -> Iterator[Any]:
        """The labels of texts without end, in their order, each as a call gives it."""
        with refusals():
            yield from self._model.stream(texts, features, **options)

    def unlike_training(self, texts: Sequence[str], features: Any = None, **options: Any) -> Any:
        """What in texts is unlike the training data."""
        with refusals():
            return self._model.unlike_training(texts, features, **options)
