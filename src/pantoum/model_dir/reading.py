"""What goes wrong in reading a file of a model directory, as an error that names the file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.files import CHECK_READABLE


class NamedError(PantoumError):
    """It says already which file is wrong."""


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
            remedy="copy the whole directory anew or train again",
        ) from error
