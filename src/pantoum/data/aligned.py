"""Two line-aligned files: each line of one belongs to the same line of the other."""

from __future__ import annotations

from typing import NamedTuple

from pantoum.data.data_file import DataFile
from pantoum.data.lines import trimmed, where
from pantoum.errors import PantoumError


class AlignedLine(NamedTuple):
    """What two files have on a line, without the white space around it; lines count from 1."""

    number: int
    source: str
    target: str


def aligned_lines(source: DataFile, target: DataFile) -> list[AlignedLine]:
    """The lines on which at least one of two files has something.

    Raises:
        PantoumError: the files have other numbers of lines.
    """
    sources = source.lines
    targets = target.lines
    if len(sources) != len(targets):
        raise PantoumError(
            f"{source.path} has {len(sources)} lines but {target.path} has {len(targets)}: "
            "line-aligned files need the same number",
            setting="paths",
            rule="line-aligned files with the same number of lines",
            value=[str(source.path), str(target.path)],
        )
    both = enumerate(zip(sources, targets, strict=True), start=1)
    lines = [AlignedLine(number, trimmed(one), trimmed(other)) for number, (one, other) in both]
    return [line for line in lines if line.source or line.target]


def check_filled(source: DataFile, target: DataFile, line: AlignedLine) -> None:
    """Refuse a line that only one of two files has something on.

    Raises:
        PantoumError: such a line, with its number.
    """
    if line.source and line.target:
        return
    blank, other = (target, source) if line.source else (source, target)
    raise PantoumError(
        f"the line is empty, but line {line.number} of {other.path} is not",
        where=where(blank.path, line.number),
        remedy="fill it in or remove both lines",
    )
