"""One line of input after the other, answered in chunks."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pantoum.cli.answers import CHUNK, CHUNK_OF_WORKER, Answer, answer_beside, answer_here
from pantoum.cli.streams import Line, input_lines, output_stream

_BETWEEN_CELLS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def answer_lines(options: argparse.Namespace, answer: Answer) -> Any:
    """Write the answers to the lines of `options.input` to `options.output`, in the lines' order.

    Args:
        answer: answers some lines; with `options.workers`, processes of their own make theirs of
            the options.
    Returns: the sum of the notes, or () if there was no line.
    """
    # Somebody who types waits for the answer to each line.
    typed = _at_a_terminal(options.input)
    beside = (options.workers or 1) > 1 and not typed
    chunk = 1 if typed else CHUNK_OF_WORKER if beside else CHUNK
    notes: Any = ()
    progress = Progress(shown=sys.stderr.isatty() and not sys.stdout.isatty() and not typed)
    with progress, input_lines(options.input) as lines, output_stream(options.output) as out:
        chunks = progress.counted(_chunks(lines, chunk))
        for answered in answer_beside(options, chunks) if beside else answer_here(answer, chunks):
            out.writelines(line + "\n" for line in answered.lines)
            out.flush()
            notes = notes + answered.notes if notes else answered.notes
            progress.show()
    return notes


class Progress:
    """How many lines have been read, in a terminal where nothing else is written.

    Args:
        shown: whether it is.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown, self._lines, self._began = shown, 0, time.perf_counter()

    def counted(self, chunks: Iterator[list[Line]]) -> Iterator[list[Line]]:
        """The chunks, counted as they are read."""
        for chunk in chunks:
            self._lines += len(chunk)
            yield chunk

    def show(self) -> None:
        """Write the number over the one before."""
        if self._shown:
            speed = self._lines / (time.perf_counter() - self._began)
            sys.stderr.write(f"\r{self._lines:,} lines read, {speed:,.0f} a second ")
            sys.stderr.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last number there, and what comes next on a line of its own."""
        if self._shown and self._lines:
            sys.stderr.write("\n")


def cell(text: str) -> str:
    """A text for one cell of one line: a model of texts with line ends or tabs may write some,
    too."""
    return _BETWEEN_CELLS.sub(" ", text)


def _chunks(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    while part := list(islice(lines, size)):
        yield part


def _at_a_terminal(name: str) -> bool:
    return name == "-" and sys.stdin.isatty()
