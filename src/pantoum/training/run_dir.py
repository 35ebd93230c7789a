"""A run's output directory: the best model so far, the checkpoint to go on from, and the metrics of
each evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from pantoum.errors import PantoumError
from pantoum.files import not_writable, remove_leftovers, write_files
from pantoum.inference.shortlist import learn_shortlist
from pantoum.model_dir import (
    CARD,
    CONFIG,
    METRICS,
    MOST_WEIGHT_BYTES,
    RUN,
    SCORES,
    SHORTLIST,
    WEIGHTS,
    TrainedModel,
    check_regular,
    holds_model,
    load_model,
    read_object,
    reading,
    save_model,
    save_shortlist,
)
from pantoum.tasks import Prepared, Seq2SeqTask
from pantoum.training.averaging import CheckpointAveraging
from pantoum.training.card import model_card
from pantoum.training.checkpoint import load_checkpoint, save_checkpoint
from pantoum.training.events import (
    Began,
    Candidate,
    CandidateTried,
    Ended,
    Evaluated,
    Event,
    Interrupted,
    Record,
    RunState,
    Trained,
)
from pantoum.training.provenance import describe_run, resumed_run
from pantoum.training.reservation import CHECKPOINTS, LAST

TENSORBOARD = "tensorboard"
WRITTEN = (CONFIG, WEIGHTS, SCORES, CARD, RUN, METRICS, SHORTLIST)  # and the task's files

# Output symbols from which on the output layer takes a good part of a search's time.
MANY_SYMBOLS = 1_000


class RunDirectory:
    """The listener that writes a run's files.

    A run may be killed between any two files, and must go on from those that are there. So their
    order is a part of what they mean, and all of them have this one listener: at an evaluation the
    model comes first, then its line of metrics, then the checkpoint that counts both as done.

    Args:
        folder: the output directory, which must be there before the first event.
        prepared: the run's task, settings and data.
        announce: is given a sentence before something that takes a while.
    """

    def __init__(
        self,
        folder: Path,
        prepared: Prepared[Any],
        announce: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.folder = folder
        self.checkpoint = folder / CHECKPOINTS / LAST
        training = prepared.config.training
        self.averaging = CheckpointAveraging(
            self.checkpoint.parent, training.average_last, training.average_best
        )
        self._prepared = prepared
        self.fingerprint = prepared.fingerprint()
        self._metrics = folder / METRICS
        self._announce = announce
        # What ``run.json`` is to hold, once the run has begun.
        self._provenance: dict[str, Any] = {}

    def open(self, resume: bool) -> RunState | None:
        """The checkpoint to go on from, or None for a new run; what a killed run had half written
        is taken away.

        Raises: PantoumError when there is a checkpoint that cannot be gone on from, and for a pipe
        or a device in the place of one of its files.
        """
        self._clean()
        for path in (self.checkpoint, self._metrics, self.folder / SCORES):
            if path.exists():
                with reading(path):
                    check_regular(path, MOST_WEIGHT_BYTES)
        if not resume or not self.checkpoint.exists():
            return None
        progress, engine = load_checkpoint(self.checkpoint, self.fingerprint)
        if progress.finished and not holds_model(self.folder):
            raise PantoumError(
                "the run had finished but its model is gone;",
                where=str(self.folder),
                remedy="give --overwrite",
            )
        if progress.finished:  # it may have been killed just before this
            self.averaging.clear()
        self._drop_lines_after(progress.evaluations)
        return RunState(progress, engine)

    def __call__(self, event: Event) -> None:
        """Write what an event calls for.

        Raises: PantoumError when a file cannot be written.
        """
        match event:
            case Began():
                self._begin(event)
            case Evaluated():
                self._keep(event)
            case CandidateTried() if event.candidate.kept:
                self._save_model(event.model, event.record, event.candidate.weights)
            case Interrupted():
                self._save_checkpoint(event.state)  # whoever asked may not wait for an evaluation
            case Trained():
                self._add_to_scores(event.candidates)
                self._make_shortlist(event.device)
            case Ended() if event.state is not None:
                self._save_checkpoint(event.state)
                if event.state.progress.finished:
                    self.averaging.clear()
            case _:
                pass

    def _begin(self, event: Began) -> None:
        """Begin a new run, or go on with one; a model that a new one is to replace stays, with all
        that belongs to it, until the first evaluation has something to put in its place.
        """
        where = (event.plan.device, event.state.progress.threads)
        if event.resumed:
            earlier = read_object(self.folder / RUN)
            self._provenance = resumed_run(earlier, self._prepared, *where)
            write_files(self.folder, {RUN: _json(self._provenance).encode()})
            return
        self._provenance = describe_run(self._prepared, *where)
        self.averaging.clear()
        if not holds_model(self.folder):
            self._save_checkpoint(event.state)
            write_files(self.folder, {METRICS: b"", RUN: _json(self._provenance).encode()})

    def _keep(self, event: Evaluated) -> None:
        """Write an evaluation down; one that is no part of the run's course leaves a model and a
        line, which the first evaluation after the run is resumed replaces.
        """
        if event.record.best:
            self._save_model(event.model, event.record, event.weights)
        if event.state is None:
            self._log(event.record)
            return
        self.averaging.add(event.number, event.key, event.model)
        if event.number == 0:
            self._remove_earlier_metrics()
        self._log(event.record)
        self._save_checkpoint(event.state)
        self.averaging.prune(event.number + 1)

    def _save_model(self, model: nn.Module, record: Record, weights: str) -> None:
        """Keep these weights, whose name in words is given, as the model."""
        scores = {
            "dev": record.dev,
            **({"groups": record.groups} if record.groups else {}),
            "epoch": record.epoch,
            "step": record.step,
            "train_seconds": record.seconds,
            "weights": weights,
        }
        prepared = self._prepared
        trained = TrainedModel(prepared.config, prepared.task, model)
        card = model_card(self.folder.resolve().name, prepared, model, record)
        texts = {SCORES: _json(scores), CARD: card, RUN: _json(self._provenance)}
        save_model(self.folder, trained, texts)

    def _add_to_scores(self, candidates: Sequence[Candidate]) -> None:
        """Add to the model's ``metrics.json`` what was tried at the end of the run.

        Raises: PantoumError when it cannot be read or written.
        """
        path = self.folder / SCORES
        try:
            scores = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise PantoumError(
                f"cannot be read: {error}",
                where=str(path),
                remedy="train again with --overwrite",
            ) from error
        scores["tried"] = [candidate._asdict() for candidate in candidates]
        write_files(self.folder, {SCORES: _json(scores).encode()})

    def _make_shortlist(self, device: torch.device) -> None:
        """Learn from the model's attention which output symbols inputs allow, where that makes
        searches faster, and save it beside the model.
        """
        task = self._prepared.task
        model = self._prepared.config.model
        # What is copied need not be in a shortlist.
        if not isinstance(task, Seq2SeqTask) or model.attention == "none" or model.copy:
            return
        if task.target.size >= MANY_SYMBOLS:
            train = self._prepared.train
            self._announce(
                f"learning from {len(train):,} pairs which output symbols an input makes likely "
                "(for `pantoum predict --shortlist`)"
            )
            trained = load_model(self.folder).model.to(device)
            shortlist = learn_shortlist(trained, train.source, train.target, device)
            save_shortlist(self.folder, shortlist)

    def _save_checkpoint(self, state: RunState) -> None:
        save_checkpoint(self.checkpoint, state.progress, state.engine, self.fingerprint)

    def _log(self, record: Record) -> None:
        """Add a line to ``metrics.jsonl``."""
        try:
            with self._metrics.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record.as_dict()) + "\n")
        except OSError as error:
            raise not_writable(self._metrics, error) from error

    def _remove_earlier_metrics(self) -> None:
        """Take away the numbers of an earlier run: they go with its model, which the first
        evaluation has replaced.
        """
        try:
            for path in (self.folder / TENSORBOARD).glob("events.out.tfevents.*"):
                path.unlink(missing_ok=True)
            written = self._metrics.exists() and self._metrics.stat().st_size
        except OSError as error:
            raise PantoumError(
                f"cannot be replaced: {error.strerror}",
                where=str(error.filename),
                remedy="check its permissions",
            ) from error
        if written:
            write_files(self.folder, {METRICS: b""})

    def _drop_lines_after(self, evaluations: int) -> None:
        """Drop what a killed run wrote after its last checkpoint, perhaps half a line: it will come
        again.
        """
        if evaluations and self._metrics.exists():
            lines = self._metrics.read_bytes().splitlines(keepends=True)
            write_files(self.folder, {METRICS: b"".join(lines[:evaluations])})

    def _clean(self) -> None:
        """Remove what a killed run had half written."""
        written = (*WRITTEN, *self._prepared.task.files())
        for path in (*(self.folder / name for name in written), self.checkpoint):
            remove_leftovers(path)
        self.averaging.clean()


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"
