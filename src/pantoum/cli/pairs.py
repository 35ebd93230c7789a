"""What the commands for models of pairs, an input and its output, have in common."""

from __future__ import annotations

import argparse
import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.cli.streams import Line, input_lines
from pantoum.errors import InputError


@contextlib.contextmanager
def naming_lines(paths: Sequence[Path]) -> Iterator[None]:
    """While this context is open, an input that cannot be used is named by its file and line."""
    try:
        yield
    except InputError as error:
        raise error.at(_place_of(paths, str(error.value))) from error


def _place_of(paths: Sequence[Path], text: str) -> str:
    """Where an input stands: the first line with this text as a cell, or else the first one that
    holds it; where none does as it is, as of a cell with quotes in it, the file alone.
    """
    for holds in (_is_cell_of, _is_in):
        for path in paths:
            if not path.is_file():  # a pipe has been read
                continue
            with input_lines(str(path)) as lines:
                place = next((line.place for line in lines if holds(text, line.text)), None)
            if place is not None:
                return place
    return ", ".join(map(str, paths))


def _is_cell_of(text: str, line: str) -> bool:
    return text in [cell.strip() for cell in re.split("[\t,]", line)]


def _is_in(text: str, line: str) -> bool:
    return text in line


class ParsedLines(NamedTuple):
    """The inputs that stand on some lines, their features, and the options of a call that are of
    these inputs: their groups, where the model reads some.
    """

    texts: list[str]
    features: list[str | None]
    options: dict[str, Any]


def parse_lines(model: Any, lines: Sequence[Line], options: argparse.Namespace) -> ParsedLines:
    """What stands on some lines.

    Args:
        options: with the group of all inputs, or None for those that the lines have.
    Raises: PantoumError for lines with other columns than the model reads, InputError for a group
        that is refused.
    """
    from pantoum.data import parse_input

    has_group = model.groups is not None and options.group is None
    parsed = [
        line.cells or parse_input(line.text, line.place, model.reads_features, has_group)
        for line in lines
    ]
    texts = [source for source, _, _ in parsed]
    features = [features for _, features, _ in parsed]
    given = [group for _, _, group in parsed] if has_group else options.group
    if model.groups is None and given is None:
        return ParsedLines(texts, features, {})
    groups = model.checked_groups(len(texts), given, options.unseen_group)
    return ParsedLines(texts, features, {"group": groups})
