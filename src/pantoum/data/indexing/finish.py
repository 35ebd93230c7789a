"""The last step of making an index: numbers to ids, in arrays that are mapped from their files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from pantoum.data.indexing.build import chunks_of, pieces_of
from pantoum.data.indexing.parts import BUILDING, SIDES, Parts
from pantoum.data.tokenizers import Tokenizer
from pantoum.symbols import SPECIAL_SYMBOLS

# Ids of a vocabulary of so many entries take two bytes, others four.
SMALL = 1 << 16
# The arrays of an index.
ARRAYS = (
    *(f"{side}.{what}.npy" for side in SIDES for what in ("ids", "lengths", "offsets")),
    "places.npy",
)


def table_of(pieces: list[str], tokenizer: Tokenizer) -> np.ndarray:
    """The id of each number; UNK for units that the vocabulary leaves out."""
    ids = [*range(len(SPECIAL_SYMBOLS)), *tokenizer.ids_of(pieces)]
    return np.array(ids, dtype=np.int32)


def write_arrays(parts: Parts, side: str, table: np.ndarray | None, symbols: int) -> None:
    """Write the ids of a side, how many each text has, and where they begin.

    Args:
        table: the id of each number; None where the numbers are ids.
        symbols: in the vocabulary.

    Raises: OSError where they cannot be written.
    """
    total = sum(count for _, count in parts.state.chunks[side])
    pairs = parts.state.pairs
    kind = "<u2" if symbols <= SMALL else "<i4"
    with _array(parts, f"{side}.ids.npy", kind, total) as file:
        for values in chunks_of(parts, side):
            ids = values if table is None else table[values]
            file.write(ids.astype(kind).tobytes())
    with _array(parts, f"{side}.lengths.npy", "<i4", pairs) as file:
        for lengths in pieces_of(parts, f"{side}.lengths", "<i4"):
            file.write(lengths.tobytes())
    with _array(parts, f"{side}.offsets.npy", "<i8", pairs + 1) as file:
        end = np.zeros(1, dtype="<i8")
        file.write(end.tobytes())
        for lengths in pieces_of(parts, f"{side}.lengths", "<i4"):
            ends = (np.cumsum(lengths, dtype="<i8") + end).astype("<i8")
            file.write(ends.tobytes())
            end = ends[-1:]


def write_places(parts: Parts) -> None:
    """Write where the line of each pair begins.

    Raises: OSError where it cannot be written.
    """
    with _array(parts, "places.npy", "<i8", parts.state.pairs) as file:
        for places in pieces_of(parts, "places", "<i8"):
            file.write(places.tobytes())


def put_in_place(parts: Parts) -> None:
    """Move the arrays, all of which are on the disk, to where an index has them.

    Raises: OSError where that fails.
    """
    for name in ARRAYS:
        os.replace(parts.folder / name, parts.folder.parent / name)


def remove_parts(folder: Path) -> None:
    """Take away what the making of an index needed."""
    shutil.rmtree(folder / BUILDING, ignore_errors=True)


@contextmanager
def _array(parts: Parts, name: str, kind: str, count: int) -> Iterator[BinaryIO]:
    """A file of NumPy's, whose values are written piece by piece; at the end it is on the disk."""
    with (parts.folder / name).open("wb") as file:
        header = {"descr": kind, "fortran_order": False, "shape": (count,)}
        np.lib.format.write_array_header_1_0(file, header)
        yield file
        file.flush()
        os.fsync(file.fileno())
