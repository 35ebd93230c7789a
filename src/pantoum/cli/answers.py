"""What answers the lines of a command, here or in processes of their own."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, NamedTuple, Protocol, runtime_checkable

from pantoum.cli.streams import Line
from pantoum.errors import PantoumError

# Lines that are read and sorted by length together; bounds memory for inputs of any length.
CHUNK, CHUNK_OF_WORKER = 2_000, 500


class Answered(NamedTuple):
    """Lines to write for some lines of the input, and what is to be said of them at the end: it can
    be added up.
    """

    lines: list[str]
    notes: Any = ()


@runtime_checkable
class Answer(Protocol):
    """Answers some lines of the input."""

    def __call__(self, lines: Sequence[Line]) -> Answered: ...


def answer_here(answer: Answer, chunks: Iterable[Sequence[Line]]) -> Iterator[Answered]:
    """Chunk after chunk, in this process."""
    from pantoum.predictor import InputError

    for chunk in chunks:
        try:
            yield answer(chunk)
        except InputError as error:
            raise PantoumError(f"{chunk[error.row].place}: {error}") from error


def answer_beside(
    options: argparse.Namespace, chunks: Iterable[Sequence[Line]]
) -> Iterator[Answered]:
    """The same in `options.workers` processes, which load the model each; the answers come in the
    chunks' order.

    Raises: PantoumError as in this process, and when a process is killed.
    """
    count, waiting = options.workers, deque[Future[Answered]]()
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=(options,))
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) > 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise PantoumError(
            "a worker process was killed, perhaps for want of memory: use fewer --workers"
        ) from error
    finally:
        # Whatever else they are at is of no use to anybody any more.
        for process in list(
            (pool._processes or {}).values()
        ):  # `terminate_workers` from Python 3.14 on
            process.terminate()
        pool.shutdown(cancel_futures=True)


_ANSWER: list[Answer] = []
_FAILED: list[Exception] = []


def _begin(options: argparse.Namespace) -> None:
    """In a worker: load the model once; what goes wrong is raised with the first lines."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, too, and ends all
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        import torch

        from pantoum.cli.by_task import load, module_of

        torch.set_num_threads(max(1, torch.get_num_threads() // options.workers))
        model = load(options)
        _ANSWER[:] = [module_of(model.task, "predict").answering(model, options)]
    except Exception as error:
        _FAILED[:] = [error]


def _end_with_parent() -> None:
    """A parent that was killed can end nobody."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(lines: Sequence[Line]) -> Answered:
    for error in _FAILED:
        raise error
    (answered,) = answer_here(_ANSWER[0], [lines])
    return answered
