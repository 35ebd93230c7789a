"""A run's output directory: the best model so far, the checkpoint to go on from, and the metrics of each evaluation."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from weft.errors import WeftError
from weft.model_dir import save_description, save_weights, write_text
from weft.models import Seq2Seq
from weft.training.card import model_card
from weft.training.checkpoint import Progress, load_checkpoint, save_checkpoint
from weft.training.report import Record
from weft.training.setup import Prepared


class RunDir:
    """What a run writes, and where.

    Args:
        folder: the output directory; made if it is not there.
        prepared: the run's settings, tokenizers and data.
    """

    def __init__(self, folder: Path, prepared: Prepared) -> None:
        self.folder = folder
        self._prepared = prepared
        self._checkpoint = folder / "checkpoints" / "last.pt"
        self._metrics = folder / "metrics.jsonl"

    def open(self, resume: bool, overwrite: bool) -> tuple[Progress, dict[str, Any]] | None:
        """Make the directory ready; the checkpoint to go on from, or None for a new run.

        Raises: WeftError when the directory holds something that would be lost, or cannot be written.
        """
        if resume and self._checkpoint.exists():
            progress, engine = load_checkpoint(self._checkpoint, self._prepared.fingerprint())
            self._keep_metrics(progress.evaluations)
            return progress, engine
        check_output(self.folder, overwrite or resume)
        try:
            shutil.rmtree(self.folder / "checkpoints", ignore_errors=True)
            self._checkpoint.parent.mkdir(parents=True, exist_ok=True)
            self._metrics.write_text("", encoding="utf-8")
        except OSError as error:
            raise WeftError(f"{self.folder}: cannot be written: {error.strerror}") from error
        return None

    def save_best(self, model: Seq2Seq, record: Record) -> None:
        """Keep these weights as the model."""
        save_weights(self.folder, model)
        scores = {
            "dev": record.dev,
            "epoch": record.epoch,
            "step": record.step,
            "train_seconds": record.seconds,
        }
        write_text(self.folder / "metrics.json", json.dumps(scores, indent=2) + "\n")
        prepared = self._prepared
        write_text(self.folder / "README.md", model_card(self.folder.name, prepared, model, record))
        save_description(self.folder, prepared.config, prepared.source, prepared.target, prepared.limit)

    def save_progress(self, progress: Progress, engine_state: dict[str, Any]) -> None:
        """Write the checkpoint."""
        try:
            save_checkpoint(self._checkpoint, progress, engine_state, self._prepared.fingerprint())
        except (OSError, RuntimeError) as error:
            raise WeftError(f"{self._checkpoint}: cannot be written: {error}") from error

    def log(self, record: Record) -> None:
        """Add a line to ``metrics.jsonl``."""
        try:
            with self._metrics.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record.as_dict()) + "\n")
        except OSError as error:
            raise WeftError(f"{self._metrics}: cannot be written: {error.strerror}") from error

    def _keep_metrics(self, evaluations: int) -> None:
        """Drop the lines that a killed run wrote after its last checkpoint: they will come again."""
        if self._metrics.exists():
            lines = self._metrics.read_text(encoding="utf-8").splitlines(keepends=True)
            write_text(self._metrics, "".join(lines[:evaluations]))


def check_output(folder: Path, replace: bool) -> None:
    """Refuse an output directory in which something would be lost.

    Raises: WeftError when it is a file, holds a model that `replace` does not allow to go, or holds other things.
    """
    if folder.exists() and not folder.is_dir():
        raise WeftError(f"{folder}: is a file; give a directory to --output")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / "config.json").exists() and not (folder / "checkpoints").exists():
        raise WeftError(f"{folder}: is not empty and holds no model of Weft; give a new directory to --output")
    if not replace:
        raise WeftError(
            f"{folder}: already holds a model; give --overwrite to replace it, --resume to go on, or another --output"
        )
