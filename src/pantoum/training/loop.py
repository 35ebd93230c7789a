"""The one training loop: batches to weights, as a sequence of events.

It writes and prints nothing: listeners do (`pantoum.training.listeners`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from pantoum.errors import PantoumError
from pantoum.inference.side_by_side import one_thread
from pantoum.ranks import ALONE, Ranks
from pantoum.tasks import DevResult, Prepared, Sample
from pantoum.training.averaging import MOVING_AVERAGE, STEP, averaging_candidates
from pantoum.training.checkpoint import Progress
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
    Stepped,
    Trained,
    plan_of,
)
from pantoum.training.fabric import Engine, PendingLosses
from pantoum.training.first_weights import first_model
from pantoum.training.rehearsal import threads_of_run
from pantoum.training.schedule import evaluation_due, learning_rate, out_of_patience

# A part of a run: it yields events, and returns why the run ends in it, or "" if it does not.
Part = Generator[Event, None, str]


class Loop:
    """One run, from its first weights to its last event.

    Args:
        prepared: the task, its data and the complete configuration.
        stop: called after every step; True ends the run cleanly.
        means: the means over evaluations that are averaging candidates at the end of the run, as
            names and weights, for the number of its evaluations; by default there are none.
        ranks: the processes that train the model, each with a loop of its own: each learns from its
            part of every batch, and all go the same way.
    Raises: PantoumError for a device that is not there, or a precision that it does not have.
    """

    def __init__(
        self,
        prepared: Prepared[Any],
        stop: Callable[[], bool] = lambda: False,
        means: Callable[[int], Iterable[tuple[str, dict[str, Tensor]]]] = lambda evaluations: (),
        ranks: Ranks = ALONE,
    ) -> None:
        self._mark = time.perf_counter()
        torch.manual_seed(prepared.config.seed)
        self.prepared = prepared
        self.config = prepared.config.training
        with one_thread():  # orthogonal matrices round otherwise on two
            model = first_model(prepared)
        if ranks.number:  # what is drawn while learning differs from process to process
            torch.manual_seed(_seed_of_rank(prepared.config.seed, ranks.number))
        self.engine = Engine(model, self.config, ranks)
        self.ranks = ranks
        self.progress = Progress(ranks=ranks.count)
        self.best: Record | None = None
        self._stop = stop
        self._means = means
        self._pending = PendingLosses(self.engine.device, ranks)
        # The batches of an epoch, and which one, once they are needed.
        self._planned: tuple[int, Sequence[Any]] | None = None
        self._resumed = False

    def restore(self, state: RunState) -> None:
        """Go on from a checkpoint's state. What is wrong with it raises whatever it raises."""
        self.engine.restore(state.engine)
        self.progress = state.progress
        self._resumed = True
        if self.progress.ranks != self.ranks.count:
            self.progress = replace(self.progress, ranks=self.ranks.count, threads=0)

    def events(self, notes: Sequence[str] = (), *, keeps_model: bool = False) -> Iterator[Event]:
        """Train until the last epoch, until the dev score stops improving, or until `stop` says so.

        Each event is yielded when it happens, and the run goes on when the next one is wanted.

        Args:
            notes: for the plan, after those on what was inferred.
            keeps_model: whether a model of an earlier run is kept until the first evaluation, so
                that a run that is stopped before it need not be evaluated to leave one.
        Raises: PantoumError for a loss that is no longer a number.
        """
        if not self.progress.threads:
            chosen = threads_of_run(self.prepared, self.engine, self._batches(), self.ranks)
            self.progress.threads = chosen.number
            notes = [*notes, *chosen.notes]
        torch.set_num_threads(self.progress.threads)
        device = self.engine.device
        plan = plan_of(self.prepared, self.engine.model, str(device), notes)
        yield Began(plan, self._resumed, self._state())
        self._lap()
        reason = yield from self._epochs(keeps_model)
        if self.progress.finished:
            candidates = []
            for tried in self._try_candidates():
                candidates.append(tried.candidate)
                yield tried
            yield Trained(tuple(candidates), device)
        yield Ended(reason, self.best, self._state())

    @property
    def _epoch_count(self) -> int:
        return self.config.epochs

    def _state(self) -> RunState:
        return RunState(replace(self.progress), self.engine.state())

    def _epochs(self, keeps_model: bool) -> Part:
        """Learn until something ends the run."""
        self.engine.model.train()
        while self.progress.epoch < self._epoch_count:
            reason = yield from self._epoch(self._batches(), keeps_model)
            if reason:
                return reason
            self.progress.epoch += 1
            self.progress.batch = 0
        self.progress.finished = True
        if self._epoch_count == 1:
            return "the one epoch of the run is done"
        return f"all {self._epoch_count} epochs are done"

    def _batches(self) -> Sequence[Any]:
        """The batches of the present epoch, planned once: for a large corpus that takes seconds."""
        epoch = self.progress.epoch
        if self._planned is None or self._planned[0] != epoch:
            self._planned = None  # the plan of the epoch before makes room
            task = self.prepared.task
            self._planned = epoch, task.batches(self.prepared.train, self.prepared.config, epoch)
        return self._planned[1]

    def _epoch(self, batches: Sequence[Any], keeps_model: bool) -> Part:
        """The rest of one epoch."""
        progress = self.progress
        if progress.batch == 0:
            self.engine.begin_epoch()
        progress.batches = len(batches)
        while progress.batch < len(batches):
            # Checked first, and not after the evaluation, because a run may be resumed just there.
            if out_of_patience(progress, self.config.patience):
                progress.finished = True
                waited = f"{progress.waited:.3g}"
                epochs = "epoch" if waited == "1" else "epochs"
                return f"the dev score has not improved in {waited} {epochs}"
            done = progress.position / self._epoch_count
            rate = self._learn(batches[progress.batch], done)
            yield Stepped(progress.epoch, done, progress.seconds, progress.loss, progress.speed)
            progress.batch += 1
            if evaluation_due(progress, self._epoch_count, self.config.evaluate_every):
                yield self._evaluate(rate)
            if self._is_stopped():
                return (yield from self._interrupted(rate, keeps_model))
        return ""

    def _learn(self, picked: Any, done: float) -> float:
        """One step of the optimiser; the learning rate it took."""
        progress = self.progress
        task = self.prepared.task
        part = task.part(picked, self.ranks.number, self.ranks.count)
        learns = part is not None
        if not learns:  # all processes must take the step: this one with a row that does not count
            part = task.part(picked, 0, self.ranks.count)
        batch = task.collate(self.prepared.train, part)
        # Counted before the batch is on a GPU, where reading it would wait.
        symbols = self.ranks.begin_total(batch.symbols if learns else 0)
        batch = batch.to(self.engine.device)
        rate = learning_rate(
            self.config.learning_rate, progress.step, self.config.warmup_steps, done
        )
        loss = self.engine.loss(*batch.inputs, label_smoothing=self.config.label_smoothing)
        self.engine.update(loss, rate, symbols() if self.ranks.count > 1 else None, learns)
        progress.step += 1
        progress.symbols += int(symbols())
        self._count(self._pending.add(loss.nll if learns else torch.zeros_like(loss.nll)))
        progress.learning += self._lap()
        return rate

    def _is_stopped(self) -> bool:
        """Whether this process or another one was asked to stop."""
        return self.ranks.total(self._stop()) > 0

    def _count(self, nll: float) -> None:
        self.progress.nll += nll
        if not math.isfinite(nll):
            step = self.progress.step
            raise PantoumError(
                f"the loss is not a number any more at step {step}",
                setting="training.learning_rate",
                value=self.config.learning_rate,
                remedy="lower training.learning_rate",
            )

    def _lap(self) -> float:
        """Seconds since the last lap, which are also added to those of the run."""
        now = time.perf_counter()
        lap = now - self._mark
        self._mark = now
        self.progress.seconds += lap
        return lap

    def _evaluate(self, rate: float) -> Evaluated:
        """Score the weights, and note whether they are the best so far."""
        progress = self.progress
        self._count(self._pending.read())
        record, sample, key = self._measure(self.engine.kept, rate)
        if record.best:
            progress.best = key
            progress.best_at = progress.position
            self.best = record
        number = progress.evaluations
        progress.waited = progress.position - progress.best_at
        progress.evaluations += 1
        progress.nll = 0.0
        progress.symbols = 0
        progress.learning = 0.0
        return self._evaluated(record, sample, key, number, self._state())

    def _evaluated(
        self, record: Record, sample: Sample, key: list[float], number: int, state: RunState | None
    ) -> Evaluated:
        weights = MOVING_AVERAGE if self.engine.averages else STEP
        return Evaluated(record, sample, self.engine.kept, weights, number, key, state)

    def _try_candidates(self) -> Iterator[CandidateTried]:
        """Score what else the weights could be; one that is better than the best so far is the best
        from then on."""
        progress = self.progress
        means = self._means(progress.evaluations)
        for name, model in averaging_candidates(self.engine.model, self.engine.averages, means):
            record, _, key = self._measure(model, 0.0)
            if record.best:
                progress.best = key
                self.best = record
            yield CandidateTried(Candidate(name, record.dev, record.best), record, model)

    def _interrupted(self, rate: float, keeps_model: bool) -> Part:
        """The end of a run that is stopped, with an evaluation if there would be no model yet.

        That evaluation is no part of the run's progress, so a run that is gone on with is as if it
        had not stopped.
        """
        self._count(self._pending.read())
        yield Interrupted(self._state())
        if self.progress.best:
            return "stopped, with the best model so far saved"
        if keeps_model:
            return "stopped before its first evaluation, with the earlier model kept"
        self.best, sample, key = self._measure(self.engine.kept, rate)
        yield self._evaluated(self.best, sample, key, self.progress.evaluations, None)
        return "stopped, with the best model so far saved"

    def _measure(self, model: nn.Module, rate: float) -> tuple[Record, Sample, list[float]]:
        """The record of an evaluation, a sample, and the key by which evaluations are compared."""
        progress = self.progress
        device = self.engine.device
        found = evaluate(model, self.prepared, device, progress.evaluations, self.ranks)
        result = DevResult(*self.ranks.from_first(found))
        key = self.prepared.task.selection_key(result.scores)
        self._lap()
        record = Record(
            epoch=round(progress.position, 3),
            step=progress.step,
            train_loss=progress.loss,
            learning_rate=rate,
            symbols_per_second=progress.speed,
            seconds=progress.seconds,
            dev=result.scores,
            best=not progress.best or key < progress.best,
            groups=result.groups,
        )
        return record, result.sample, key


def _seed_of_rank(seed: int, number: int) -> int:
    """A seed for each process but the first one, which has the seed of the run."""
    return int(np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)[0] >> 1)


def evaluate(
    model: nn.Module,
    prepared: Prepared[Any],
    device: torch.device,
    turn: int,
    ranks: Ranks = ALONE,
) -> DevResult:
    """The task's scores of the model on the whole dev set and on each group of it, and one example,
    another at each turn. The model is in the mode that it was in before; `ranks` share the work.
    """
    training = model.training
    model.eval()
    result = prepared.task.evaluate(model, prepared.dev, prepared.dev_examples, device, turn, ranks)
    model.train(training)
    return result
