"""Plain text: a text on each line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pantoum.config import GivenFormat
from pantoum.data.data_file import IN_WORDS, DataFile, opened
from pantoum.data.lines import trimmed
from pantoum.errors import PantoumError


class TextFile(NamedTuple):
    """The texts of a file, in their order, and what the user should check, in words."""

    path: Path
    texts: list[str]
    notes: Sequence[str] = ()

    @property
    def has_columns(self) -> bool:
        """Whether there is a TAB in every line, as in a file of columns."""
        return all("\t" in text for text in self.texts)


def read_texts(paths: Sequence[Path | DataFile], form: GivenFormat = "auto") -> TextFile:
    """The lines of a text file, without white space around them; lines that hold nothing else are
    skipped.

    Args:
        form: the format, where a user says it.

    Raises:
        PantoumError: a file that cannot be read as text, holds none, or has columns by its name;
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
    file = opened(paths[0], form, expected=("text",))
    if file.format not in ("text", None):
        raise PantoumError(
            f"plain text is read, but this file has {IN_WORDS[file.format]}",
            where=str(file.path),
            remedy="give a .txt file, or say with --format text that it is plain text",
        )
    texts = [trimmed(line) for line in file.lines]
    texts = [text for text in texts if text]
    if not texts:
        raise PantoumError(
            "the file has no text",
            where=str(file.path),
            remedy="put one on each line",
        )
    return TextFile(file.path, texts, file.notes)
