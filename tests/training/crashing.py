"""A run in a process of its own that is killed at a chosen moment."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable


def run_until_replacing(count: int, run: Callable[[], object]) -> bool:
    """Run in a copy of this process that SIGKILL ends just before it puts its `count`-th new file
    in its place.

    Returns: whether it was killed; False means that it replaces fewer files than that.
    """
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of threads, which wait for nothing here
        child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    replace = os.replace
    seen = 0

    def killing(source: str, target: str) -> None:
        nonlocal seen
        seen += 1
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)

    os.replace = killing
    try:
        run()
    finally:
        os._exit(0)
