"""Predicting the lines of a command, in this process or in a pool of worker processes."""

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
from pantoum.errors import InputError, PantoumError

# Lines that are read and sorted by length together; bounds memory for inputs of any length.
CHUNK = 2_000
CHUNK_OF_WORKER = 500


class PredictedLines(NamedTuple):
    """Lines to write for some lines of the input, and notes on these for the end of the command,
    which can be added up.
    """

    lines: list[str]
    notes: Any = ()


@runtime_checkable
class LinePredictor(Protocol):
    """Predicts some lines of the input."""

    def __call__(self, lines: Sequence[Line]) -> PredictedLines: ...


def predict_here(
    predict: LinePredictor, chunks: Iterable[Sequence[Line]]
) -> Iterator[PredictedLines]:
    """Chunk after chunk, in this process."""
    for chunk in chunks:
        try:
            yield predict(chunk)
        except InputError as error:
            raise error.at(chunk[error.row].place) from error


def predict_in_workers(
    options: argparse.Namespace, chunks: Iterable[Sequence[Line]]
) -> Iterator[PredictedLines]:
    """The same in `options.workers` processes, each with its own model; the results come in the
    chunks' order.

    Raises: PantoumError as in this process, and when a process is killed.
    """
    count = options.workers
    waiting = deque[Future[PredictedLines]]()
    pool = ProcessPoolExecutor(
        count, get_context("spawn"), initializer=_start_worker, initargs=(options,)
    )
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_predict_chunk, chunk))
            if len(waiting) > 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise PantoumError(
            "a worker process was killed, possibly out of memory",
            setting="workers",
            value=count,
            remedy="use fewer --workers",
        ) from error
    finally:
        # Whatever else they compute nobody will read.
        for process in list(
            (pool._processes or {}).values()
        ):  # `terminate_workers` from Python 3.14 on
            process.terminate()
        pool.shutdown(cancel_futures=True)


_PREDICTOR: list[LinePredictor] = []
_FAILED: list[Exception] = []


def _start_worker(options: argparse.Namespace) -> None:
    """In a worker: load the model once; an error is raised with the first lines."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it, too, and ends all
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        from pantoum.cli.by_task import load_for_worker, module_of

        model = load_for_worker(options)
        _PREDICTOR[:] = [module_of(model.task, "predict").line_predictor(model, options)]
    except Exception as error:
        _FAILED[:] = [error]


def _end_with_parent() -> None:
    """A parent that was killed can end nobody."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _predict_chunk(lines: Sequence[Line]) -> PredictedLines:
    for error in _FAILED:
        raise error
    (predicted,) = predict_here(_PREDICTOR[0], [lines])
    return predicted
