"""The batches of an epoch as arrays: millions of them take a few bytes a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from jaxtyping import Int, Int64


class PlannedBatches(Sequence[list[int]]):
    """Batches, each a list of rows.

    Args:
        rows: the rows of all batches, batch after batch, in some order of these.
        begin: where in `rows` each batch begins, rising from 0.
        order: the batches in the order in which they come.
    """

    def __init__(
        self,
        rows: Int[np.ndarray, " rows"],
        begin: Int64[np.ndarray, " batches"],
        order: Int64[np.ndarray, " batches"],
    ) -> None:
        self._rows = rows
        self._begin = np.append(begin, len(rows))
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> list[int]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[int]]: ...
    def __getitem__(self, index: int | slice) -> list[int] | list[list[int]]:
        """A batch, or a list of some."""
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        batch = int(self._order[index])
        return self._rows[self._begin[batch] : self._begin[batch + 1]].tolist()

    def __eq__(self, other: object) -> bool:
        """Whether another sequence has the same batches in the same order."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(list.__eq__, self, other))

    __hash__ = None  # pyright: ignore[reportAssignmentType] - as for lists
