"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pantoum.errors import PantoumError

PARTIAL = ".partial"
CHECK_READABLE = "check that it is a file that you may read"
# So many characters of a file's name begin that of its partial file: with the rest it has less
# than the 255 bytes that a name may have.
MAX_NAME_LENGTH = 50
RANDOM_BYTES = 8
# Errors of a directory in which no new file may stand.
NO_NEW_FILE = (errno.EACCES, errno.EPERM, errno.EROFS)
# Errors of a file that cannot be replaced, such as one that is mounted by itself.
NOT_REPLACED = (errno.EBUSY, errno.EXDEV)


def path_of(value: object, name: str) -> Path:
    """A path that a caller gives.

    Args:
        name: of the argument, for messages.
    Raises: PantoumError for what is neither a string nor a `Path`, and for what no file can be
        called.
    """
    if not isinstance(value, str | Path):
        raise PantoumError(setting=name, rule="a path, as a string or a Path", value=value)
    try:
        possible = b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:  # half a letter
        possible = False
    if not possible:
        raise PantoumError(
            f"{str(value)!r:.60} cannot be the name of a file",
            setting=name,
            value=value,
            remedy="give another name",
        )
    return Path(value)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files so that those that were there stay whole until all the new ones are complete.

    Raises: PantoumError when one cannot be written; if that is for want of room, all are as they
        were.
    """
    path = folder
    try:
        with contextlib.ExitStack() as cleaning:
            written: list[_NewFile] = []
            for name, data in files.items():
                path = folder / name
                new = cleaning.enter_context(_new_file(path))
                new.file.write(data)
                new.file.flush()
                os.fsync(new.file.fileno())
                written.append(new)
            for new in written:
                path = new.path
                new.put_in_place()
    except OSError as error:
        raise not_writable(path, error) from error


def not_writable(place: Path | str, error: OSError) -> PantoumError:
    """What is said of a file or folder that the system does not write."""
    return PantoumError(
        f"cannot be written: {error.strerror or error}",
        where=str(place),
        remedy="check the place, its permissions and the room there",
    )


def not_readable(place: Path | str, error: OSError) -> PantoumError:
    """What is said of a file or folder that the system does not read."""
    return PantoumError(
        f"cannot be read: {error.strerror or error}", where=str(place), remedy=CHECK_READABLE
    )


def check_output_path(
    path: object,
    what: str = "",
    suffixes: Sequence[str] = (),
    *,
    setting: str = "path",
    inputs: Sequence[Path] = (),
) -> Path:
    """The path of a file to write, checked before the work that goes into it.

    Args:
        what: says what the file is, as in "a picture is a file of PNG".
        suffixes: its name ends in one of them; () for any name.
        setting: what the path is an argument for.
        inputs: files that are read, and must not be written over.

    Raises:
        PantoumError: it is no path, or has another suffix; its folder does not exist; it is a
            folder or one of the inputs; or no file can have this name.
    """
    if not isinstance(path, str | Path):
        raise PantoumError(setting=setting, rule="the path of a file", value=path)
    path = Path(path)
    if suffixes and path.suffix.lower() not in suffixes:
        names = " or ".join(filter(None, (", ".join(suffixes[:-1]), suffixes[-1])))
        raise PantoumError(
            what,
            where=str(path),
            rule=f"a name that ends in {names}",
            value=str(path),
            remedy=f"give it a name that ends in {names}",
        )
    try:
        found = _stat(path)
        has_folder = path.parent.is_dir()
        read = [one for name in inputs if (one := _stat(name)) is not None]
    except OSError as error:
        raise not_writable(path, error) from error
    except ValueError as error:  # a NUL or half a letter in it
        raise PantoumError(
            f"{str(path)!r} cannot be the name of a file",
            setting=setting,
            value=str(path),
            remedy="give another name",
        ) from error
    if found is not None and any(os.path.samestat(found, one) for one in read):
        raise PantoumError(
            "it is one of the files that are read, and would be written over",
            where=str(path),
            remedy="give another name for what is written",
        )
    if found is not None and stat.S_ISDIR(found.st_mode):
        raise PantoumError("is a folder", where=str(path), remedy="name a file")
    if not has_folder:
        raise PantoumError(
            f"there is no folder {path.parent}", where=str(path), remedy="make it first"
        )
    return path


def _stat(path: Path) -> os.stat_result | None:
    """What stands at a path; None for nothing. A loop of links raises OSError."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of the one at `path` if all goes well in this context.

    Two processes that write to one path do not mix: the path has what the later one wrote. Where
    the directory takes no new files, or the file cannot be replaced, it is written over at the end.

    Raises: OSError when it cannot be written.
    """
    with _new_file(path) as new:
        yield new.file
        new.put_in_place()


def remove_leftovers(path: Path) -> None:
    """Take away what killed processes had half written for `path`.

    Only for whoever knows that no other process writes there now.
    """
    name = glob.escape(path.name[:MAX_NAME_LENGTH])
    random = "[0-9a-f]" * (2 * RANDOM_BYTES)
    for partial in path.parent.glob(f"{name}.{random}{PARTIAL}"):
        with contextlib.suppress(OSError):
            partial.unlink()


class _NewFile(NamedTuple):
    """What is to stand at `path`, in a partial file beside it, or in a file without a name."""

    path: Path
    partial: Path | None
    file: BinaryIO

    def put_in_place(self) -> None:
        if self.partial is None:
            self.file.seek(0)
            _write_over(self.path, self.file)
            return
        self.file.close()
        if self.path.exists():
            shutil.copymode(self.path, self.partial)
        try:
            os.replace(self.partial, self.path)
        except OSError as error:
            if error.errno not in NOT_REPLACED or not self.path.is_file():
                raise
            with self.partial.open("rb") as file:
                _write_over(self.path, file)


@contextlib.contextmanager
def _new_file(path: Path) -> Iterator[_NewFile]:
    """A new file; when the context ends, however it does, nothing stands beside `path`."""
    name = f"{path.name[:MAX_NAME_LENGTH]}.{secrets.token_hex(RANDOM_BYTES)}{PARTIAL}"
    partial = path.with_name(name)
    try:
        file, beside = _open_new(path, partial)
        with file:
            yield _NewFile(path, partial if beside else None, file)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _open_new(path: Path, partial: Path) -> tuple[BinaryIO, bool]:
    """The partial file of a path, or one without a name where the directory takes no new file;
    and whether it is the former.
    """
    try:
        return partial.open("xb"), True
    except OSError as error:
        may_be_written = path.is_file() and os.access(path, os.W_OK)
        if error.errno not in NO_NEW_FILE or not may_be_written:
            raise
        return tempfile.TemporaryFile(), False  # pyright: ignore[reportReturnType]


def _write_over(path: Path, file: BinaryIO) -> None:
    with path.open("r+b") as target:
        shutil.copyfileobj(file, target)
        target.truncate()


def not_utf8(place: str, error: UnicodeDecodeError) -> PantoumError:
    """What is said of text in another encoding, with the first byte that is none of UTF-8.

    Args:
        place: the file and, where it is known, the line.
    """
    # `error.object` is what the decoder saw: the bytes without a BOM.
    byte = error.object[error.start]
    return PantoumError(
        f"not UTF-8 (byte 0x{byte:02x})",
        where=place,
        remedy="convert the file, for example with iconv -t UTF-8",
    )
