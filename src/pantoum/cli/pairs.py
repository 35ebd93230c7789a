"""What the commands for models of pairs, an input and its output, have in common."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pantoum.cli.streams import Line, input_lines


@contextlib.contextmanager
def naming_lines(paths: Sequence[Path]) -> Iterator[None]:
    """While this context is open, an input that cannot be used is named by its file and line."""
    from pantoum.predictor import InputError

    try:
        yield
    except InputError as error:
        raise error.at(_place_of(paths, str(error.value))) from error


def _place_of(paths: Sequence[Path], source: str) -> str:
    """Where an input stands: the first line that holds it, or where none does as it is, as in a
    cell with quotes in it, the file alone.
    """
    for path in paths:
        if not path.is_file():  # a pipe has been read
            continue
        with input_lines(str(path)) as lines:
            place = next((line.place for line in lines if source in line.text), None)
        if place is not None:
            return place
    return ", ".join(map(str, paths))


def parse_lines(model: Any, lines: Sequence[Line]) -> tuple[list[str], list[str | None]]:
    """The inputs that stand on some lines, and their features."""
    from pantoum.data import parse_input

    parsed = [
        line.cells or parse_input(line.text, line.place, model.reads_features) for line in lines
    ]
    return [source for source, _ in parsed], [features for _, features in parsed]
