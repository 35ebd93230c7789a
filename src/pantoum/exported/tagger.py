"""An exported tagger, called as `pantoum.TagPredictor` is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final, cast

from pantoum.config import Scheme
from pantoum.data import LabelVocabulary
from pantoum.errors import PantoumError
from pantoum.exported.refusals import refusals
from pantoum.tasks.tagger import TagColumn
from pantoum_runtime import TaggerModel

Sentences = Sequence[str | Sequence[str]]


class ExportedTagger:
    """A tagger in an exported file, ready to be called; it computes without PyTorch.

    ``model("They fly kites .")`` gives a tagging, a list of sentences a list of them, as
    `TagPredictor` does, with the same tags, and probabilities that are the same to rounding.

    Args:
        model: what pantoum-runtime has loaded.

    Attributes:
        task: what kind of model it is.
        words_column: the column of the words in a file.
        columns: the kinds of tags.
    """

    exported: ClassVar[bool] = True
    # ONNX Runtime multiplies matrices in another way for another number of rows.
    same_bits: ClassVar[bool] = False

    def __init__(self, model: TaggerModel) -> None:
        self._model = model
        self.task: Final = "tagger"
        self.words_column: Final[str] = model.metadata["words_column"]
        self.columns: Final = tuple(
            TagColumn(
                column.name,
                cast("Scheme", column.scheme),
                cast("Scheme", column.learned),
                LabelVocabulary(column.labels),
            )
            for column in model.columns
        )

    def __repr__(self) -> str:
        return f"ExportedTagger({', '.join(column.name for column in self.columns)})"

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the file says of itself beside its graph."""
        return self._model.metadata

    @property
    def schemes(self) -> dict[str, Scheme]:
        """The columns of tags in a file, and how the tags of each write spans."""
        return {column.name: column.scheme for column in self.columns}

    def knows(self, word: str) -> bool:
        """Whether training has seen a word; of several models, whether that of one has.

        Raises: PantoumError for what is no string.
        """
        if not isinstance(word, str):
            raise PantoumError(setting="word", rule="a string", value=word)
        return self._model.knows(word)

    def __call__(self, sentences: str | Sentences, **options: Any) -> Any:
        """The best tags for one sentence, or for each of several; see
        `pantoum_runtime.TaggerModel`.

        Raises: PantoumError as `TagPredictor`, and for options that an exported file does not have.
        """
        with refusals():
            return self._model(sentences, **options)

    def stream(self, sentences: Iterable[str | Sequence[str]], **options: Any) -> Iterator[Any]:
        """The tags of sentences without end, in their order, each as a call gives it."""
        with refusals():
            yield from self._model.stream(sentences, **options)

    def nbest(self, sentences: Sentences, count: int = 1, **options: Any) -> list[list[Any]]:
        """For each sentence a list with the one best tagging; a file has no others.

        Raises: PantoumError as for a call, and for a count above 1.
        """
        return self(sentences, nbest=count, **options)

    def tags(self, sentences: Sentences) -> list[list[list[str]]]:
        """For each kind of tags, the best of every sentence.

        Raises: PantoumError as for a call.
        """
        found = self(sentences)
        return [[one.columns[column.name] for one in found] for column in self.columns]

    def unlike_training(self, sentences: Sentences) -> Any:
        """What in sentences is unlike the training data."""
        with refusals():
            return self._model.unlike_training(sentences)
