"""Which output directories a run may use, and that no two runs use one at a time."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.files import not_writable
from pantoum.hub import address_of, is_address
from pantoum.locks import locked
from pantoum.model_dir import holds_model

CHECKPOINTS = "checkpoints"
LAST = "last.pt"
LOCK = "lock"


def check_output(folder: Path, resume: bool, overwrite: bool) -> None:
    """Refuse an output directory in which something would be lost.

    Raises:
        PantoumError: it is on the hub, a file, holds other things, or a model that is neither to
            be replaced nor gone on with.
    """
    if is_address(folder):
        raise PantoumError(
            "a model is trained into a directory;",
            where=str(address_of(folder)),
            remedy="give a directory to --output, and then `pantoum push` it",
        )
    try:
        entries = {path.name for path in folder.iterdir()}
        started = (folder / CHECKPOINTS / LAST).exists()
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise PantoumError(
            "is a file, or below one;", where=str(folder), remedy="give a directory to --output"
        ) from error
    except OSError as error:
        raise PantoumError(
            f"cannot be used as --output: {error.strerror}",
            where=str(folder),
            remedy="give another place to --output",
        ) from error
    if entries <= {CHECKPOINTS} and not started:
        return
    model = holds_model(folder)
    if not started and not model:
        raise PantoumError(
            "is not empty and holds no model of Pantoum;",
            where=str(folder),
            remedy="give a new directory to --output",
        )
    if resume and not started:
        raise PantoumError(
            "holds a model but no checkpoint to go on from;",
            where=str(folder),
            remedy="give --overwrite to train anew",
        )
    if not resume and not overwrite:
        what = (
            "already holds a model"
            if model
            else "holds a run that was stopped before its first evaluation"
        )
        raise PantoumError(
            f"{what};",
            where=str(folder),
            remedy="give --overwrite to replace it, --resume to go on, or another --output",
        )


@contextlib.contextmanager
def reserved(folder: Path, resume: bool, overwrite: bool) -> Iterator[None]:
    """While this context is open, the output directory is there and no other run uses it.

    Raises: PantoumError when the directory holds something that would be lost, cannot be
    written, or is in use.
    """
    check_output(folder, resume, overwrite)
    checkpoints = folder / CHECKPOINTS
    try:
        checkpoints.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(folder, error) from error
    in_use = PantoumError(
        "another run is writing there;",
        where=str(folder),
        remedy="wait until it has ended, or give another --output",
    )
    with locked(checkpoints / LOCK, in_use):
        check_output(folder, resume, overwrite)  # another run may have ended since
        # Known now, and not when there is a model to be kept.
        for one in (folder, checkpoints):
            if not os.access(one, os.W_OK):
                raise not_writable(one, PermissionError(errno.EACCES, "Permission denied"))
        yield
