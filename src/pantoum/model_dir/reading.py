"""What goes wrong in reading a file of a model directory, as an error that names the file."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.files import CHECK_READABLE

COPY_ANEW = "copy the whole directory anew"


class NamedError(PantoumError):
    """It says already which file is wrong."""


# Far more than vocabularies and weights of these models have; what a larger file is made for is to
# fill the memory.
MOST_TEXT_BYTES = 2**30
MOST_WEIGHT_BYTES = 2**36


def read_text(path: Path) -> str:
    """A file of a model directory that holds text.

    Raises: OSError, UnicodeDecodeError, NamedError as `check_regular`.
    """
    check_regular(path, MOST_TEXT_BYTES)
    return path.read_bytes().decode()


def check_regular(path: Path, most_bytes: int) -> None:
    """Refuse what would never end, or never begin, if it were read: a pipe, a device.

    Raises:
        OSError: a file that is not there.
        NamedError: one that is no regular file, or is larger than any that is written.
    """
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise NamedError(
            "not a regular file, but a pipe, a device or the like",
            where=str(path),
            remedy=COPY_ANEW,
        )
    if status.st_size > most_bytes:
        raise NamedError(
            f"the file has {status.st_size:,} bytes, but no more than {most_bytes:,} are read",
            where=str(path),
            remedy=COPY_ANEW,
        )


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever goes wrong inside becomes a PantoumError that names the file, if it does not name
    one already.
    """
    try:
        yield
    except NamedError:
        raise
    except FileNotFoundError as error:
        raise NamedError(
            "the file is missing, so the model is incomplete;",
            where=str(path),
            remedy="copy the whole directory",
        ) from error
    except OSError as error:
        raise NamedError(
            f"cannot be read: {error.strerror or error}", where=str(path), remedy=CHECK_READABLE
        ) from error
    except Exception as error:  # a damaged file can fail in any way, deep inside another library
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise NamedError(
            f"damaged ({reason});",
            where=str(path),
            remedy=f"{COPY_ANEW} or train again",
        ) from error
