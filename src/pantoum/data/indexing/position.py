"""Where in the files of a corpus its reading stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Int64


class Position(NamedTuple):
    """The place behind what has been read.

    file: which of the files, from 0; offset: bytes of it, unpacked, or rows of a Parquet file;
    line: the number of its next line, from 1; other: bytes of the second of two line-aligned files.
    """

    file: int = 0
    offset: int = 0
    line: int = 1
    other: int = 0


class PairBlock(NamedTuple):
    """Some pairs of a file, one after the other.

    places: where in its file the line of each begins: bytes of the unpacked text, or the row of a
    Parquet file, from 0; end: the position behind them.
    """

    sources: list[str]
    targets: list[str]
    places: Int64[np.ndarray, " pairs"]
    end: Position
