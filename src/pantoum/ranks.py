"""The processes that train one model together, each with a part of every batch."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pantoum.errors import PantoumError

T = TypeVar("T")

# Seconds that a process which has said what is wrong stays after that, so that the others learn
# that it was said. These wait longer: a launcher ends all processes when the first has ended.
LINGER = 1.0
SILENT = 2 * LINGER
# Seconds between two looks at whether another process has failed.
PAUSE = 0.2
# Under this name the processes count how many of them have failed.
FAILURES = "pantoum/failures"
# What gloo and NCCL say, in a RuntimeError, of a process that is gone.
LOST = ("gloo", "nccl", "connection", "broken pipe", "socket", "recv", "store")


@dataclass(frozen=True)
class Ranks:
    """This process among those that do one job together; all of them call the same methods, in the
    same order. A job of one process has nobody to ask.

    Attributes:
        number: of this process, from 0; the first one alone writes and speaks.
        count: how many there are.
        here: how many of them are on this machine.
        store: of `torch.distributed`, in which they count; None for one process.
    """

    number: int = 0
    count: int = 1
    here: int = 1
    store: Any = None

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes and speaks."""
        return self.number == 0

    def gather(self, value: T) -> list[T]:
        """The value of each process, in their order; plain values and tensors, and all processes
        must trust each other."""
        if self.count == 1:
            return [value]
        from torch import distributed

        values: list[Any] = [None] * self.count
        distributed.all_gather_object(values, value)
        return values

    def from_first(self, value: T) -> T:
        """The value that the first process has; what others give does not count."""
        if self.count == 1:
            return value
        from torch import distributed

        values = [value]
        distributed.broadcast_object_list(values, src=0)
        return values[0]

    def total(self, number: int | float) -> int | float:
        """The sum of a number over the processes."""
        return self.begin_total(number)()

    def begin_total(self, number: int | float) -> Callable[[], int | float]:
        """What gives the sum of a number over the processes; they add it up while this one goes on
        with something else.
        """
        if self.count == 1:
            return lambda: number
        import torch
        from torch import distributed

        tensor = torch.tensor(number, dtype=torch.float64)
        adding = distributed.all_reduce(tensor, async_op=True)

        def total() -> int | float:
            adding.wait()  # pyright: ignore[reportOptionalMemberAccess] - it is asynchronous
            return tensor.item()

        return total

    def agree(self, work: Callable[[], T]) -> T:
        """The result of work that each process does for itself; where it fails in one of them, it
        fails in all.

        Raises:
            PantoumError: in the first process: its own, or that of another one.
            SystemExit: in the others.
        """
        if self.count == 1:
            return work()
        failure, result = None, None
        try:
            result = work()
        except PantoumError as error:
            failure = error
        problems = self.gather(None if failure is None else str(failure))
        failed = [number for number, problem in enumerate(problems) if problem is not None]
        if not failed:
            return result  # type: ignore[return-value]
        if not self.first:
            time.sleep(SILENT)
            raise SystemExit(1)
        if failure is not None:
            raise failure
        place = f"process {failed[0]} of {self.count}"
        raise PantoumError(
            problems[failed[0]] or "", where=place, rule="what all processes can use"
        )

    def same(self, value: Any, problem: PantoumError) -> None:
        """Check that the processes have the same value.

        Raises:
            PantoumError: in the first process, where another one has another value.
            SystemExit: in the others.
        """
        values = self.gather(value)

        def check() -> None:
            if values[self.number] != values[0]:
                raise problem

        self.agree(check)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What fails inside in one process ends all of them, and one of them says why.

        Raises:
            PantoumError: in the process that speaks.
            SystemExit: in others.
        """
        if self.count == 1:
            yield
            return
        over, said = threading.Event(), threading.Event()
        threading.Thread(target=self._end_with_others, args=(over, said), daemon=True).start()
        try:
            yield
        except SystemExit:
            raise
        except BaseException as error:
            over.set()
            _ignore_launcher()
            if said.is_set() or not self._is_first_to_fail():
                time.sleep(SILENT)
                raise SystemExit(1) from None
            atexit.register(time.sleep, LINGER)  # when it has been said
            is_lost = any(word in str(error).lower() for word in LOST)
            if not isinstance(error, RuntimeError) or not is_lost:
                raise
            raise PantoumError(
                f"another of the {self.count} processes of this run has ended",
                setting="RANK",
                remedy="see whether it said why; --resume goes on from the last checkpoint",
            ) from error
        finally:
            over.set()

    def _end_with_others(self, over: threading.Event, said: threading.Event) -> None:
        """End this process when another one has said what is wrong: it may be waiting for that one
        where no exception reaches it. Files are written whole or not at all.
        """
        with contextlib.suppress(RuntimeError):  # the process that keeps count is gone
            while not over.wait(PAUSE):
                if self.store.check([FAILURES]):
                    said.set()
                    if not over.wait(SILENT):
                        os._exit(1)

    def _is_first_to_fail(self) -> bool:
        """Whether no other process has failed before; where that cannot be known, the process that
        kept count is the one that is gone, and the second one speaks for it.
        """
        try:
            return self.store.add(FAILURES, 1) == 1
        except RuntimeError:
            return self.number == 1


def _ignore_launcher() -> None:
    """A launcher that has seen a process end sends SIGTERM to the others, which are about to end by
    themselves, one of them with a message.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


# A job of one process.
ALONE = Ranks()
