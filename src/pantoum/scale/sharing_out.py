"""How runs that go on at a time share the memory and the processors."""

from __future__ import annotations

from pantoum.errors import PantoumError
from pantoum.processors import available_processors
from pantoum.scale.available_memory import available_memory

# Less than a process that trains the smallest model needs: most of it is PyTorch itself.
BYTES_OF_A_RUN = 250_000_000


def checked_jobs(jobs: int, runs: int) -> int:
    """How many of some runs go on at a time.

    Args:
        jobs: how many are wanted.
        runs: how many there are.
    Raises: PantoumError for less than one, and for more than there is memory for.
    """
    if jobs < 1:
        raise PantoumError(setting="jobs", rule="at least 1", value=jobs)
    jobs = max(1, min(jobs, runs))
    there = available_memory()
    if there is not None and jobs * BYTES_OF_A_RUN > there:
        raise PantoumError(
            f"{jobs} runs at a time need at least {jobs * BYTES_OF_A_RUN / 1e9:.1f} GB of memory, "
            f"and {there / 1e9:.1f} GB are free",
            setting="jobs",
            value=jobs,
            remedy=f"give --jobs {max(1, there // BYTES_OF_A_RUN)}",
        )
    return jobs


def shared_threads(jobs: int, given: int) -> int:
    """The value of ``training.threads`` by which runs at a time share the processors.

    Args:
        given: the value that somebody has given; 0 leaves it open.
    Returns: 0 where it stays open: with another number of threads sums are rounded otherwise, so a
        run that has the machine for itself is left as it is.
    """
    if given or jobs == 1:
        return given
    return max(1, available_processors() // jobs)
