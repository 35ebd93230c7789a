"""A run's output directory: the best model so far, the checkpoint to go on from, and the metrics of
each evaluation.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from torch import nn

from pantoum.errors import PantoumError
from pantoum.files import PARTIAL, write_files
from pantoum.model_dir import CONFIG, SHORTLIST, WEIGHTS, TrainedModel, holds_model, save_model
from pantoum.tasks import Prepared
from pantoum.training.card import model_card
from pantoum.training.checkpoint import Progress, damaged, load_checkpoint, save_checkpoint
from pantoum.training.evaluated import EvaluatedWeights
from pantoum.training.fabric import Engine
from pantoum.training.lock import locked
from pantoum.training.report import Record, Trial

CHECKPOINTS, LAST, LOCK, METRICS = "checkpoints", "last.pt", "lock", "metrics.jsonl"
SCORES, CARD, TENSORBOARD = "metrics.json", "README.md", "tensorboard"
WRITTEN = (CONFIG, WEIGHTS, SCORES, CARD, METRICS)  # and the task's files


class RunDir:
    """What a run writes, and where.

    Args:
        folder: the output directory; made if it is not there.
        prepared: the run's task, settings and data.
    """

    def __init__(self, folder: Path, prepared: Prepared[Any]) -> None:
        self.folder = folder
        self._prepared = prepared
        self._fingerprint = prepared.fingerprint()
        self._checkpoint = folder / CHECKPOINTS / LAST
        self._metrics = folder / METRICS
        training = prepared.config.training
        self.evaluated = EvaluatedWeights(
            self._checkpoint.parent, training.average_last, training.average_best
        )

    @contextlib.contextmanager
    def reserved(self, resume: bool, overwrite: bool) -> Iterator[None]:
        """While this context is open, the directory is there and no other run uses it.

        Raises: PantoumError when the directory holds something that would be lost, cannot be
            written, or is in use.
        """
        check_output(self.folder, resume, overwrite)
        checkpoints = self._checkpoint.parent
        try:
            checkpoints.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PantoumError(f"{self.folder}: cannot be written: {error.strerror}") from error
        what = (
            f"{self.folder}: another run is writing there; wait until it has ended, or give "
            "another --output"
        )
        with locked(checkpoints / LOCK, what):
            check_output(self.folder, resume, overwrite)  # another run may have ended since
            for folder in (
                self.folder,
                checkpoints,
            ):  # known now, and not when there is a model to be kept
                if not os.access(folder, os.W_OK):
                    raise PantoumError(f"{folder}: cannot be written: Permission denied")
            yield

    def open(self, resume: bool) -> tuple[Progress, dict[str, Any]] | None:
        """The checkpoint to go on from, or None for a new run; what a killed run had half written
        is taken away.

        Raises: PantoumError when there is a checkpoint that cannot be gone on from.
        """
        self._clean()
        if resume and self._checkpoint.exists():
            progress, engine = load_checkpoint(self._checkpoint, self._fingerprint)
            if progress.finished and not holds_model(self.folder):
                raise PantoumError(
                    f"{self.folder}: the run had finished but its model is gone; give --overwrite"
                )
            self._keep_metrics(progress.evaluations)
            return progress, engine
        return None

    def start(self, progress: Progress, engine_state: dict[str, Any]) -> None:
        """Begin a new run; a model that is there stays, with all that belongs to it, until
        `replace`.
        """
        self.evaluated.clear()
        if not holds_model(self.folder):
            self.save_progress(progress, engine_state)
            write_files(self.folder, {METRICS: b""})

    def begin_log(self) -> None:
        """Take away the numbers of an earlier run: they go with its model, which the first
        evaluation has replaced.
        """
        try:
            for path in (self.folder / TENSORBOARD).glob("events.out.tfevents.*"):
                path.unlink(missing_ok=True)
            written = self._metrics.exists() and self._metrics.stat().st_size
        except OSError as error:
            raise PantoumError(f"{error.filename}: cannot be replaced: {error.strerror}") from error
        if written:
            write_files(self.folder, {METRICS: b""})

    def restore(self, engine: Engine, state: dict[str, Any]) -> None:
        """Let the engine go on from a checkpoint's state.

        Raises: PantoumError when it is not one of such an engine.
        """
        try:
            engine.restore(state)
        except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
            raise damaged(self._checkpoint) from error

    def save_best(self, model: nn.Module, record: Record, weights: str) -> None:
        """Keep these weights, whose name in words is given, as the model."""
        scores = {
            "dev": record.dev,
            "epoch": record.epoch,
            "step": record.step,
            "train_seconds": record.seconds,
            "weights": weights,
        }
        prepared = self._prepared
        trained = TrainedModel(prepared.config, prepared.task, model)
        card = model_card(self.folder.resolve().name, prepared, model, record)
        save_model(self.folder, trained, {SCORES: _json(scores), CARD: card})

    def note_trials(self, trials: Sequence[Trial]) -> None:
        """Add to the model's ``metrics.json`` what was tried at the end of the run.

        Raises: PantoumError when it cannot be read or written.
        """
        path = self.folder / SCORES
        try:
            scores = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise PantoumError(f"{path}: cannot be read: {error}") from error
        write_files(
            self.folder,
            {SCORES: _json(scores | {"tried": [trial._asdict() for trial in trials]}).encode()},
        )

    def save_progress(self, progress: Progress, engine_state: dict[str, Any]) -> None:
        """Write the checkpoint."""
        save_checkpoint(self._checkpoint, progress, engine_state, self._fingerprint)

    def log(self, record: Record) -> None:
        """Add a line to ``metrics.jsonl``."""
        try:
            with self._metrics.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record.as_dict()) + "\n")
        except OSError as error:
            raise PantoumError(f"{self._metrics}: cannot be written: {error.strerror}") from error

    def _clean(self) -> None:
        """Remove what a killed run had half written."""
        written = (*WRITTEN, SHORTLIST, *self._prepared.task.files())
        for path in (*(self.folder / name for name in written), self._checkpoint):
            with contextlib.suppress(OSError):
                path.with_name(path.name + PARTIAL).unlink()

    def _keep_metrics(self, evaluations: int) -> None:
        """Drop what a killed run wrote after its last checkpoint, perhaps half a line: it will come
        again.
        """
        if evaluations and self._metrics.exists():
            lines = self._metrics.read_bytes().splitlines(keepends=True)
            write_files(self.folder, {METRICS: b"".join(lines[:evaluations])})


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"


def check_output(folder: Path, resume: bool, overwrite: bool) -> None:
    """Refuse an output directory in which something would be lost.

    Raises: PantoumError when it is a file, holds other things, or a model that is neither to be
        replaced nor gone on with.
    """
    try:
        entries = {path.name for path in folder.iterdir()}
        started = (folder / CHECKPOINTS / LAST).exists()
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise PantoumError(
            f"{folder}: is a file, or below one; give a directory to --output"
        ) from error
    except OSError as error:
        raise PantoumError(f"{folder}: cannot be used as --output: {error.strerror}") from error
    if entries <= {CHECKPOINTS} and not started:
        return
    model = holds_model(folder)
    if not started and not model:
        raise PantoumError(
            f"{folder}: is not empty and holds no model of Pantoum; give a new directory to "
            "--output"
        )
    if resume and not started:
        raise PantoumError(
            f"{folder}: holds a model but no checkpoint to go on from; give --overwrite to train "
            "anew"
        )
    if not resume and not overwrite:
        what = (
            "already holds a model"
            if model
            else "holds a run that was stopped before its first evaluation"
        )
        raise PantoumError(
            f"{folder}: {what}; give --overwrite to replace it, --resume to go on, or another "
            "--output"
        )
