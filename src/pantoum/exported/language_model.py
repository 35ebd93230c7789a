"""An exported language model, called as `pantoum.LanguageModelPredictor` is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from pantoum.config import Normalization
from pantoum.exported.refusals import refusals
from pantoum_runtime import LanguageModel


class ExportedLanguageModel:
    """A language model in an exported file, ready to be called; it computes without PyTorch.

    ``model("the cat")`` gives the scores of a text, a list of strings a list of them, as
    `LanguageModelPredictor` does, to rounding.

    Args:
        model: what pantoum-runtime has loaded.

    Attributes:
        task: what kind of model it is.
        normalization: the normal form of its texts.
    """

    exported: ClassVar[bool] = True
    # ONNX Runtime multiplies matrices in another way for another number of rows.
    same_bits: ClassVar[bool] = False

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.task: Final = "language_model"
        self.normalization: Final[Normalization] = model.metadata["text"]["normalization"]

    def __repr__(self) -> str:
        return f"Exported{self._model!r}"

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the file says of itself beside its graph."""
        return self._model.metadata

    def __call__(self, text: str | Sequence[str], **options: Any) -> Any:
        """How likely one text is, or each of several; see `pantoum_runtime.LanguageModel`.

        Raises: PantoumError as `LanguageModelPredictor`.
        """
        with refusals():
            return self._model(text, **options)

    def stream(self, texts: Iterable[str], **options: Any) -> Iterator[Any]:
        """How likely texts without end are, in their order, each as a call gives it."""
        with refusals():
            yield from self._model.stream(texts, **options)

    def score(self, texts: Sequence[str]) -> list[Any]:
        """How likely each of several texts is.

        Raises: PantoumError for what is no list of strings.
        """
        with refusals():
            return self._model.score(texts)

    def unlike_training(self, texts: Sequence[str]) -> Any:
        """What in texts is unlike the training data."""
        with refusals():
            return self._model.unlike_training(texts)

    def generate(self, count: int = 1, prefix: str = "", **options: Any) -> list[Any]:
        """Texts that the model writes; see `pantoum_runtime.LanguageModel.generate`.

        Raises: PantoumError for a setting that cannot work.
        """
        with refusals():
            return self._model.generate(count, prefix, **options)
