"""A study in a journal file, which several processes and machines may share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.pruners import PercentilePruner
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import FrozenTrial, Trial, TrialState

from pantoum.errors import PantoumError
from pantoum.files import not_writable
from pantoum.scale.score import ranking_of, score_of
from pantoum.scale.tuning.sampler import RETRY_OF, SeededSampler, index_of
from pantoum.scale.tuning.space import Dimension, Value

JOURNAL = "study.journal"
TURN = "study.turn"
# As Optuna calls the file of a lock.
TURN_LOCK = f"{TURN}.lock"
NAME = "pantoum"
ASKED = "asked"
# What is kept with each trial beside its settings.
COMMAND = "command"
DIRECTORY = "directory"
INTERRUPTED = "interrupted"
# Under this name Optuna keeps the settings that a trial was queued with.
FIXED = "fixed_params"
REASON = "reason"
DEV = "dev"
# A trial is pruned where its best score so far is not among this share, in per cent, of those that
# finished trials had at the same evaluation, from the fifth finished trial on and not before this
# share of its epochs (docs/design/0063 has what was measured).
KEPT = 50.0
STARTUP_TRIALS = 5
WARMUP = 1 / 3


class Asked(NamedTuple):
    """A trial to be made.

    number: of the trial; directory: the name of its directory, which is that of the trial that it
    repeats if that was interrupted; settings: that were chosen for it, by full names.
    """

    number: int
    directory: str
    settings: dict[str, Value]


class Study:
    """Trials of a space, in the directory of a study.

    Args:
        folder: of the study, which is there.
        space: what is varied.
        seed: decides what is chosen.
        command: the name of this command.
        is_alive: whether the command of a name still works on the study.
    Raises: PantoumError for a journal that cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        space: Sequence[Dimension],
        seed: int,
        command: str,
        is_alive: Callable[[str], bool],
    ) -> None:
        optuna.logging.set_verbosity(optuna.logging.CRITICAL)
        self._path = folder / JOURNAL
        self._space = {one.name: _distribution(one) for one in space}
        self._command = command
        self._is_alive = is_alive
        self._running: dict[int, Trial] = {}
        # Of several commands one at a time decides what is to be made, as the journal itself is
        # locked: by a file that only one can make, which all common shared file systems keep to.
        self._turn = JournalFileOpenLock(str(folder / TURN))
        pruner = PercentilePruner(KEPT, n_startup_trials=STARTUP_TRIALS)
        with self._turns():
            _mend(self._path)
            lock = JournalFileOpenLock(str(self._path))
            storage = JournalStorage(JournalFileBackend(str(self._path), lock_obj=lock))
            known: Any = {
                "storage": storage,
                "study_name": NAME,
                "sampler": SeededSampler(seed),
                "pruner": pruner,
            }
            try:
                self.study = optuna.load_study(**known)
            except KeyError:  # there is none yet
                self.study = optuna.create_study(**known, direction="minimize")

    def begin(self, asked: Mapping[str, Any], first: Mapping[str, Value]) -> dict[str, Any]:
        """Write down what the study is of, if it is new.

        Args:
            asked: the data, the space and the settings that all trials share.
            first: settings of the first trial; those that are not among them are chosen.
        Returns: what the study is of; what was asked for before, if it is not new.
        """
        with self._turns():
            if ASKED not in self.study.user_attrs:
                # One that was killed here before has its trial already.
                if first and not self._trials():
                    self.study.enqueue_trial(dict(first))
                self.study.set_user_attr(ASKED, dict(asked))
            return self.study.user_attrs[ASKED]

    def reclaim(self) -> list[str]:
        """Have trials made again, with the same settings and in the same directories, whose
        commands have ended before them. Their names.
        """
        found = []
        with self._turns():
            for trial in self._trials(TrialState.RUNNING):
                command = trial.user_attrs.get(COMMAND, "")
                if command == self._command or (command and self._is_alive(command)):
                    continue
                directory = trial.user_attrs.get(DIRECTORY) or self._directory(trial.number)
                again = {DIRECTORY: directory, RETRY_OF: trial.number}
                # It may have been killed before all of its settings were taken up; and whoever
                # did this before may have been killed between these steps.
                settings = {**trial.system_attrs.get(FIXED, {}), **trial.params}
                if not any(one.user_attrs.get(RETRY_OF) == trial.number for one in self._trials()):
                    self.study.enqueue_trial(settings, user_attrs=again)
                self.study._storage.set_trial_user_attr(trial._trial_id, INTERRUPTED, True)
                self.study.tell(trial.number, state=TrialState.FAIL)
                found.append(directory)
        return found

    def ask(self, most: int) -> Asked | None:
        """The next trial; None if there are as many as are wanted.

        Args:
            most: how many trials the study is to have, those of all commands together.
        """
        with self._turns():
            waiting = self._trials(TrialState.WAITING)
            if not waiting and self.count() >= most:
                return None
            trial = self.study.ask(self._space)
            trial.set_user_attr(COMMAND, self._command)
            directory = trial.user_attrs.get(DIRECTORY) or self._directory(trial.number)
            trial.set_user_attr(DIRECTORY, directory)
        self._running[trial.number] = trial
        return Asked(trial.number, directory, dict(trial.params))

    def should_prune(
        self, number: int, evaluation: int, loss: float | int, done: float | int
    ) -> bool:
        """Note an evaluation of a trial, and say whether the trial is to be given up.

        Args:
            evaluation: its number, from 1.
            loss: the less, the better.
            done: the share of the run that is over.
        """
        trial = self._running[number]
        with self._turns():
            if not self._is_running(number):
                return True
            trial.report(loss, evaluation)
            return done >= WARMUP and bool(trial.should_prune())

    def complete(self, number: int, dev: Mapping[str, float | int], **attributes: Any) -> bool:
        """Note the dev scores of a trial, and what else is to be kept with it.

        Returns: whether it counts, as for `prune` and `fail`: one whose command was taken for dead
            is made again by another.
        """
        loss = score_of(dev).loss
        return self._tell(number, TrialState.COMPLETE, loss, {DEV: dict(dev), **attributes})

    def prune(self, number: int, **attributes: Any) -> bool:
        """Note that a trial was given up."""
        return self._tell(number, TrialState.PRUNED, None, attributes)

    def fail(self, number: int, reason: str) -> bool:
        """Note that a trial failed."""
        return self._tell(number, TrialState.FAIL, None, {REASON: reason})

    def trials(self) -> list[FrozenTrial]:
        """All trials but those that were interrupted and made again, by their numbers."""
        return [one for one in self._trials() if INTERRUPTED not in one.user_attrs]

    def count(self) -> int:
        """How many trials there are."""
        return len(self.trials())

    def left(self, most: int) -> int:
        """How many trials are to be begun until there are as many as are wanted."""
        waiting = len(self._trials(TrialState.WAITING))
        return max(0, most - self.count()) + waiting

    def complete_trials(self) -> list[FrozenTrial]:
        """Those that have come to their end."""
        return [one for one in self.trials() if one.state == TrialState.COMPLETE]

    def best(self, complete: Sequence[FrozenTrial] | None = None) -> FrozenTrial | None:
        """The trial with the best dev scores: the main one, and where that is the same, the
        others; of several the first.

        Args:
            complete: those to choose from; all that have come to their end by default.
        """
        if complete is None:
            complete = self.complete_trials()
        return min(
            complete, key=lambda one: (ranking_of(one.user_attrs[DEV]), one.number), default=None
        )

    def importances(self) -> dict[str, float]:
        """How much of the differences between trials each setting explains, by its name, the most
        important first; nothing for fewer than four finished trials, which tell nothing.

        Source: Watanabe, Bansal & Hutter (2023), PED-ANOVA, IJCAI, arXiv:2304.10255.
        """
        complete = self.complete_trials()
        if len(complete) < 4 or len({one.value for one in complete}) < 2:
            return {}
        with self._reading():
            return optuna.importance.get_param_importances(self.study)

    def _directory(self, number: int) -> str:
        """What the directory of a new trial is called."""
        return str(index_of(self.study, number))

    def _tell(
        self,
        number: int,
        state: TrialState,
        loss: float | int | None,
        attributes: Mapping[str, Any],
    ) -> bool:
        trial = self._running.pop(number)
        with self._turns():
            if not self._is_running(number):
                return False
            for name, value in attributes.items():
                trial.set_user_attr(name, value)
            self.study.tell(trial, loss, state=state)
        return True

    def _is_running(self, number: int) -> bool:
        """Whether a trial of this command was not taken for dead, and made again by another."""
        return self.study.get_trials(deepcopy=False)[number].state == TrialState.RUNNING

    def _trials(self, *states: TrialState) -> list[FrozenTrial]:
        with self._reading():
            return self.study.get_trials(deepcopy=False, states=states or None)

    @contextlib.contextmanager
    def _turns(self) -> Iterator[None]:
        with self._reading():
            self._turn.acquire()
            try:
                yield
            finally:
                with contextlib.suppress(RuntimeError):  # it was held for too long
                    self._turn.release()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise not_writable(self._path, error) from error
        except (ValueError, KeyError, AssertionError) as error:
            raise PantoumError(
                "is damaged, or of another version of Optuna;",
                where=str(self._path),
                remedy="give another --output",
            ) from error


def _mend(journal: Path) -> None:
    """Cut off half a line, which a command has left that was killed while it wrote: the next one
    would be written behind it.
    """
    if not journal.exists():
        return
    lock = JournalFileOpenLock(str(journal))
    lock.acquire()
    try:
        with journal.open("r+b") as file:
            text = file.read()
            whole = text.rfind(b"\n") + 1
            if whole < len(text):
                file.truncate(whole)
    finally:
        lock.release()


def _distribution(one: Dimension) -> BaseDistribution:
    if one.choices:
        return CategoricalDistribution(one.choices)
    assert one.low is not None
    assert one.high is not None
    if one.whole:
        return IntDistribution(int(one.low), int(one.high), one.log, int(one.step or 1))
    return FloatDistribution(one.low, one.high, one.log, one.step)
