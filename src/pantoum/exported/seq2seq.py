"""An exported encoder-decoder, called as `pantoum.Predictor` is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar, Final

from pantoum.errors import PantoumError
from pantoum.exported.refusals import refusals
from pantoum_runtime import Seq2SeqModel


class ExportedPredictor:
    """An encoder-decoder in an exported file, ready to be called; it computes without PyTorch.

    ``model("abandonner")`` gives a prediction, a list of strings a list of them, as `Predictor`
    does, with the same scores to rounding.

    Args:
        model: what pantoum-runtime has loaded.

    Attributes:
        task: what kind of model it is.
        config: the settings of its training that say how files are read, under ``data``.
        exported: true: outputs can be searched for, but not drawn or scored.
    """

    exported: ClassVar[bool] = True
    # ONNX Runtime multiplies matrices in another way for another number of rows.
    same_bits: ClassVar[bool] = False

    def __init__(self, model: Seq2SeqModel) -> None:
        self._model = model
        self.task: Final = "seq2seq"
        columns = model.metadata["columns"]
        target = model.metadata["target"]
        self.config = SimpleNamespace(
            data=SimpleNamespace(
                source_column=columns["source"],
                target_column=columns["target"],
                features_column=columns["features"],
                group_column=columns["group"],
                unseen_group=model.metadata["unseen_group"],
                source_units=model.metadata["sources"][0]["text"]["units"],
                target_units=target["units"],
                normalization=target["normalization"],
            )
        )

    def __repr__(self) -> str:
        data = self.config.data
        return f"ExportedPredictor({data.source_units} -> {data.target_units})"

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the file says of itself beside its graph."""
        return self._model.metadata

    @property
    def has_attention(self) -> bool:
        """Whether the file gives attention weights."""
        return self._model.has_attention

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each input."""
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

    def __call__(self, source: str | Sequence[str], features: Any = None, **options: Any) -> Any:
        """The best output for one input, or for each of several; see
        `pantoum_runtime.Seq2SeqModel`.

        Raises: PantoumError as `Predictor`, and for options that an exported file does not have.
        """
        with refusals():
            return self._model(source, features, **_given(options))

    def stream(
        self, sources: Iterable[str], features: Iterable[str | None] | None = None, **options: Any
    ) -> Iterator[Any]:
        """The predictions of inputs without end, in their order, each as a call gives it."""
        with refusals():
            yield from self._model.stream(sources, features, **_given(options))

    def too_long(
        self, sources: Sequence[str], features: Any = None, **options: Any
    ) -> dict[int, str]:
        """Which inputs a call refuses for their length, by their places, and why."""
        with refusals():
            return self._model.too_long(sources, features, **options)

    def unlike_training(self, sources: Sequence[str], features: Any = None, **options: Any) -> Any:
        """What in inputs is unlike the training data."""
        with refusals():
            return self._model.unlike_training(sources, features, **options)

    def unwritten(self, outputs: Sequence[str]) -> list[str]:
        """Those of some outputs that have symbols which the model does not write."""
        return self._model.unwritten(outputs)

    def closed_list(self, outputs: Iterable[str]) -> Any:
        """An exported search has no list of allowed outputs.

        Raises: PantoumError.
        """
        raise PantoumError(
            "an exported model has no list of allowed outputs",
            setting="allowed",
            remedy="leave it out, or give the model's directory",
        )


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that are given; those that are None are as the file says."""
    return {name: value for name, value in options.items() if value is not None}
