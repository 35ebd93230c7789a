"""Plain text: a text on each line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pantoum.data.formats import COLUMN_SUFFIXES
from pantoum.data.lines import read_lines
from pantoum.data.token_file import TOKEN_SUFFIXES
from pantoum.errors import PantoumError


class TextFile(NamedTuple):
    """The texts of a file, in their order."""

    path: Path
    texts: list[str]

    @property
    def has_columns(self) -> bool:
        """Whether there is a TAB in every line, as in a file of columns."""
        return all("\t" in text for text in self.texts)


def read_texts(paths: Sequence[Path]) -> TextFile:
    """The lines of a text file, without white space around them; lines that hold nothing else are
    skipped.

    Raises:
        PantoumError: a file that cannot be read as text, holds none, or has columns by its suffix;
            several files.
    """
    if len(paths) != 1:
        raise PantoumError(
            f"{len(paths)} data files",
            setting="paths",
            rule="one file",
            value=[str(path) for path in paths],
            remedy="give one file of plain text, a text on each line",
        )
    path = paths[0]
    if path.suffix.lower() in (*COLUMN_SUFFIXES, *TOKEN_SUFFIXES):
        raise PantoumError(
            f"plain text is read, but {path.suffix} files have columns",
            where=str(path),
            remedy="give a .txt file",
        )
    texts = [line.strip() for line in read_lines(path)]
    texts = [text for text in texts if text]
    if not texts:
        raise PantoumError(
            "the file has no text",
            where=str(path),
            remedy="put one on each line",
        )
    return TextFile(path, texts)
