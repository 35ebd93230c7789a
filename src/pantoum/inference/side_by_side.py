"""Pieces of work that do not need each other, side by side, each on one thread.

The products of a search are too small for two threads to share, and where another program wants a
processor each product waits for a thread that is not running (measured in docs/design/0045). Whole
batches meet once, at the end of the call, and have the same results on any number of threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch

from pantoum.processors import available_processors

T = TypeVar("T")

# Python runs one thread at a time between two operations of PyTorch, so that ever more threads wait
# for each other.
MOST_AT_ONCE = 4


@contextmanager
def one_thread() -> Iterator[None]:
    """Inside, an operation of PyTorch has one thread; afterwards as many as before."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def threads_for(pieces: int) -> int:
    """How many of so many pieces of work are done at once: no more than PyTorch has threads here,
    and than there are processors.
    """
    most = min(pieces, torch.get_num_threads(), MOST_AT_ONCE)
    return most if most < 2 else min(most, available_processors())


def side_by_side(work: Callable[[T], None], pieces: Sequence[T]) -> None:
    """Do the work of each piece, in this thread and in as many more as there are processors for.

    Each thread takes the next piece when it is done with one, so that a thread that has to wait for
    another program keeps nobody waiting.

    Args:
        work: of one piece, in inference mode; in several threads at once.
        pieces: in the order in which they are begun.
    Raises: what the work of a piece raises; no further piece is begun then.
    """
    threads = threads_for(len(pieces))
    waiting = deque(pieces)
    with one_thread():
        if threads < 2:
            _work_off(work, waiting)
            return
        with ThreadPoolExecutor(threads - 1, thread_name_prefix="pantoum-batches") as pool:
            others = [pool.submit(_work_off, work, waiting) for _ in range(threads - 1)]
            _work_off(work, waiting)
        for other in others:
            other.result()


@torch.inference_mode()
def _work_off(work: Callable[[T], None], waiting: deque[T]) -> None:
    """Take pieces until none is left. Threads and modes belong to the thread that sets them."""
    torch.set_num_threads(1)
    try:
        while True:
            try:
                piece = waiting.popleft()
            except IndexError:  # another thread took the last one
                return
            work(piece)
    except BaseException:
        waiting.clear()
        raise
