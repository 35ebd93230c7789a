"""The trials of ``pantoum tune``, each a process of ``pantoum train``."""

from __future__ import annotations

import argparse
import contextlib
import errno
import math
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pantoum.cli.messages import say
from pantoum.cli.seeds_course import say_evaluation
from pantoum.errors import PantoumError
from pantoum.files import not_writable, write_files
from pantoum.metrics import name_of
from pantoum.model_dir import SHORTLIST, WEIGHTS
from pantoum.scale import Ended, Job, Jobs, RunsFile
from pantoum.scale.evaluations import Evaluations
from pantoum.scale.runs import begin_or_resume, is_training, outcome_of
from pantoum.scale.runs_file import differences
from pantoum.scale.score import score_of
from pantoum.scale.settings_yaml import settings_yaml
from pantoum.scale.sharing_out import checked_jobs, shared_threads
from pantoum.scale.tuning.presence import Presence
from pantoum.scale.tuning.space import Dimension
from pantoum.scale.tuning.study import DIRECTORY, JOURNAL, TURN_LOCK, Asked, Study
from pantoum.training.provenance import describe_data
from pantoum.training.reservation import CHECKPOINTS

TRIALS = "trials"
COMMANDS = "commands"
# What stands in the directory of a study before its journal.
BEGINNING = {TRIALS, COMMANDS, TURN_LOCK}
# So many failed trials, and none that did not, are a mistake in what all of them have.
MOST_FAILURES = 3


class Trials:
    """The trials that a command makes.

    Args:
        folder: of the study.
        space: what is varied.
        defaults: the values of all settings in a training for which nothing is chosen.
        given: the settings that all trials share.
        train, dev: the files of data.
        start: the model that all trials start from, if they do.
        reporters: the names of the trackers that each trial is told to.
        options: the flags of the command.
    Attributes:
        stopped: 128 and the number of the signal that stopped the trials; 0 if none has.
    Raises: PantoumError for a directory that cannot be used, or a study of something else.
    """

    def __init__(
        self,
        folder: Path,
        space: Sequence[Dimension],
        *,
        defaults: Mapping[str, Any],
        given: Mapping[str, Any],
        train: Sequence[Path],
        dev: Sequence[Path],
        start: str | None,
        reporters: Sequence[str],
        options: argparse.Namespace,
    ) -> None:
        self.folder = folder
        self.space = space
        self.stopped = 0
        self.data = [*map(str, train), *(["--dev", *map(str, dev)] if dev else [])]
        self.start = start
        self._reporters = reporters
        self._options = options
        self._evaluations: dict[int, tuple[Asked, Evaluations]] = {}
        self._counts: dict[int, int] = {}
        self._pruned: dict[int, float] = {}
        self._epochs = defaults["training.epochs"]
        jobs = checked_jobs(options.jobs, options.trials)
        self._jobs_at_once = jobs
        threads = shared_threads(jobs, given.get("training.threads", 0))
        shared = {"training.threads": threads} if threads else {}
        _check_folder(folder, options.resume)
        try:
            (folder / TRIALS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_writable(folder, error) from error
        self._presence = Presence(folder / COMMANDS)
        self.study = Study(
            folder, space, defaults["seed"], self._presence.name, self._presence.is_alive
        )
        names = [one.name for one in space if one.contains(defaults[one.name])]
        first = {name: defaults[name] for name in names}
        asked = {
            "settings": dict(given),
            "space": {one.name: one.to_dict() for one in space},
            "data": [_digests(train), _digests(dev)],
            "start": start,
            "shared": shared,
        }
        before = self.study.begin(asked, first)
        if others := [name for name in differences(before, asked) if name != "shared"]:
            self.close()
            raise PantoumError(
                f"holds a study of other {' and '.join(others)};",
                where=str(folder),
                remedy="give those of before, or another --output",
            )
        # With other threads sums are rounded otherwise: all trials have those of the first command.
        self.fixed = {"seed": defaults["seed"], **given, **before["shared"]}

    def close(self) -> None:
        """Leave the study: trials that have not ended are for whoever goes on with it."""
        self._presence.leave()

    def go_through(self) -> None:
        """Make the trials that are left."""
        if directories := self.study.reclaim():
            names = ", ".join(directories)
            say(f"trials that were stopped are gone on with: {names}")
        left = self.study.left(self._options.trials)
        at_once = f", {self._jobs_at_once} at a time" if self._jobs_at_once > 1 else ""
        say(
            f"{left} of {self._options.trials} trials to begin{at_once}; each has its directory "
            f"and its log in {self.folder / TRIALS}"
        )
        program = Jobs(self._jobs(), self._jobs_at_once, look=self._look)
        self._program = program
        with contextlib.closing(program.run()) as all_ended:
            for ended in all_ended:
                self._note(ended, bool(program.stopped))
        self.stopped = program.stopped
        if self.stopped:
            say("stopped; the same command with --resume goes on")

    def place(self, directory: str) -> Path:
        """The directory of a trial."""
        return self.folder / TRIALS / directory

    def _jobs(self) -> Iterator[Job | None]:
        """Each trial, chosen when there is room for it."""
        timeout = self._options.timeout
        end = math.inf if timeout is None else time.monotonic() + timeout
        while time.monotonic() < end:
            self.study.reclaim()
            asked = self.study.ask(self._options.trials)
            if asked is None:
                return
            place = self.place(asked.directory)
            while is_training(place):  # what a killed command has left may need long to end
                yield None
            yield self._job(asked, place)

    def _job(self, asked: Asked, place: Path) -> Job:
        file = place.with_name(f"{place.name}.yaml")
        settings = {**self.fixed, **asked.settings}
        write_files(file.parent, {file.name: settings_yaml(settings).encode()})
        flags = ["--config", str(file), "--output", str(place)]
        flags += [] if self.start is None else ["--from", self.start]
        flags += ["--reporters", *self._reporters] if self._reporters else []
        flags += begin_or_resume(place, None)
        shown = "  ".join(f"{name} {_shown(value)}" for name, value in asked.settings.items())
        say(f"trial {asked.directory}: {shown}")
        self._evaluations[asked.number] = (asked, Evaluations(place, skip=False))
        self._counts[asked.number] = 0
        command = (sys.executable, "-m", "pantoum", "train", *self.data, *flags)
        return Job(str(asked.number), command, place.with_name(f"{place.name}.log"))

    def _look(self) -> None:
        self._presence.beat()
        for number in list(self._evaluations):
            self._read(number)

    def _read(self, number: int) -> None:
        """Report what is new of a trial, and end it if it is not worth going on."""
        asked, evaluations = self._evaluations[number]
        epochs = asked.settings.get("training.epochs", self._epochs)
        assert isinstance(epochs, int | float)
        for record in evaluations.new():
            if number in self._pruned:
                return
            say_evaluation(f"trial {asked.directory}", record)
            self._counts[number] += 1
            loss = score_of(record["dev"]).loss
            done = record["epoch"] / epochs
            if self.study.should_prune(number, self._counts[number], loss, done) and done < 1:
                self._pruned[number] = record["epoch"]
                self._program.end(str(number))

    def _note(self, ended: Ended, stopped: bool) -> None:
        """Write down how a trial has ended."""
        number = int(ended.name)
        self._read(number)
        asked, _ = self._evaluations.pop(number)
        place = self.place(asked.directory)
        if number in self._pruned:
            epoch = self._pruned[number]
            if not self.study.prune(number, epoch=epoch, seconds=round(ended.seconds, 1)):
                return
            say(f"trial {asked.directory}: pruned at epoch {epoch:g}")
            self._remove_weights(place)
        elif ended.status and stopped:
            return
        else:
            scores, reason = outcome_of(place, ended.status)
            if os.strerror(errno.ENOSPC) in reason:  # of no trial's settings
                raise PantoumError(
                    f"trial {asked.directory} found no room on the disk;",
                    where=str(self.folder),
                    remedy="make room and give --resume, which makes it again",
                )
            if reason:
                self._fail(number, asked, reason)
            else:
                self._complete(number, asked, scores, ended.seconds)

    def _fail(self, number: int, asked: Asked, reason: str) -> None:
        if not self.study.fail(number, reason):
            return
        say(f"trial {asked.directory} failed: {reason}")
        self._remove_weights(self.place(asked.directory))
        states = [trial.state.name for trial in self.study.trials()]
        failed = states.count("FAIL")
        if failed >= MOST_FAILURES and not {"COMPLETE", "PRUNED"} & {*states}:
            trials = "1 trial" if failed == 1 else f"{failed} trials"
            raise PantoumError(
                f"{trials} failed and none did not, the last one because {reason}",
                where=str(self.folder),
                remedy="correct what all trials share, and begin in another --output",
            )

    def _complete(
        self, number: int, asked: Asked, scores: Mapping[str, Any], seconds: float
    ) -> None:
        score = score_of(scores["dev"])
        if not math.isfinite(score.loss):
            self._fail(number, asked, f"its {name_of(score.name)} is no number")
            return
        counts = self.study.complete(
            number,
            scores["dev"],
            epoch=scores.get("epoch"),
            seconds=scores.get("train_seconds", round(seconds, 1)),
        )
        if not counts:
            return
        best = self.remove_worse()
        mark = "  best so far" if best == asked.directory else ""
        say(f"trial {asked.directory}: dev {name_of(score.name)} {score.value:.2f}{mark}")

    def remove_worse(self) -> str | None:
        """Take away the weights of all trials but the best, whose directory is given, and that
        which the study answers with until its files are written anew.
        """
        # Of one reading: another command may end a better one in between.
        complete = self.study.complete_trials()
        best = self.study.best(complete)
        runs = RunsFile.read(self.folder)
        used = set() if runs is None else {self.folder / name for name in runs.use}
        for trial in complete:
            place = self.place(trial.user_attrs[DIRECTORY])
            if trial is not best and place not in used:
                self._remove_weights(place)
        return None if best is None else best.user_attrs[DIRECTORY]

    def _remove_weights(self, place: Path) -> None:
        """Take away what is large of a trial; its settings, scores and log stay."""
        if self._options.keep_models:
            return
        for name in (WEIGHTS, SHORTLIST):
            with contextlib.suppress(OSError):
                (place / name).unlink()
        shutil.rmtree(place / CHECKPOINTS, ignore_errors=True)


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _check_folder(folder: Path, resume: bool) -> None:
    """Refuse a directory in which something would be lost.

    Raises: PantoumError, which says what.
    """
    if folder.exists() and not folder.is_dir():
        raise PantoumError("is a file;", where=str(folder), remedy="give a directory to --output")
    holds = (folder / JOURNAL).exists()
    if holds and not resume:
        raise PantoumError(
            "holds a study already;",
            where=str(folder),
            remedy="give --resume to go on with it, or another --output",
        )
    # Another command may just be about to begin the study.
    if not holds and folder.is_dir() and {path.name for path in folder.iterdir()} - BEGINNING:
        raise PantoumError(
            "is not empty and holds no study;",
            where=str(folder),
            remedy="give a new directory to --output",
        )


def _digests(paths: Sequence[Path]) -> list[str]:
    return [one["sha256"] for path in paths for one in describe_data(path)]
