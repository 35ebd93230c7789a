"""The input of a bulk prediction: files as parts, each read by one task."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

import pyarrow as pa

from pantoum.data import Columns, parse_input
from pantoum.data.data_file import file_of
from pantoum.data.file_format import BY_SUFFIX, COLUMN_FORMATS, TOKEN_FORMATS
from pantoum.data.inputs import has_input_columns, read_inputs
from pantoum.data.lines import text_of, trimmed
from pantoum.data.packed import unpacked_name, unpacking
from pantoum.data.parquet import is_parquet
from pantoum.errors import PantoumError
from pantoum.files import not_readable

Form = Literal["parquet", "text", "tsv", "csv", "jsonl", "lexicon"]
# In bytes: of a line, as for all commands, and of what one task reads of plain text.
LONGEST_LINE = 400_000
LEAST_PART = 32_768
MOST_PART = 4_194_304
# So many parts for each actor make them end at about the same time.
PARTS_OF_ACTOR = 32
# Rows of a table that a task hands on.
ROWS = 2_000
SCHEMA = pa.schema([(name, pa.string()) for name in ("source", "features", "group", "error")])


class Part(NamedTuple):
    """A part of the input: bytes of a file, None for all of it."""

    path: str
    start: int | None
    end: int | None


class Reading(NamedTuple):
    """How inputs stand in files.

    Attributes:
        form: of all files.
        pairs: whether the model learned from inputs and outputs, and not from texts alone.
        columns: those of the training data; the group's is "" where it is not read.
        reads_features, reads_group: what the model reads beside each input.
    """

    form: Form
    pairs: bool
    columns: Columns
    reads_features: bool
    reads_group: bool


def files_of(inputs: Sequence[str]) -> list[str]:
    """The files of folders, and the files and addresses that are given.

    Raises: PantoumError for what is not there, and for a folder without files.
    """
    found: list[str] = []
    for name in inputs:
        path = Path(name)
        if is_uri(name):
            found += _files_at(name)
        elif path.is_file():
            found.append(name)
        elif path.is_dir():
            inside = sorted(str(one) for one in path.iterdir() if one.is_file())
            visible = [one for one in inside if Path(one).name[:1] not in "._"]
            if not visible:
                raise PantoumError(
                    "the folder has no files", where=name, remedy="give another folder"
                )
            found += visible
        else:
            raise PantoumError("no such file", where=name, remedy="check the path")
    return found


def _files_at(address: str) -> list[str]:
    """The file at an address, or those of the folder there.

    Raises: PantoumError for an address that cannot be read, where nothing is, or an empty folder.
    """
    from pyarrow import fs

    try:
        files, place = fs.FileSystem.from_uri(address)
        kind = files.get_file_info(place).type
        if kind == fs.FileType.File:
            return [address]
        inside = [] if kind == fs.FileType.NotFound else files.get_file_info(fs.FileSelector(place))
    except (OSError, ValueError) as error:
        raise PantoumError(
            f"cannot be read: {' '.join(str(error).split())[:200]};",
            where=address,
            remedy="check the address and the rights to read it",
        ) from error
    if kind == fs.FileType.NotFound:
        raise PantoumError("no such file", where=address, remedy="check the address")
    names = sorted(one.base_name for one in inside if one.type == fs.FileType.File)
    visible = [name for name in names if name[:1] not in "._"]
    if not visible:
        raise PantoumError("the folder has no files", where=address, remedy="give another folder")
    return [f"{address.rstrip('/')}/{name}" for name in visible]


def form_of(files: Sequence[str], given: str = "auto") -> Form:
    """How the files are written.

    Args:
        given: what the user says; auto: by their names, plain text where these say nothing.
    Raises: PantoumError for files of several forms, and for files of words and tags.
    """
    forms = {_form_by_name(name) if given == "auto" else given for name in files}
    if len(forms) > 1:
        raise PantoumError(
            f"files of one form are read at a time, but these are {', '.join(sorted(forms))}",
            where=files[0],
            remedy="give those of one form",
        )
    (form,) = forms
    if form in TOKEN_FORMATS:
        raise PantoumError(
            "files of words and tags are not read here",
            where=files[0],
            remedy="give sentences, one on each line, or leave --engine out",
        )
    return cast("Form", form)


def is_uri(name: str) -> bool:
    """Whether this is the address of a file in a store, such as s3://bucket/file."""
    return "://" in name


def parts_of(files: Sequence[str], form: Form, actors: int) -> list[Part]:
    """The parts of files of text, in their order: of plain lines such as tasks read at a time, of
    tables and compressed files each file.
    """
    if form not in ("text", "jsonl"):
        return [Part(name, None, None) for name in files]
    sizes = [_size(name) for name in files]
    whole = sum(sizes)
    step = min(max(whole // (PARTS_OF_ACTOR * actors), LEAST_PART), MOST_PART)
    parts = []
    for name, size in zip(files, sizes, strict=True):
        if unpacked_name(Path(name)) != Path(name):
            parts.append(Part(name, None, None))
        else:
            parts += [Part(name, start, min(start + step, size)) for start in range(0, size, step)]
    return parts


def read_part(part: Part, reading: Reading) -> Iterator[pa.Table]:
    """The inputs in a part, as tables with the columns source, features, group and error; one that
    cannot be read has its error there.

    Raises: PantoumError for a file that cannot be read at all.
    """
    rows: list[tuple[str | None, ...]] = []
    for row in _rows(part, reading):
        rows.append(row)
        if len(rows) == ROWS:
            yield _table(rows)
            rows = []
    if rows:
        yield _table(rows)


def _table(rows: list[tuple[str | None, ...]]) -> pa.Table:
    return pa.table(list(map(list, zip(*rows, strict=True))), schema=SCHEMA)


def _rows(part: Part, reading: Reading) -> Iterator[tuple[str | None, ...]]:
    try:
        with _open(part.path) as raw:
            if part.end is not None:
                lines = _lines_between(raw, part.start or 0, part.end)
                yield from (_row(line, part.path, reading) for line in lines)
                return
            with unpacking(Path(part.path), raw) as file:
                if reading.form in ("text", "jsonl"):
                    yield from (_row(line, part.path, reading) for line in _lines(file))
                    return
                yield from _table_rows(part.path, file.read(), reading)
    except OSError as error:
        raise not_readable(part.path, error) from error


def _open(name: str) -> io.BufferedReader:
    if not is_uri(name):
        return Path(name).open("rb")
    from pyarrow import fs

    files, place = fs.FileSystem.from_uri(name)
    return io.BufferedReader(cast("io.RawIOBase", files.open_input_file(place)))


def _size(name: str) -> int:
    if not is_uri(name):
        return Path(name).stat().st_size
    from pyarrow import fs

    files, place = fs.FileSystem.from_uri(name)
    return files.get_file_info(place).size or 0


def _lines_between(file: io.BufferedReader, start: int, end: int) -> Iterator[bytes]:
    """The lines that begin from byte `start` up to byte `end`."""
    if start:
        file.seek(start - 1)
        place = start - 1 + _skip_line(file)
    else:
        place = 0
    while place < end and (line := file.readline(LONGEST_LINE + 1)):
        place += len(line)
        yield line
        if not line.endswith(b"\n"):
            place += _skip_line(file)


def _lines(file: io.BufferedReader) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        if not line.endswith(b"\n"):
            _skip_line(file)


def _skip_line(file: io.BufferedReader) -> int:
    """Read up to the end of a line; how many bytes that were."""
    count = 0
    while piece := file.readline(LONGEST_LINE):
        count += len(piece)
        if piece.endswith(b"\n"):
            break
    return count


def _row(line: bytes, path: str, reading: Reading) -> tuple[str | None, ...]:
    """What stands on a line: source, features, group and error."""
    if len(line) > LONGEST_LINE:
        return None, None, None, f"the line has more than {LONGEST_LINE:,} bytes"
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return None, None, None, f"not UTF-8 (byte 0x{error.object[error.start]:02x})"
    if "\0" in text:
        return None, None, None, "a NUL byte, so this is no text"
    if reading.form == "jsonl":
        return _object_row(text, path, reading)
    if not reading.pairs:
        return trimmed(text), None, None, None
    try:
        return (*parse_input(text, "", reading.reads_features, reading.reads_group), None)
    except PantoumError as error:
        return text, None, None, str(error)


def _object_row(text: str, path: str, reading: Reading) -> tuple[str | None, ...]:
    if not text.strip():
        return "", None, None, None
    try:
        file = file_of(Path(path), text_of(Path(path), text.encode()), "jsonl")
        ((source, features, _, group),) = read_inputs(
            file, reading.columns, reading.reads_features
        ).inputs
    except (PantoumError, ValueError) as error:
        problem = error.problem if isinstance(error, PantoumError) else str(error)
        return text, None, None, problem
    return source, features, group, None


def _table_rows(path: str, data: bytes, reading: Reading) -> Iterator[tuple[str | None, ...]]:
    """The rows of a table, which is read whole; one of inputs alone is read as plain lines are."""
    if reading.form == "tsv":
        first = data.partition(b"\n")[0].decode("utf-8-sig", "replace").split("\t")
        if not has_input_columns(first, reading.columns, reading.reads_features):
            for line in _lines(cast("io.BufferedReader", io.BytesIO(data))):
                yield _row(line, path, reading)
            return
    assert reading.form != "parquet"
    file = file_of(Path(path), text_of(Path(path), data), reading.form)
    errors: dict[int, PantoumError] = {}
    for source, features, line, group in read_inputs(
        file, reading.columns, reading.reads_features, errors
    ).inputs:
        error = errors.get(line)
        yield source, features, group, None if error is None else str(error)


def _form_by_name(name: str) -> str:
    suffix = unpacked_name(Path(name)).suffix.lower()
    if is_parquet(Path(name)):
        return "parquet"
    form = BY_SUFFIX.get(suffix, "text")
    return form if form in (*COLUMN_FORMATS, *TOKEN_FORMATS) else "text"


def settings_of(model: Any, form: Form, group: str | None) -> Reading:
    """How the inputs of a model are read.

    Args:
        group: that of all inputs, None for those that stand beside them.
    """
    pairs = model.task in ("seq2seq", "classifier")
    reads_group = pairs and model.groups is not None and group is None
    if not pairs:
        return Reading(form, False, Columns(), False, False)
    data = model.config.data
    columns = Columns(
        data.source_column,
        data.target_column,
        data.features_column or "",
        data.group_column if reads_group else "",
    )
    return Reading(form, True, columns, model.reads_features, reads_group)
