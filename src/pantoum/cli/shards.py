"""``--shard I/N``: one of N parts of the work: of an input, whose outputs `cat` puts together
again, or of the runs of a benchmark.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from pantoum.cli.streams import Line
from pantoum.errors import PantoumError

T = TypeVar("T")


class Shard(NamedTuple):
    """The part `number`, from 1, of `parts` parts."""

    number: int
    parts: int

    def bounds(self, lines: int) -> tuple[int, int]:
        """The first line of the part, from 0, and the first one behind it: parts of a file follow
        each other, and no two differ by more than a line.
        """
        return lines * (self.number - 1) // self.parts, lines * self.number // self.parts

    def each_nth(self, runs: Sequence[T]) -> Sequence[T]:
        """Of runs, which take long and differ: each n-th, from the i-th on."""
        return runs[self.number - 1 :: self.parts]


def shard(text: str) -> Shard:
    """A type of argument: I/N."""
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(
            f"must be I/N, the part I of N from 1/N to N/N, but is {text}"
        )
    return Shard(int(found[1]), int(found[2]))


@contextmanager
def lines_of_shard(
    options: argparse.Namespace,
    lines: Callable[[bool], AbstractContextManager[Iterator[Line]]],
) -> Iterator[Iterator[Line]]:
    """The lines of the input, or of the shard of it that is asked for.

    Args:
        lines: opens all lines of the input; its argument is false if nothing is to be said of
            them. A shard is known when they are counted, so the input is read twice.
    Raises: PantoumError for a shard of a stream, which is read once.
    """
    part: Shard | None = options.shard
    if part is None:
        with lines(True) as given:
            yield given
        return
    if not Path(options.input).is_file():
        raise PantoumError(
            "a shard is a part of a file, whose lines are counted first",
            setting="shard",
            where="stdin" if options.input == "-" else options.input,
            remedy="give the name of a file, or leave --shard out",
        )
    with lines(False) as given:
        count = sum(1 for _ in given)
    with lines(True) as given:
        yield islice(given, *part.bounds(count))
