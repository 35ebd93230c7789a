"""Compressed files: known by their first bytes, and unpacked while they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, cast

from pantoum.errors import PantoumError

# Bytes of a compressed file that are unpacked at a time.
_PIECE = 1 << 17


class _Packing(NamedTuple):
    """A kind of compression: its suffix, the first bytes of such a file, and what unpacks it."""

    suffix: str
    magic: bytes
    unpack: Callable[[io.BufferedReader], object]


class _Unzstd(io.RawIOBase):
    """The bytes of a file that is compressed by zstd, frame after frame; zstandard's own stream
    says nothing of a file that is cut short.
    """

    def __init__(self, file: io.BufferedReader) -> None:
        import zstandard  # pyright: ignore[reportMissingImports] - an optional package

        self._file = file
        self._new_frame = zstandard.ZstdDecompressor().decompressobj
        self._error = zstandard.ZstdError
        self._frame: Any = None
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            if not self._unpack():
                return 0
        part = self._ready[: len(buffer)]
        buffer[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)

    def _unpack(self) -> bool:
        """Unpack the next piece of the file, if there is one."""
        frame = self._frame
        data = (frame.unused_data if frame is not None else b"") or self._file.read(_PIECE)
        if not data:
            if frame is not None and not frame.eof:
                raise EOFError
            return False
        if frame is None or frame.eof:
            frame = self._new_frame()
        self._frame = frame
        try:
            self._ready = memoryview(frame.decompress(data))
        except self._error as error:
            raise OSError(f"{error}") from error
        return True


_PACKINGS = (
    _Packing(".gz", b"\x1f\x8b", gzip.open),
    _Packing(".bz2", b"BZh", bz2.open),
    _Packing(".xz", b"\xfd7zXZ\0", lzma.open),
    _Packing(".zst", b"\x28\xb5\x2f\xfd", _Unzstd),
)
_LONGEST_MAGIC = max(len(one.magic) for one in _PACKINGS)
_SUFFIXES = tuple(one.suffix for one in _PACKINGS)


def unpacked_name(path: Path) -> Path:
    """The name of a file without the suffix of its compression."""
    return path.with_suffix("") if path.suffix.lower() in _SUFFIXES else path


@contextmanager
def unpacking(path: Path, file: io.BufferedReader) -> Iterator[io.BufferedReader]:
    """The bytes of an open file, unpacked where it is compressed by gzip, bzip2, xz or zstd.

    Args:
        path: its name, for messages. A name that ends in .gz, .bz2, .xz or .zst promises such a
            file.

    Raises:
        PantoumError: a compressed file that is damaged or cut short, or is not what its name says;
            one of zstd where the package for it is missing. It is raised while the file is read.
    """
    start = file.peek(_LONGEST_MAGIC)
    packing = next((one for one in _PACKINGS if start.startswith(one.magic)), None)
    if packing is None:
        _check_name(path, empty=not start)
        yield file
        return
    if packing.suffix == ".zst" and find_spec("zstandard") is None:
        raise PantoumError(
            "this file is compressed by zstd, which needs the package zstandard",
            where=str(path),
            remedy="pip install 'pantoum[zstd]', or unpack the file first (unzstd)",
        )
    try:
        yield io.BufferedReader(cast("io.RawIOBase", packing.unpack(file)))
    except EOFError:
        raise PantoumError(
            f"this compressed file ({packing.suffix}) is cut short",
            where=str(path),
            remedy="copy or download it again",
        ) from None
    except (zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise _damaged(path, packing.suffix, error) from None
    except OSError as error:
        # What the unpacker says of the bytes has no number of the system.
        if error.errno is not None:
            raise
        raise _damaged(path, packing.suffix, error) from None


def _check_name(path: Path, *, empty: bool) -> None:
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES or empty:
        return
    raise PantoumError(
        f"the name ends in {suffix}, but the file is not compressed so",
        where=str(path),
        remedy="take the suffix away, or compress the file",
    )


def _damaged(path: Path, suffix: str, error: Exception) -> PantoumError:
    return PantoumError(
        f"this compressed file ({suffix}) is damaged ({error})",
        where=str(path),
        remedy="copy or download it again",
    )
