"""Which rows share a batch: rows of similar length, up to a budget of padded cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pantoum.data.cutting import cut, cut_pools
from pantoum.data.drawing import Drawing
from pantoum.data.planned import PlannedBatches

# Rows are sorted by length within a pool of so many batches; pairs within one of so many for each
# row that a batch has, if those are more: docs/design/0018 has the price of more and of fewer.
POOL_BATCHES = 10
POOL_OF_PAIRS = 1.5
# So many rows, of whole pools, are sorted and cut at once: what that needs stays small beside the
# plan itself. Large pools are not done one by one, though.
ROWS_AT_ONCE = 1 << 20
LEAST_POOLS_AT_ONCE = 128
# A key of this many bits has room for the lengths of a row and its place.
KEY_BITS = 62


def epoch_batches(
    sides: Sequence[np.ndarray],
    batch_tokens: int,
    seed: int,
    epoch: int,
    drawing: Drawing | None = None,
) -> PlannedBatches:
    """The batches of one epoch, in an order that depends on the lengths, `seed` and `epoch` alone.

    Every row is in exactly one batch, unless a drawing says how often each comes. Rows times
    (longest of each side, together) stays within `batch_tokens`, but a single row that is too long
    stands alone. Rows of similar lengths share a batch, drawn from shuffled pools.

    Args:
        sides: the lengths of the rows [rows], of inputs alone, or of inputs and outputs.
        drawing: how often each row comes in an epoch; None for once.
    """
    count = len(sides[0])
    generator = np.random.default_rng([seed, epoch])
    numbers = np.int32 if count <= np.iinfo(np.int32).max else np.int64
    order = np.arange(count, dtype=numbers)
    generator.shuffle(order)  # in place: `permutation`, which gives the same order, makes a copy
    if drawing is not None:
        order = drawing.rows(seed, epoch).astype(numbers)[order]
    pool = min(_pool_size(sides, batch_tokens), max(count, 1))
    pools_at_once = max(LEAST_POOLS_AT_ONCE, ROWS_AT_ONCE // pool)
    starts: list[np.ndarray] = []
    for first in range(0, count, pool * pools_at_once):
        part = order[first : first + pool * pools_at_once]
        lengths = [side[part] for side in sides]
        within = _sorted_pools(lengths, pool)
        part[:] = part[within]
        lengths = [of_side[within] for of_side in lengths]
        starts.append(cut_pools(lengths, pool, batch_tokens) + first)
    begin = np.concatenate(starts) if starts else np.zeros(0, dtype=np.int64)
    return PlannedBatches(order, begin, generator.permutation(len(begin)))


def ordered_batches(lengths: Sequence[int] | np.ndarray, batch_tokens: int) -> list[list[int]]:
    """Batches for prediction: the longest rows first, rows times longest within `batch_tokens`.

    A single row that is too long stands alone. Rows of the same length keep their order.
    """
    lengths = np.asarray(lengths, dtype=np.int64)
    rows = np.argsort(-lengths, kind="stable")
    begin = cut([lengths[rows]], batch_tokens)
    return [part.tolist() for part in np.split(rows, begin[1:])] if begin else []


def _pool_size(sides: Sequence[np.ndarray], batch_tokens: int) -> int:
    count = len(sides[0])
    cells = sum(int(side.sum(dtype=np.int64)) for side in sides)
    rows_per_batch = batch_tokens / max(cells / count, 1.0) if count else 1.0
    of_pairs = int(POOL_OF_PAIRS * rows_per_batch) if len(sides) > 1 else 0
    return max(1, int(max(POOL_BATCHES, of_pairs) * rows_per_batch))


def _sorted_pools(lengths: Sequence[np.ndarray], pool: int) -> np.ndarray:
    """The order of rows in which those of each pool rise by their length on the first side.

    Within one length of the first side the last one's rise, within the next they fall: neighbours
    stay similar.

    Args:
        lengths: of rows that are pools end to end; the last pool may have fewer rows.
        pool: rows of a pool.
    """
    first = lengths[0]
    last = lengths[-1]
    turn = np.where(first % 2 == 0, last, -last)
    places = np.arange(len(first))
    pools = np.repeat(np.arange(-(-len(first) // pool)), pool)[: len(first)]
    bits = [int(most).bit_length() for most in (first.max(), 2 * int(last.max()), len(first))]
    if sum(bits) + int(pools[-1]).bit_length() > KEY_BITS:
        return np.lexsort((turn, first, pools))
    # One number holds all that decides, and the place of the row: those are sorted several times
    # as fast as by several keys.
    of_first, of_turn, of_place = bits
    keys = (pools << of_first) | first
    keys = (keys << of_turn) | (turn + last.max())
    keys = (keys << of_place) | places
    keys.sort()
    return keys & ((1 << of_place) - 1)
