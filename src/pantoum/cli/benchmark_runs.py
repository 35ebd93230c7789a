"""The runs of ``pantoum benchmark``: which are left, and what becomes of them."""

from __future__ import annotations

import contextlib
import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pantoum.cli.messages import say
from pantoum.cli.seeds_course import Course
from pantoum.errors import PantoumError
from pantoum.files import not_writable, write_files
from pantoum.locks import locked
from pantoum.scale import Ended, Job, Jobs
from pantoum.scale.benchmark import Record, Run, read_record, write_record
from pantoum.scale.benchmark.record import asked_of, differing, scores_of
from pantoum.scale.runs import (
    begin_or_resume,
    checkpoint_time,
    holds_run,
    outcome_of,
    until_free,
)
from pantoum.scale.settings_yaml import settings_yaml
from pantoum.scale.sharing_out import shared_threads

RUNS = "runs"
# What a job is called that evaluates a run on its test set.
TEST = " test"


class BenchmarkRuns:
    """The runs of a command.

    Args:
        folder: the directory of the benchmark.
        mine: the runs that the command is to make.
        jobs: how many go on at a time.
        overwrite: make those anew that have finished.
    Attributes:
        left: those that have not finished.
        elsewhere: the names of those that another command was making.
        failed: how many of them failed.
        stopped: 128 and the number of the signal that stopped them, else 0.
    Raises: PantoumError for a directory that cannot be used, or holds runs by the same names with
        other settings or data.
    """

    def __init__(self, folder: Path, mine: Sequence[Run], jobs: int, *, overwrite: bool) -> None:
        self.mine = mine
        self.elsewhere: list[str] = []
        self.failed = 0
        self.stopped = 0
        self._folder = folder / RUNS
        self._jobs_at_once = jobs
        self._by_name = {run.name: run for run in mine}
        self._records: dict[str, Record] = {}
        self._tests: deque[Run] = deque()
        self._training: set[str] = set()
        self._locks: dict[str, contextlib.ExitStack] = {}
        _check_folder(folder)
        digests: dict[Path, str] = {}
        for run in mine:
            self._records[run.name] = self._record_of(run, digests, overwrite)
        self.left = [run for run in mine if self._records[run.name].status != "finished"]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_writable(folder, error) from error
        if overwrite:
            self._forget()

    def go_through(self) -> None:
        """Make the runs that are left."""
        course = Course(self._folder, [run.name for run in self.left])
        program = Jobs(self._jobs(), self._jobs_at_once, look=course)
        try:
            with contextlib.closing(program.run()) as all_ended:
                for ended in all_ended:
                    self._note(ended, bool(program.stopped))
        finally:
            for lock in self._locks.values():
                lock.close()
        self.stopped = program.stopped

    def _forget(self) -> None:
        """Write down that no run has been made: the command may be stopped before it comes to it,
        and what goes on must not take what stands there.
        """
        for run in self.mine:
            lock = self._lock(run)
            if lock is not None:
                with lock:
                    write_record(self._folder, run.name, self._records[run.name])

    def _record_of(self, run: Run, digests: dict[Path, str], overwrite: bool) -> Record:
        """What is known of a run.

        Raises: PantoumError for one with other settings or data.
        """
        asked = asked_of(run, digests)
        before = None if overwrite else read_record(self._folder, run.name)
        if before is None:
            given = run.settings.get("training.threads", 0)
            threads = 0 if given else shared_threads(self._jobs_at_once, 0)
            replaces = checkpoint_time(self._folder / run.name) if overwrite else None
            return Record(asked, threads, replaces=replaces)
        self._check_same(run, before, asked)
        if self._is_gone(run, before):
            say(f"the model of {run.name} is gone, and is trained again")
            replaces = checkpoint_time(self._folder / run.name)
            return Record(asked, before.threads, replaces=replaces)
        return before

    def _check_same(self, run: Run, before: Record, asked: dict[str, Any]) -> None:
        if names := differing(before.asked, asked):
            raise PantoumError(
                f"was begun with other {' and '.join(names)};",
                where=str(self._folder / run.name),
                remedy="give another --output, or --overwrite to make all runs anew",
            )

    def _jobs(self) -> Iterator[Job | None]:
        """Each training that is left, and the evaluation of each on its test set."""
        waiting = deque(self.left)
        while waiting or self._training or self._tests:
            if self._tests:
                yield self._test(self._tests.popleft())
            elif waiting:
                run = waiting.popleft()
                if self._claim(run):
                    yield from until_free(self._folder / run.name)
                    yield self._train(run)
            else:
                yield None

    def _claim(self, run: Run) -> bool:
        """Whether the run is for this command; another one may be making it, or have made it."""
        lock = self._lock(run)
        if lock is None:
            self.elsewhere.append(run.name)
            return False
        self._locks[run.name] = lock
        now = read_record(self._folder, run.name)
        if now is None or self._is_gone(run, now):
            return True
        # Of another command, perhaps since this one has begun.
        self._check_same(run, now, self._records[run.name].asked)
        self._records[run.name] = now
        if now.status == "finished":
            self._release(run.name, now)
            return False
        return True

    def _is_gone(self, run: Run, record: Record) -> bool:
        """Whether a run has finished, but its model is no longer there."""
        return record.status == "finished" and not holds_run(self._folder / run.name)

    def _lock(self, run: Run) -> contextlib.ExitStack | None:
        """What closes a run for other commands, until it is closed; None if one of them has it."""
        place = self._folder / run.name
        busy = PantoumError(
            "is being made by another command", where=run.name, remedy="leave it to that one"
        )
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_writable(place.parent, error) from error
        lock = contextlib.ExitStack()
        try:
            lock.enter_context(locked(place.with_name(f"{place.name}.lock"), busy))
        except PantoumError as error:
            if error is not busy:
                raise
            return None
        return lock

    def _train(self, run: Run) -> Job:
        place = self._folder / run.name
        record = self._records[run.name]
        record.status = "waiting"
        record.message = ""
        write_record(self._folder, run.name, record)
        settings = {"seed": run.seed, **run.settings}
        if record.threads:
            settings["training.threads"] = record.threads
        file = place.with_name(f"{place.name}.yaml")
        write_files(file.parent, {file.name: settings_yaml(settings).encode()})
        flags = ["--config", str(file), "--output", str(place)]
        flags += begin_or_resume(place, record.replaces)
        data = [*map(str, run.data.train), "--dev", *map(str, run.data.dev)]
        self._training.add(run.name)
        return Job(run.name, _program("train", *data, *flags), _log(place))

    def _test(self, run: Run) -> Job:
        place = self._folder / run.name
        flags = ["--json"]
        if run.settings.get("format", "auto") != "auto":
            flags += ["--format", run.settings["format"]]
        if threads := run.settings.get("training.threads") or self._records[run.name].threads:
            flags += ["--threads", str(threads)]
        command = _program("evaluate", str(place), *map(str, run.data.test), *flags)
        return Job(f"{run.name}{TEST}", command, _log(place), _evaluation(place))

    def _note(self, ended: Ended, stopped: bool) -> None:
        """Write down how a job has ended."""
        name = ended.name.removesuffix(TEST)
        tested = ended.name != name
        record = self._records[name]
        self._training.discard(name)
        if ended.status and stopped:
            self._release(name, record)
            return
        scores, record.message = outcome_of(self._folder / name, ended.status)
        if record.message:
            record.status = "failed"
            self.failed += 1
            say(f"{name} failed: {record.message}")
            self._release(name, record)
            return
        if not tested:
            record.epoch = scores.get("epoch")
            record.dev = scores["dev"]
            record.seconds = scores.get("train_seconds", round(ended.seconds, 1))
            if self._by_name[name].data.test:
                self._tests.append(self._by_name[name])
                return
        else:
            text = _evaluation(self._folder / name).read_text(encoding="utf-8")
            record.test = scores_of(json.loads(text))
        record.status = "finished"
        record.replaces = None
        self._release(name, record)

    def _release(self, name: str, record: Record) -> None:
        """Write the record of a run, which another command may then go on with."""
        self._records[name] = record
        write_record(self._folder, name, record)
        self._locks.pop(name).close()


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise PantoumError("is a file;", where=str(folder), remedy="give a directory to --output")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RUNS).is_dir():
        raise PantoumError(
            "is not empty and holds no benchmark;",
            where=str(folder),
            remedy="give a new directory to --output",
        )


def _program(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "pantoum", *arguments)


def _log(place: Path) -> Path:
    return place.with_name(f"{place.name}.log")


def _evaluation(place: Path) -> Path:
    """Where what ``pantoum evaluate --json`` writes is kept."""
    return place.with_name(f"{place.name}.test.json")
