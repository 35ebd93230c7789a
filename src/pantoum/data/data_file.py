"""A file that has been read once: its text, and the format that it has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pantoum.config import FormatName, GivenFormat
from pantoum.data.file_format import ALL_FORMATS, format_by_name, format_of
from pantoum.data.invisible import invisible_notes
from pantoum.data.lines import Text, lines_of, read_text
from pantoum.data.origin import FILE, ROWS, Origin
from pantoum.data.packed import unpacked_name
from pantoum.data.parquet import is_parquet, json_lines
from pantoum.errors import PantoumError

# What each format is, in words.
IN_WORDS: dict[FormatName, str] = {
    "tsv": "columns between tabs",
    "csv": "columns between commas",
    "jsonl": "JSON objects",
    "text": "plain text",
    "conll": "words and tags in CoNLL columns",
    "conllu": "words and tags in CoNLL-U",
    "lexicon": "a pronunciation lexicon",
}


@dataclass(frozen=True, eq=False)
class DataFile:
    """The text of a file. A pipe can be read only once, so what reads the text is handed this.

    Attributes:
        path: its name.
        text: its text.
        format: the format of the text; None where neither the name nor the content tells it.
        note: what to tell of a format that the name does not say; "" for nothing.
        origin: what messages call its places.
    """

    path: Path
    text: Text
    format: FormatName | None
    note: str = ""
    origin: Origin = FILE

    @property
    def lines(self) -> list[str]:
        """The lines, as `pantoum.data.lines.lines_of` gives them."""
        return lines_of(self.path, self.text)

    @property
    def notes(self) -> list[str]:
        """What the user should check of the text as it is read line by line, in words."""
        own = [self.note] if self.note else []
        return [*own, *invisible_notes(self.text, marks_removed=True)]


def open_file(
    path: Path,
    given: GivenFormat = "auto",
    expected: Collection[FormatName] = ALL_FORMATS,
) -> DataFile:
    """Read a file and find out its format. A Parquet file is read as JSON objects of its rows.

    Args:
        given: the format, where a user says it.
        expected: the formats that the content may speak for; see `pantoum.data.file_format`.

    Raises:
        PantoumError: the file cannot be read or is not UTF-8 text.
    """
    if is_parquet(path):
        text = Text(json_lines(path), has_bom=False, old_mac=False)
        return DataFile(path, text, "jsonl", origin=ROWS)
    return file_of(path, read_text(path), given, expected)


def file_of(
    path: Path,
    text: Text,
    given: GivenFormat = "auto",
    expected: Collection[FormatName] = ALL_FORMATS,
) -> DataFile:
    """The same of a text that was read already."""
    if given != "auto":
        return DataFile(path, text, given)
    found = format_of(path, text.content, expected)
    if found is None or found == format_by_name(path):
        return DataFile(path, text, found)
    note = f"{path} is read as {IN_WORDS[found]}, which its lines look like (--format sets it)"
    return DataFile(path, text, found, note)


def opened(
    file: Path | DataFile,
    given: GivenFormat = "auto",
    expected: Collection[FormatName] = ALL_FORMATS,
) -> DataFile:
    """A file by its name, or one that has been read already."""
    return file if isinstance(file, DataFile) else open_file(file, given, expected)


def path_of(file: Path | DataFile) -> Path:
    """The name of a file, which may have been read already."""
    return file.path if isinstance(file, DataFile) else file


def unknown_format(path: Path) -> PantoumError:
    """What is said of a file whose format nothing tells."""
    suffix = unpacked_name(path).suffix.lower()
    problem = f"the suffix {suffix!r} is not known" if suffix else "the file name has no suffix"
    return PantoumError(
        f"{problem}, and the content does not tell the format",
        where=str(path),
        remedy="say it with --format tsv, csv, jsonl, lexicon, conll, conllu or text, rename the "
        "file to .tsv, .csv or .jsonl, as fits, or give two line-aligned text files",
    )
