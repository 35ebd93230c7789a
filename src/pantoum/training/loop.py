"""The one training loop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from pantoum.errors import PantoumError
from pantoum.model_dir import holds_model
from pantoum.tasks import Prepared, Sample
from pantoum.training.checkpoint import Progress
from pantoum.training.evaluation import evaluate, record_of
from pantoum.training.fabric import Engine
from pantoum.training.report import Record, Reporter, Tick, Trial, plan_of
from pantoum.training.run_dir import RunDir
from pantoum.training.schedule import evaluation_due, learning_rate
from pantoum.training.shortlist import make_shortlist
from pantoum.training.threads import choose_threads
from pantoum.training.trials import evaluated_name, other_weights
from pantoum.training.unread import Unread

# An epoch of more steps than this is evaluated in several parts.
LONGEST_INTERVAL = 1_500


@dataclass(frozen=True)
class Outcome:
    """What a run came to: its best record (None if none was better since it was resumed) and why it
    ended.
    """

    best: Record | None
    reason: str


class Trainer:
    """One run: from prepared data to the best weights on disk.

    Args:
        prepared: the task, its data and the complete configuration.
        folder: the output directory.
        reporter: is told of every batch and evaluation.
        stop: asked after every batch; True ends the run cleanly, with a checkpoint to resume from.
    """

    def __init__(
        self,
        prepared: Prepared[Any],
        folder: Path,
        reporter: Reporter,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.prepared = prepared
        self.config = prepared.config.training
        self.reporter = reporter
        self.stop = stop
        self.files = RunDir(folder, prepared)
        self.progress = Progress()
        self.best: Record | None = None
        self._resumed: list[str] = []
        self._mark = time.perf_counter()

    def run(self, resume: bool = False, overwrite: bool = False) -> Outcome:
        """Train until the last epoch, until the dev score stops improving, or until `stop` says so.

        Args:
            resume: go on from the checkpoint in the output directory, if one is there.
            overwrite: replace a model that is there.
        Raises: PantoumError for an output directory that cannot be used, or a loss that is no
            longer a number.
        """
        self._build()
        with self.files.reserved(resume, overwrite):
            self._begin(resume)
            if self.progress.finished:
                return Outcome(None, "the run had already finished: nothing to do")
            return self._go_on()

    def _go_on(self) -> Outcome:
        """From where the run is to its end."""
        reason = "the run failed"
        self.reporter.started(
            plan_of(self.prepared, self.engine.model, str(self.engine.device), self._resumed)
        )
        self._lap()
        try:
            reason = self._epochs()
            if self.progress.finished:
                self._try_others()
                make_shortlist(
                    self.files.folder, self.prepared, self.engine.device, self.reporter.working
                )
            self.files.save_progress(self.progress, self.engine.state())
            if self.progress.finished:
                self.files.evaluated.clear()
        finally:
            self.reporter.ended(reason)
        return Outcome(self.best, reason)

    def _build(self) -> None:
        """The model with its first weights."""
        torch.manual_seed(self.prepared.config.seed)
        self.model = self.prepared.task.build(self.prepared.config)
        self.engine = Engine(self.model, self.config)
        self.unread = Unread(self.engine.device)

    def _begin(self, resume: bool) -> None:
        """A new run, or the checkpoint's."""
        kept = self.files.open(resume)
        if kept is None:
            self.progress.threads = choose_threads(self.prepared.config)
            self.files.start(self.progress, self.engine.state())
        else:
            self.progress = kept[0]
            self.files.restore(self.engine, kept[1])
        if resume:
            anew = f"nothing to resume in {self.files.folder}: a new run begins"
            self._resumed = [
                anew if kept is None else f"going on from epoch {self.progress.position:.3g}"
            ]
        torch.set_num_threads(self.progress.threads)

    @property
    def _epoch_count(self) -> int:
        return self.config.epochs or 1

    def _epochs(self) -> str:
        """Learn until something ends the run; the reason, as a sentence."""
        self.model.train()
        while self.progress.epoch < self._epoch_count:
            batches = self.prepared.task.batches(
                self.prepared.train, self.prepared.config, self.progress.epoch
            )
            reason = self._epoch(batches)
            if reason:
                return reason
            self.progress.epoch, self.progress.batch = self.progress.epoch + 1, 0
        self.progress.finished = True
        return (
            f"all {self._epoch_count} epochs are done"
            if self._epoch_count > 1
            else "the only epoch is done"
        )

    def _epoch(self, batches: Sequence[Any]) -> str:
        """The rest of one epoch; a reason if the run ends in it."""
        if self.progress.batch == 0:
            self.engine.begin_epoch()
        self.progress.batches = len(batches)
        parts = -(-len(batches) // (self.config.evaluate_every or LONGEST_INTERVAL))
        while self.progress.batch < len(batches):
            # Asked first, and not after the evaluation, because a run may be resumed just there.
            if self.config.patience and self.progress.waited >= self.config.patience:
                self.progress.finished = True
                waited = f"{self.progress.waited:.3g}"
                return (
                    f"the dev score has not improved in {waited} "
                    f"epoch{'s' if waited != '1' else ''}"
                )
            done = self._position(len(batches)) / self._epoch_count
            rate = self._learn(batches[self.progress.batch], done)
            self.progress.batch += 1
            if evaluation_due(
                self.progress, len(batches), parts, self._epoch_count, self.config.evaluate_every
            ):
                self._evaluate(rate, len(batches))
            if self.stop():
                return self._interrupted(rate, len(batches))
        return ""

    def _position(self, batches: int) -> float:
        """Epochs learned from so far, if the present one has so many batches."""
        return self.progress.epoch + self.progress.batch / batches

    def _learn(self, picked: Any, done: float) -> float:
        """One step of the optimiser; the learning rate it took."""
        progress = self.progress
        batch = self.prepared.task.collate(self.prepared.train, picked)
        symbols = (
            batch.symbols
        )  # counted before the batch is on a GPU, where the look would wait for it
        batch = batch.to(self.engine.device)
        rate = learning_rate(
            self.config.learning_rate or 0.0, progress.step, self.config.warmup_steps, done
        )
        loss = self.engine.loss(*batch.inputs, label_smoothing=self.config.label_smoothing or 0.0)
        self.engine.update(loss.total / loss.symbols, rate)
        progress.step += 1
        progress.symbols += symbols
        self._count(self.unread.add(loss.nll))
        progress.learning += self._lap()
        self.reporter.ticked(
            Tick(progress.epoch, done, progress.seconds, progress.loss, progress.speed)
        )
        return rate

    def _count(self, nll: float) -> None:
        self.progress.nll += nll
        if not math.isfinite(nll):
            step = self.progress.step
            raise PantoumError(
                f"the loss is not a number any more at step {step}: lower training.learning_rate"
            )

    def _lap(self) -> float:
        """Seconds since the last lap, which are also added to those of the run."""
        now = time.perf_counter()
        lap, self._mark = now - self._mark, now
        self.progress.seconds += lap
        return lap

    def _evaluate(self, rate: float, batches: int) -> None:
        """Score the weights, keep them if they are the best so far, and write all of it down."""
        progress = self.progress
        self._count(self.unread.read())
        position = self._position(batches)
        record, sample, key = self._measure(self.engine.kept, rate, position)
        if record.best:
            progress.best, progress.best_at, self.best = key, position, record
            self.files.save_best(self.engine.kept, record, evaluated_name(self.engine))
        self.files.evaluated.add(progress.evaluations, key, self.engine.kept)
        if not progress.evaluations:
            self.files.begin_log()
        progress.waited = position - progress.best_at
        progress.evaluations += 1
        progress.nll, progress.symbols, progress.learning = 0.0, 0, 0.0
        self.files.log(record)
        self.files.save_progress(progress, self.engine.state())
        self.files.evaluated.prune(progress.evaluations)
        self.reporter.evaluated(record, sample)

    def _try_others(self) -> None:
        """Score what else the weights could be, and keep what is better than the best so far."""
        trials = []
        for name, model in other_weights(
            self.engine, self.files.evaluated, self.progress.evaluations
        ):
            record, _, key = self._measure(model, 0.0, self.progress.position)
            if record.best:
                self.progress.best, self.best = key, record
                self.files.save_best(model, record, name)
            trials.append(Trial(name, record.dev, record.best))
            self.reporter.tried(trials[-1])
        self.files.note_trials(trials)

    def _interrupted(self, rate: float, batches: int) -> str:
        """The reason for the end, when the weights so far are kept as a model if none is yet.

        That evaluation is no part of the run's progress, so a run that is gone on with is as if it
        had not stopped.
        """
        self._count(self.unread.read())
        if not self.progress.best:
            self.files.save_progress(
                self.progress, self.engine.state()
            )  # who asked may not wait for the evaluation
            if holds_model(self.files.folder):
                return "stopped before its first evaluation, with the earlier model kept"
            self.best, sample, _ = self._measure(self.engine.kept, rate, self._position(batches))
            self.files.save_best(self.engine.kept, self.best, evaluated_name(self.engine))
            self.files.log(self.best)
            self.reporter.evaluated(self.best, sample)
        return "stopped, with the best model so far saved"

    def _measure(
        self, model: nn.Module, rate: float, position: float
    ) -> tuple[Record, Sample, list[float]]:
        """The record of an evaluation, a sample, and the key by which evaluations are compared."""
        progress = self.progress
        scores, sample = evaluate(model, self.prepared, self.engine.device, progress.evaluations)
        key = self.prepared.task.selection_key(scores)
        self._lap()
        best = not progress.best or key < progress.best
        record = record_of(progress, scores, rate, position, best=best)
        return record, sample, key
