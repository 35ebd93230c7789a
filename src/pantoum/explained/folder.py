"""The directory that an explanation is written into, checked before the work."""

from __future__ import annotations

import os
from errno import EACCES
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.files import path_of

PAGE = "index.html"
FINDINGS = "findings.json"
PICTURES = "pictures"


def make_folder(output: str | Path, *, overwrite: bool) -> Path:
    """The directory that an explanation is to be written into, made if it is not there.

    Args:
        overwrite: replace an explanation that it holds.
    Raises: PantoumError for what is no directory, and for one in which something would be lost.
    """
    folder = path_of(output, "output")
    try:
        entries = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        try:
            (folder / PICTURES).mkdir(parents=True)
        except OSError as error:
            raise _unusable(folder, error) from error
        return folder
    except NotADirectoryError as error:
        raise PantoumError(
            "is a file, or below one;",
            setting="output",
            where=str(folder),
            remedy="give a directory to --output",
        ) from error
    except OSError as error:
        raise _unusable(folder, error) from error
    if FINDINGS not in entries and not entries <= {PICTURES}:
        raise PantoumError(
            "is not empty and holds no explanation;",
            setting="output",
            where=str(folder),
            remedy="give a new directory to --output",
        )
    if FINDINGS in entries and not overwrite:
        raise PantoumError(
            "holds an explanation already;",
            setting="output",
            where=str(folder),
            remedy="give another directory, or say --overwrite",
        )
    try:
        (folder / PICTURES).mkdir(exist_ok=True)
    except OSError as error:
        raise _unusable(folder / PICTURES, error) from error
    for place in (folder, folder / PICTURES):
        if not os.access(place, os.W_OK | os.X_OK):
            raise _unusable(place, PermissionError(EACCES, os.strerror(EACCES)))
    return folder


def _unusable(folder: Path, error: OSError) -> PantoumError:
    return PantoumError(
        f"cannot be used as --output: {error.strerror}",
        setting="output",
        where=str(folder),
        remedy="give another place to --output",
    )
