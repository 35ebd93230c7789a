"""A file that `pantoum export` wrote: its bytes checked, and its metadata read."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.onnx_file import EXPORT_AGAIN, metadata_of

# The metadata of `pantoum export` are JSON under this name.
KEY = "pantoum"
# Of a file with a lexicon, its entries are JSON under this one.
LEXICON_KEY = "pantoum.lexicon"
# The newest form of them that is read here.
FORMAT = 1
# A protocol buffer is no larger.
LARGEST = 2**31


@dataclass(frozen=True)
class ModelFile:
    """A file in memory.

    path: where it was read; data: its bytes; metadata: what it says of its model, as
    docs/export.md describes it; lexicon: the entries of its lexicon as JSON, None without one.
    """

    path: Path
    data: bytes
    metadata: dict[str, Any]
    lexicon: str | None = None

    @property
    def task(self) -> str:
        """The kind of model: seq2seq, tagger, classifier or language_model."""
        return self.metadata["task"]


def read_model_file(path: Path | str) -> ModelFile:
    """Read a file and check what can be checked before it is run.

    Raises:
        PantoumRuntimeError: it cannot be read, is no ONNX file, is not one that `pantoum export`
            wrote, or is of a newer version.
    """
    path = Path(path)
    data = _bytes_of(path)
    found = metadata_of(data, path)
    text = found.get(KEY)
    if text is None:
        raise PantoumRuntimeError(
            "is an ONNX file of another program",
            where=str(path),
            remedy="give a file that `pantoum export` wrote",
        )
    return ModelFile(path, data, _metadata(text, path), found.get(LEXICON_KEY))


def _metadata(text: str, path: Path) -> dict[str, Any]:
    """Raises: PantoumRuntimeError for what `pantoum export` did not write, or a newer version."""
    damaged = PantoumRuntimeError("has damaged metadata", where=str(path), remedy=EXPORT_AGAIN)
    try:
        metadata = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged from None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("task"), str):
        raise damaged
    form = metadata.get("format")
    if type(form) is not int:
        raise damaged
    if form > FORMAT:
        raise PantoumRuntimeError(
            f"was written by a newer version of Pantoum (format {form}, this one reads up to "
            f"{FORMAT})",
            where=str(path),
            remedy="update pantoum-runtime",
        )
    return metadata


def _bytes_of(path: Path) -> bytes:
    """Raises: PantoumRuntimeError for what is no regular file that can be read."""
    try:
        # A pipe or a device would be waited for, perhaps for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            if stat.S_ISREG(found.st_mode) and found.st_size <= LARGEST:
                return file.read()
    except FileNotFoundError:
        raise PantoumRuntimeError(
            "no such file", where=str(path), remedy="check the path"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PantoumRuntimeError(
            f"cannot be read: {reason}",
            where=str(path),
            remedy="check that it is a file that you may read",
        ) from error
    raise PantoumRuntimeError(
        "is no file of a model", where=str(path), remedy="give a file that `pantoum export` wrote"
    )
