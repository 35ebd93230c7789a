"""Several processes that train one model, as `torchrun` would start them, but as copies of this
one: they need not import anything anew.
"""

from __future__ import annotations

import os
import socket
import time
import traceback
import warnings
from collections.abc import Callable

from pantoum.errors import PantoumError
from pantoum.ranks import LINGER, Ranks
from pantoum.training.launched import Place, connected


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def place(number: int, count: int, port: int) -> dict[str, str]:
    """The variables that tell a process where it stands."""
    return Place(number, count, number, count, "127.0.0.1", port).variables()


def start(count: int, work: Callable[[Ranks], object]) -> list[int]:
    """Begin the same work in so many processes.

    Each ends with status 0, that of a SystemExit, 1 for a PantoumError, whose text it prints on
    stderr, or 99 for anything else.

    Returns: the numbers of the processes, in the order of their ranks.
    """
    port = free_port()
    children = []
    for number in range(count):
        with warnings.catch_warnings():
            # Of threads, which wait for nothing here.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            os._exit(_run(place(number, count, port), work))
        children.append(child)
    return children


def statuses(children: list[int]) -> list[int]:
    """How each process has ended; the number of a signal is negative."""
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def run_in(count: int, work: Callable[[Ranks], object]) -> list[int]:
    """Do the same work in so many processes; how each has ended."""
    return statuses(start(count, work))


def _run(environment: dict[str, str], work: Callable[[Ranks], object]) -> int:
    try:
        with connected(environment) as ranks:
            work(ranks)
    except PantoumError as error:
        os.write(2, f"error: {error}\n".encode())
        time.sleep(LINGER)  # as at the end of a program, which this is not
        return 1
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        return 99
    return 0
