"""One line of input after the other, predicted in chunks."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

from pantoum.cli.streams import Line, input_lines, output_stream
from pantoum.cli.worker_pool import (
    CHUNK,
    CHUNK_OF_WORKER,
    LinePredictor,
    predict_here,
    predict_in_workers,
)

# U+2028 and the like are characters, here as in the files that are read.
_BETWEEN_CELLS = re.compile(r"[\t\r\n\v\f]+")


def predict_lines(
    options: argparse.Namespace,
    predict: LinePredictor,
    lines: AbstractContextManager[Iterator[Line]] | None = None,
) -> Any:
    """Write the predictions for the lines of `options.input` to `options.output`, in their order.

    Args:
        lines: the lines, where these are not just those of the file.
        predict: predicts some lines; with `options.workers`, each worker process makes its own of
            the options.
    Returns: the sum of the notes, or () if there was no line.
    """
    # Somebody who types waits for the output of each line.
    typed = _at_a_terminal(options.input)
    in_workers = (options.workers or 1) > 1 and not typed
    chunk = 1 if typed else CHUNK_OF_WORKER if in_workers else CHUNK
    notes: Any = ()
    progress = Progress(visible=sys.stderr.isatty() and not sys.stdout.isatty() and not typed)
    opened = lines or input_lines(options.input)
    with progress, opened as given, output_stream(options.output) as out:
        chunks = progress.counted(_chunks(given, chunk))
        results = (
            predict_in_workers(options, chunks) if in_workers else predict_here(predict, chunks)
        )
        for predicted in results:
            out.writelines(line + "\n" for line in predicted.lines)
            out.flush()
            notes = notes + predicted.notes if notes else predicted.notes
            progress.show()
    return notes


class Progress:
    """How many lines have been read, in a terminal where nothing else is written.

    Args:
        visible: whether anything is written.
    """

    def __init__(self, *, visible: bool) -> None:
        self._visible = visible
        self._lines = 0
        self._started = time.perf_counter()

    def counted(self, chunks: Iterator[list[Line]]) -> Iterator[list[Line]]:
        """The chunks, counted as they are read."""
        for chunk in chunks:
            self._lines += len(chunk)
            yield chunk

    def show(self) -> None:
        """Write the number over the one before."""
        if self._visible:
            speed = self._lines / (time.perf_counter() - self._started)
            sys.stderr.write(f"\r{self._lines:,} lines read, {speed:,.0f} a second ")
            sys.stderr.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last number there, and what comes next on a line of its own."""
        if self._visible and self._lines:
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
