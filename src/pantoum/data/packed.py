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
from typing import NamedTuple, cast

from pantoum.errors import PantoumError


class _Packing(NamedTuple):
    """A kind of compression: its suffix, the first bytes of such a file, and what unpacks it."""

    suffix: str
    magic: bytes
    unpack: Callable[[io.BufferedReader], object]


def _unzstd(file: io.BufferedReader) -> io.BytesIO:
    """All of a file: zstandard's own stream says nothing of a file that is cut short."""
    import zstandard  # pyright: ignore[reportMissingImports] - an optional package

    data = file.read()
    pieces = []
    while data:
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            pieces.append(frame.decompress(data))
        except zstandard.ZstdError as error:
            raise OSError(f"{error}") from error
        if not frame.eof:
            raise EOFError
        data = frame.unused_data
    return io.BytesIO(b"".join(pieces))


_PACKINGS = (
    _Packing(".gz", b"\x1f\x8b", gzip.open),
    _Packing(".bz2", b"BZh", bz2.open),
    _Packing(".xz", b"\xfd7zXZ\0", lzma.open),
    _Packing(".zst", b"\x28\xb5\x2f\xfd", _unzstd),
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
