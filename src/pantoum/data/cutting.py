"""Rows in an order, cut into batches: before each row that would exceed the budget."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int64

# From so many pools on, a step through all of them at once is faster than row after row.
LEAST_POOLS = 8


def cut(lengths: Sequence[Int64[np.ndarray, " rows"]], batch_tokens: int) -> list[int]:
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
    lengths: Sequence[Int64[np.ndarray, " rows"]], pool: int, batch_tokens: int
) -> Int64[np.ndarray, " batches"]:
    """Where the batches begin, in rows that are pools end to end: none has rows of two pools.

    Args:
        lengths, batch_tokens: as for `cut`.
        pool: rows of a pool; the last one may have fewer.
    """
    count = len(lengths[0])
    pools = -(-count // pool)
    if pools < LEAST_POOLS:
        begin: list[int] = []
        for first in range(0, count, pool):
            of_pool = [side[first : first + pool] for side in lengths]
            begin += [first + row for row in cut(of_pool, batch_tokens)]
        return np.array(begin, dtype=np.int64)
    return _cut_side_by_side(lengths, pool, pools, batch_tokens)


def _cut_side_by_side(
    lengths: Sequence[np.ndarray], pool: int, pools: int, batch_tokens: int
) -> np.ndarray:
    """The same, a row of every pool at a time."""
    count = len(lengths[0])
    # Behind the last pool there are rows without length, whose batches do not count.
    filled = [np.zeros(pools * pool, dtype=np.int64) for _ in lengths]
    for full, side in zip(filled, lengths, strict=True):
        full[:count] = side
    steps = [np.ascontiguousarray(full.reshape(pools, pool).T) for full in filled]
    begins = np.empty((pool, pools), dtype=bool)
    size = np.zeros(pools, dtype=np.int64)
    widest = [np.zeros(pools, dtype=np.int64) for _ in lengths]
    for step in range(pool):
        row = [side[step] for side in steps]
        wider = [np.maximum(*pair) for pair in zip(widest, row, strict=True)]
        size += 1
        new = size * sum(wider) > batch_tokens
        new |= size == 1
        size[new] = 1
        widest = [np.where(new, *pair) for pair in zip(row, wider, strict=True)]
        begins[step] = new
    begin = np.flatnonzero(begins.T)
    return begin[begin < count]
