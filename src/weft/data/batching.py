"""Which rows share a batch: rows of similar length, up to a budget of padded cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from weft.data.corpus import Corpus

# Rows are sorted by length within a pool of so many batches: docs/design/0018 has the price of more and of fewer.
POOL_BATCHES = 10


def epoch_batches(corpus: Corpus, batch_tokens: int, seed: int, epoch: int) -> list[list[int]]:
    """The batches of one epoch, in an order that depends on the lengths, `seed` and `epoch` alone.

    Every row is in exactly one batch. Rows times (longest source + longest target) stays within
    `batch_tokens`, but a single row that is too long stands alone. Rows of similar lengths share a batch,
    drawn from shuffled pools.
    """
    source = corpus.source.lengths
    target = corpus.target.lengths if corpus.target is not None else np.zeros_like(source)
    generator = np.random.default_rng([seed, epoch])
    order = generator.permutation(len(source))
    pool = _pool_size(source + target, batch_tokens)
    batches: list[list[int]] = []
    for start in range(0, len(order), pool):
        rows = order[start : start + pool]
        # Within one source length the targets rise, within the next they fall: neighbours stay alike.
        turn = np.where(source[rows] % 2 == 0, target[rows], -target[rows])
        rows = rows[np.lexsort((turn, source[rows]))]
        batches.extend(_cut(rows, source, target, batch_tokens))
    return [batches[index] for index in generator.permutation(len(batches))]


def ordered_batches(lengths: Sequence[int] | np.ndarray, batch_tokens: int) -> list[list[int]]:
    """Batches for prediction: the longest rows first, rows times longest within `batch_tokens`.

    A single row that is too long stands alone. Rows of the same length keep their order.
    """
    lengths = np.asarray(lengths, dtype=np.int64)
    rows = np.argsort(-lengths, kind="stable")
    return _cut(rows, lengths, np.zeros_like(lengths), batch_tokens)


def _pool_size(cells: np.ndarray, batch_tokens: int) -> int:
    rows_per_batch = batch_tokens / max(float(cells.mean()), 1.0) if len(cells) else 1.0
    return max(1, int(POOL_BATCHES * rows_per_batch))


def _cut(rows: np.ndarray, source: np.ndarray, target: np.ndarray, batch_tokens: int) -> list[list[int]]:
    """Rows in the given order, cut before each row that would exceed the budget."""
    batches: list[list[int]] = []
    batch: list[int] = []
    widest_source = widest_target = 0
    for row, source_length, target_length in zip(
        rows.tolist(), source[rows].tolist(), target[rows].tolist(), strict=True
    ):
        widest_source, widest_target = max(widest_source, source_length), max(widest_target, target_length)
        if batch and (len(batch) + 1) * (widest_source + widest_target) > batch_tokens:
            batches.append(batch)
            batch, widest_source, widest_target = [], source_length, target_length
        batch.append(row)
    if batch:
        batches.append(batch)
    return batches
