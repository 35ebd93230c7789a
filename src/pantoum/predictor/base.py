"""What trained models of all kinds have in memory: settings, scores, a card, and how to save
them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final

from pantoum.config import ResolvedConfig, TaskName
from pantoum.errors import PantoumError
from pantoum.files import path_of
from pantoum.hub import address_of, is_address
from pantoum.model_dir import (
    CARD,
    Records,
    TrainedModel,
    holds_model,
    read_records,
    save_with_records,
)
from pantoum.predictor.calls import clear_calls
from pantoum.predictor.html import card_html


@clear_calls
class TrainedPredictor:
    """A trained model, or several that predict together.

    Attributes:
        task: what kind of model it is.
        config: the settings the model, or the first of several, was trained with.
        exported: false; an exported file is loaded as `pantoum.exported.seq2seq.ExportedPredictor`.
        same_bits: whether on a CPU what it predicts is the same to the last bit in any batch.
    """

    exported: ClassVar[bool] = False
    same_bits: ClassVar[bool] = True

    def __init__(self, members: Sequence[TrainedModel[Any, Any]]) -> None:
        self._members = members
        self.task: Final[TaskName] = members[0].task.name
        self.config: Final[ResolvedConfig] = members[0].config

    @property
    def trained(self) -> TrainedModel[Any, Any]:
        """The one trained model.

        Raises: PantoumError for an ensemble.
        """
        if len(self._members) > 1:
            raise PantoumError(
                "an ensemble is several trained models",
                setting="ensemble",
                remedy="load one of them by itself with pantoum.load",
            )
        return self._members[0]

    @property
    def folders(self) -> list[str]:
        """The directories of the models, "" for one that is in memory alone."""
        return [one.folder if one.records is None else "" for one in self._members]

    @property
    def history(self) -> list[dict[str, Any]]:
        """Each evaluation of the model's training, as a line of ``metrics.jsonl``: epoch, step,
        train_loss, learning_rate, symbols_per_second, seconds, dev (the scores), best.

        Raises: PantoumError for an ensemble, whose models each have their own.
        """
        return self._records.history

    @property
    def scores(self) -> dict[str, Any]:
        """The scores of the weights that were kept, on the development data, and where in the
        training they are from, as ``metrics.json``.

        Raises: PantoumError for an ensemble, whose models each have their own.
        """
        return self._records.scores

    @property
    def card(self) -> str:
        """The model card, as Markdown.

        Raises: PantoumError for an ensemble, whose models each have their own.
        """
        return self._records.texts.get(CARD, "")

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write the model directory, which `pantoum.load` and all commands read.

        Args:
            path: the directory; made if it is not there.
            overwrite: replace a model that is there.
        Raises: PantoumError for an address on the hub, for a directory that holds something else
            or cannot be written, and for an ensemble.
        """
        if is_address(path):
            raise PantoumError(
                "a model is saved into a directory;",
                where=str(address_of(path)),
                remedy="give a directory, and then `pantoum push` it",
            )
        folder = path_of(path, "path")
        records = self._records
        if folder.exists() and not folder.is_dir():
            raise PantoumError("is a file", where=str(folder), remedy="give a directory")
        if holds_model(folder) and not overwrite:
            raise PantoumError(
                "already holds a model",
                where=str(folder),
                remedy="give overwrite=True to replace it, or another directory",
            )
        if folder.exists() and not holds_model(folder) and any(folder.iterdir()):
            raise PantoumError(
                "is not empty and holds no model of Pantoum",
                where=str(folder),
                remedy="give a new directory",
            )
        save_with_records(folder, self._members[0], records)

    def _repr_html_(self) -> str:
        if len(self._members) > 1 or not self.card:
            return f"<pre>{html.escape(repr(self))}</pre>"
        return card_html(self.card)

    @cached_property
    def _records(self) -> Records:
        trained = self.trained
        return trained.records or read_records(Path(trained.folder), trained.task)
