"""One line of input after the other, answered in chunks."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from weft.cli.streams import Line, input_lines, output_stream
from weft.errors import WeftError

# Lines that are read and sorted by length together; bounds memory for inputs of any length.
CHUNK = 2_000

_BETWEEN_CELLS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def answer_lines(options: argparse.Namespace, answer: Callable[[Sequence[Line]], Iterable[str]]) -> None:
    """Write the answers to the lines of `options.input` to `options.output`, in the lines' order.

    Args:
        answer: gives the lines to write for some lines of the input.
    """
    # Somebody who types waits for the answer to each line.
    chunk = 1 if _at_a_terminal(options.input) else CHUNK
    with input_lines(options.input) as lines, output_stream(options.output) as out:
        while part := list(islice(lines, chunk)):
            out.writelines(line + "\n" for line in _answered(answer, part))
            out.flush()


def _answered(answer: Callable[[Sequence[Line]], Iterable[str]], part: Sequence[Line]) -> Iterator[str]:
    """The answers to some lines; an input that cannot be used is named by its line."""
    from weft.predictor import InputError

    try:
        yield from answer(part)
    except InputError as error:
        raise WeftError(f"{part[error.row].place}: {error}") from error


def cell(text: str) -> str:
    """A text for one cell of one line: a model of texts with line ends or tabs may write some, too."""
    return _BETWEEN_CELLS.sub(" ", text)


def _at_a_terminal(name: str) -> bool:
    return name == "-" and sys.stdin.isatty()
