"""Several processes that answer on one socket: one that dies is replaced.

The process that the user started imports nothing large, loads no model and answers nothing: it
makes the others by `os.fork`, and passes signals on to them.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from pantoum.serve.one_line import one_line

# A worker that dies sooner is not replaced at once, so that nothing is made and dies all the time.
SHORT_LIFE = 10.0
PAUSE = 2.0
DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
ENDING = (signal.SIGTERM, signal.SIGINT)
PASSED_ON = (*ENDING, signal.SIGHUP)

# Runs a worker: takes what is to be called once it answers, and gives its exit status.
Work = Callable[[Callable[[], None]], int]


@dataclass
class Worker:
    """A process: its number, when it was made, and where it says that it answers."""

    pid: int
    pipe: int
    born: float = field(default_factory=time.monotonic)
    answers: bool = False


class Workers:
    """Keeps a number of workers alive.

    Args:
        number: of workers.
        work: runs one, in its own process.
        say: takes a sentence about what happens.
        started: called once all answer for the first time.
        ending: called once the workers are told to end: a socket that they listen on is to be
            closed here, too, or clients would wait behind it for nobody.
        seconds: that a worker has to end when it is told to; then it is killed.
    """

    def __init__(
        self,
        number: int,
        work: Work,
        say: Callable[[str], None],
        started: Callable[[], None],
        ending: Callable[[], None],
        seconds: float,
    ) -> None:
        self._number = number
        self._work = work
        self._say = say
        self._started = started
        self._ending = ending
        self._seconds = seconds
        self._workers: dict[int, Worker] = {}
        self._due: list[float] = []
        self._announced = False
        self._lost_early = False
        self._ended_at: float | None = None
        self._signals: list[int] = []

    def run(self) -> int:
        """Keep them alive until a signal ends them; returns the exit status.

        It is 1 if a worker ends by itself before all have answered once.
        """
        folder = tempfile.mkdtemp(prefix="pantoum-metrics-")
        os.environ[DIRECTORY] = folder
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        before = {number: signal.signal(number, self._note) for number in PASSED_ON}
        wake = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        self._wake = (reading, writing)
        try:
            # The first one alone: where a model does not load, that is said once.
            self._due = [0.0]
            while self._workers or not self._ended_at:
                status = self._step()
                if status is not None:
                    return status
            return 0
        finally:
            self._kill()
            signal.set_wakeup_fd(wake)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reading)
            os.close(writing)
            shutil.rmtree(folder, ignore_errors=True)

    def _note(self, number: int, frame: object) -> None:
        self._signals.append(number)

    def _step(self) -> int | None:
        """Wait for something to happen, and act on it; the exit status if all is over."""
        now = time.monotonic()
        while self._due and self._due[0] <= now and not self._ended_at:
            self._due.pop(0)
            self._make()
        pipes = {one.pipe: one for one in self._workers.values()}
        ready, _, _ = select.select([self._wake[0], *pipes], [], [], 0.5)
        for one in ready:
            if one in pipes:
                self._heard(pipes[one])
            else:
                os.read(one, 4096)
        self._pass_on()
        if self._ended_at and time.monotonic() > self._ended_at + self._seconds:
            self._kill()
            return 1
        return 1 if not self._announced and self._failed() else None

    def _heard(self, worker: Worker) -> None:
        """A worker answers, or has ended."""
        if os.read(worker.pipe, 1):
            worker.answers = True
            if not self._announced and len(self._workers) == 1:
                self._due = [0.0] * (self._number - 1)
            all_answer = len(self._workers) == self._number and all(
                one.answers for one in self._workers.values()
            )
            if all_answer and not self._announced:
                self._announced = True
                self._started()
            elif self._announced:
                self._say(f"worker {worker.pid} answers in its place")
            return
        os.close(worker.pipe)
        del self._workers[worker.pid]
        _, status = os.waitpid(worker.pid, 0)
        self._gone(worker, os.waitstatus_to_exitcode(status))

    def _gone(self, worker: Worker, status: int) -> None:
        _forget_metrics(worker.pid)
        if self._ended_at or not self._announced:
            self._lost_early = True
            if status < 0 and not self._ended_at:  # any other has said itself why it ends
                self._say(
                    f"worker {worker.pid} was ended by signal {-status} before all answered, and "
                    "the server ends; where memory is short, give fewer to --workers"
                )
            return
        how = f"by signal {-status}" if status < 0 else f"with status {status}"
        self._say(f"worker {worker.pid} ended {how}; another one is started")
        now = time.monotonic()
        self._due.append(now if now - worker.born > SHORT_LIFE else now + PAUSE)
        self._due.sort()

    def _failed(self) -> bool:
        """Whether a worker has ended though all should still begin."""
        return not self._ended_at and self._lost_early

    def _pass_on(self) -> None:
        while self._signals:
            number = self._signals.pop(0)
            if number in ENDING and self._ended_at is None:
                self._ended_at = time.monotonic()
                self._due.clear()
                self._ending()
            for pid in self._workers:
                os.kill(pid, signal.SIGTERM if number in ENDING else number)

    def _make(self) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._be_worker(reading, writing)
        os.close(writing)
        self._workers[pid] = Worker(pid, reading)

    def _be_worker(self, reading: int, writing: int) -> NoReturn:
        """Be a worker, and end as one: nothing of the process that made it is run."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in ENDING:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the worker listens to it
            os.close(reading)
            for one in self._workers.values():
                os.close(one.pipe)
            threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
            status = self._work(lambda: _tell(writing))
        except Exception as error:
            self._say(f"a worker failed: {one_line(error)}")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _kill(self) -> None:
        """End what is left at once."""
        for worker in self._workers.values():
            os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)
            os.close(worker.pipe)
        self._workers.clear()


def _end_with(parent: int) -> None:
    """End this process when the one that made it is gone."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _tell(pipe: int) -> None:
    os.write(pipe, b"+")


def _forget_metrics(pid: int) -> None:
    """Leave out the present values of a process that has ended; its counts stay."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)
