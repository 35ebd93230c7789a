"""Rows in an order, cut into batches: before each row that would exceed the budget."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int, Int64

# From so many pools on, a batch of all of them at once is faster than row after row.
LEAST_POOLS = 8


def cut(lengths: Sequence[Int[np.ndarray, " rows"]], batch_tokens: int) -> list[int]:
    """Where the batches begin.

    Args:
        lengths: of the rows, on each side.
        batch_tokens: a batch has no more cells than this, rows times (the longest of each side,
            together), unless it is of a single row.
    """
    begin: list[int] = []
    size = 0
    widest = [0] * len(lengths)
    sides = (side.tolist() for side in lengths)
    for row, row_lengths in enumerate(zip(*sides, strict=True)):
        widest = [max(pair) for pair in zip(widest, row_lengths, strict=True)]
        if size == 0 or (size + 1) * sum(widest) > batch_tokens:
            begin.append(row)
            size = 0
            widest = list(row_lengths)
        size += 1
    return begin


def cut_pools(
    lengths: Sequence[Int[np.ndarray, " rows"]], pool: int, batch_tokens: int
) -> Int64[np.ndarray, " batches"]:
    """Where the batches begin, in rows that are pools end to end: none has rows of two pools.

    Args:
        lengths, batch_tokens: as for `cut`.
        pool: rows of a pool; the last one may have fewer.
    """
    count = len(lengths[0])
    if count <= (LEAST_POOLS - 1) * pool:
        begin: list[int] = []
        for first in range(0, count, pool):
            of_pool = [side[first : first + pool] for side in lengths]
            begin += [first + row for row in cut(of_pool, batch_tokens)]
        return np.array(begin, dtype=np.int64)
    return _cut_side_by_side(lengths, pool, batch_tokens)


def _cut_side_by_side(
    lengths: Sequence[np.ndarray], pool: int, batch_tokens: int
) -> Int64[np.ndarray, " batches"]:
    """The same, a batch of every pool at a time."""
    count = len(lengths[0])
    start = np.arange(0, count, pool)
    end = np.minimum(start + pool, count)
    begin: list[np.ndarray] = []
    while len(start):
        begin.append(start)
        narrowest = max(1, int(np.sum([side[start] for side in lengths], axis=0).min()))
        # A batch with more rows than these would exceed the budget by the width of its first one.
        most = min(batch_tokens // narrowest + 1, int((end - start).max()))
        places = start[:, None] + np.arange(most)
        fits = places < end[:, None]
        np.minimum(places, count - 1, out=places)
        widest = np.sum([np.maximum.accumulate(side[places], axis=1) for side in lengths], axis=0)
        fits &= widest * np.arange(1, most + 1) <= batch_tokens
        fits[:, 0] = True
        start = start + np.count_nonzero(fits, axis=1)
        left = start < end
        start, end = start[left], end[left]
    return np.sort(np.concatenate(begin))
