"""Programs that run side by side, some at a time, each with a log of its own."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from pantoum.api.interrupt import REQUESTS
from pantoum.files import not_writable

# Seconds between two looks at the programs.
PAUSE = 0.2
# The request of Linux's prctl for a signal when the process that started this one ends.
PR_SET_PDEATHSIG = 1


class Job(NamedTuple):
    """A program to run.

    name: of the job; command: its arguments, the program first; log: the file for what it says;
    output: the file for its standard output, written anew, if that does not go to the log.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    output: Path | None = None


class Ended(NamedTuple):
    """A program that has ended.

    name: of the job; status: as a shell has it, 128 and the number of the signal that ended it;
    seconds: that it took.
    """

    name: str
    status: int
    seconds: float


class Jobs:
    """Runs jobs, some at a time.

    SIGINT, SIGTERM and SIGUSR1 start no more jobs and are handed on to those that run, as SIGTERM:
    a training then writes a checkpoint and ends. The programs have sessions of their own, so that
    Ctrl-C in a terminal reaches each of them once, and a process that is killed takes them along
    (on Linux).

    Args:
        jobs: in the order in which they are started. Each is asked for when it can be started, so
            that what comes may depend on what has ended; None: there may be one later.
        at_once: how many run at a time.
        environment: variables that the programs have beside those of this process.
        look: is called again and again while programs run.
    Attributes:
        stopped: 128 and the number of the signal that has stopped the jobs; 0 if none has.
    """

    def __init__(
        self,
        jobs: Iterable[Job | None],
        at_once: int,
        *,
        environment: Mapping[str, str] | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        self.stopped = 0
        self._jobs = iter(jobs)
        self._exhausted = False
        self._told: set[str] = set()
        self._at_once = at_once
        self._environment = {**os.environ, **(environment or {})}
        self._look = look
        self._running: dict[str, tuple[subprocess.Popen[bytes], float]] = {}

    def run(self) -> Generator[Ended, None, None]:
        """Each job as it ends; the programs that run are ended where this is closed before.

        Raises: PantoumError where a log cannot be written, and what asking for a job raises.
        """
        with self._signals():
            try:
                self._start()
                while self._running or not (self._exhausted or self.stopped):
                    time.sleep(PAUSE)
                    self._look()
                    yield from self._ended()
                    self._start()
            finally:
                self._hand_on()
                for process, _ in self._running.values():
                    process.wait()

    def end(self, name: str) -> None:
        """Hand SIGTERM to one program, if it still runs; once, for a second one would end it before
        it has written its checkpoint.
        """
        if name in self._running and name not in self._told:
            self._told.add(name)
            with contextlib.suppress(ProcessLookupError):
                self._running[name][0].send_signal(signal.SIGTERM)

    def _start(self) -> None:
        while not (self.stopped or self._exhausted) and len(self._running) < self._at_once:
            try:
                job = next(self._jobs)
            except StopIteration:
                self._exhausted = True
                return
            if job is None:
                return
            self._told.discard(job.name)
            self._running[job.name] = (self._process(job), time.monotonic())
            if self.stopped:  # while the program was started, so that it has not been told
                self.end(job.name)

    def _process(self, job: Job) -> subprocess.Popen[bytes]:
        place = job.log
        with contextlib.ExitStack() as files:
            try:
                log = files.enter_context(place.open("ab"))
                place = job.output or place
                output = log if job.output is None else files.enter_context(place.open("wb"))
            except OSError as error:
                raise not_writable(place, error) from error
            return subprocess.Popen(
                job.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                env=self._environment,
                start_new_session=True,
                preexec_fn=_end_with(os.getpid()),
            )

    def _ended(self) -> Iterator[Ended]:
        for name, (process, began) in list(self._running.items()):
            status = process.poll()
            if status is not None:
                del self._running[name]
                # Python's number of a signal is negative.
                status = 128 - status if status < 0 else status
                yield Ended(name, status, time.monotonic() - began)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        before: dict[signal.Signals, Any] = {}
        # Only the main thread receives signals.
        if threading.current_thread() is threading.main_thread():
            for number in REQUESTS:
                before[number] = signal.signal(number, self._stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = 128 + number
        self._hand_on()

    def _hand_on(self) -> None:
        for name in list(self._running):
            self.end(name)


def _end_with(parent: int) -> Callable[[], None] | None:
    """What a new process does first, so that it gets SIGTERM when the one that started it ends."""
    if not sys.platform.startswith("linux"):
        return None
    # Loaded here: in the new process as little as possible is done.
    control = ctypes.CDLL(None).prctl

    def ask() -> None:
        control(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it had ended before
            os._exit(128 + signal.SIGTERM)

    return ask
