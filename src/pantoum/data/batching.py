"""Which rows share a batch: rows of similar length, up to a budget of padded cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pantoum.data.drawing import Drawing

# Rows are sorted by length within a pool of so many batches; pairs within one of so many for each
# row that a batch has, if those are more: docs/design/0018 has the price of more and of fewer.
POOL_BATCHES = 10
POOL_OF_PAIRS = 1.5


def epoch_batches(
    sides: Sequence[np.ndarray],
    batch_tokens: int,
    seed: int,
    epoch: int,
    drawing: Drawing | None = None,
) -> list[list[int]]:
    """The batches of one epoch, in an order that depends on the lengths, `seed` and `epoch` alone.

    Every row is in exactly one batch, unless a drawing says how often each comes. Rows times
    (longest of each side, together) stays within `batch_tokens`, but a single row that is too long
    stands alone. Rows of similar lengths share a batch, drawn from shuffled pools.

    Args:
        sides: the lengths of the rows [rows], of inputs alone, or of inputs and outputs.
        drawing: how often each row comes in an epoch; None for once.
    """
    first = sides[0]
    last = sides[-1]
    generator = np.random.default_rng([seed, epoch])
    order = generator.permutation(len(first))
    if drawing is not None:
        order = drawing.rows(seed, epoch)[order]
    pool = _pool_size(sides, batch_tokens)
    batches: list[list[int]] = []
    for start in range(0, len(order), pool):
        rows = order[start : start + pool]
        # Within one length of the first side the last one's rise, within the next they fall:
        # neighbours stay similar.
        turn = np.where(first[rows] % 2 == 0, last[rows], -last[rows])
        rows = rows[np.lexsort((turn, first[rows]))]
        batches.extend(_cut(rows, sides, batch_tokens))
    return [batches[index] for index in generator.permutation(len(batches))]


def ordered_batches(lengths: Sequence[int] | np.ndarray, batch_tokens: int) -> list[list[int]]:
    """Batches for prediction: the longest rows first, rows times longest within `batch_tokens`.

    A single row that is too long stands alone. Rows of the same length keep their order.
    """
    lengths = np.asarray(lengths, dtype=np.int64)
    rows = np.argsort(-lengths, kind="stable")
    return _cut(rows, [lengths], batch_tokens)


def _pool_size(sides: Sequence[np.ndarray], batch_tokens: int) -> int:
    cells = np.sum(sides, axis=0)
    rows_per_batch = batch_tokens / max(float(cells.mean()), 1.0) if len(cells) else 1.0
    of_pairs = int(POOL_OF_PAIRS * rows_per_batch) if len(sides) > 1 else 0
    return max(1, int(max(POOL_BATCHES, of_pairs) * rows_per_batch))


def _cut(rows: np.ndarray, sides: Sequence[np.ndarray], batch_tokens: int) -> list[list[int]]:
    """Rows in the given order, cut before each row that would exceed the budget."""
    batches: list[list[int]] = []
    batch: list[int] = []
    widest = [0] * len(sides)
    lengths = [side[rows].tolist() for side in sides]
    for row, *row_lengths in zip(rows.tolist(), *lengths, strict=True):
        widest = [max(pair) for pair in zip(widest, row_lengths, strict=True)]
        if batch and (len(batch) + 1) * sum(widest) > batch_tokens:
            batches.append(batch)
            batch = []
            widest = row_lengths
        batch.append(row)
    if batch:
        batches.append(batch)
    return batches
