"""Which output symbol comes of which input symbol, where the two are of different alphabets: a
monotone alignment by an edit distance whose costs are learned from pairs.

Source: Ristad & Yianilos (1998), Learning string-edit distance, doi:10.1109/34.682181: the
memoryless stochastic transducer, without the probability of an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

ROUNDS = 10
# Nothing: what an inserted symbol comes of, and what becomes of a deleted one.
NOTHING = 0

Pair = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, eq=False)
class LearnedAlignment:
    """The probabilities of edit operations.

    sources, targets: the symbols by their numbers, from 1; log_probabilities [sources + 1, targets
    + 1]: of a substitution, with `NOTHING` in a row of an insertion, in a column of a deletion.
    """

    sources: Mapping[str, int]
    targets: Mapping[str, int]
    log_probabilities: Float[np.ndarray, "sources targets"]

    @classmethod
    def learn(cls, pairs: Sequence[Pair], rounds: int = ROUNDS) -> LearnedAlignment:
        """Learn from pairs by expectation maximisation, all operations alike at first.

        Args:
            pairs: input and output symbols; time and memory grow with the product of the longest.
        """
        sources = _numbers(source for source, _ in pairs)
        targets = _numbers(target for _, target in pairs)
        cells = np.ones((len(sources) + 1, len(targets) + 1))
        cells[NOTHING, NOTHING] = 0
        batch = _Batch.of(pairs, sources, targets)
        for _ in range(rounds):
            cells = batch.expected(_log(cells / cells.sum()))
        return cls(sources, targets, _log(cells / cells.sum()))

    def align(self, source: Sequence[str], target: Sequence[str]) -> list[int | None]:
        """For each output symbol the place of the input symbol that it comes of by the likeliest
        operations; None for one that is inserted.

        Raises: KeyError for a symbol that was in no pair.
        """
        xs = [self.sources[one] for one in source]
        ys = [self.targets[one] for one in target]
        table = self.log_probabilities
        best = np.full((len(xs) + 1, len(ys) + 1), -np.inf)
        best[0, 0] = 0
        came = np.zeros(best.shape, dtype=np.int64)
        for i in range(len(xs) + 1):
            for j in range(len(ys) + 1):
                if i == j == 0:
                    continue
                ways = (
                    best[i - 1, j - 1] + table[xs[i - 1], ys[j - 1]] if i and j else -np.inf,
                    best[i - 1, j] + table[xs[i - 1], NOTHING] if i else -np.inf,
                    best[i, j - 1] + table[NOTHING, ys[j - 1]] if j else -np.inf,
                )
                came[i, j] = int(np.argmax(ways))
                best[i, j] = ways[came[i, j]]
        return _walked(came)


def _walked(came: Int[np.ndarray, "source target"]) -> list[int | None]:
    """The places along the best way, from its end."""
    i, j = came.shape[0] - 1, came.shape[1] - 1
    places: list[int | None] = [None] * j
    while i or j:
        way = int(came[i, j])
        i -= way != 2
        j -= way != 1
        if way == 0:
            places[j] = i
    return places


@dataclass(frozen=True, eq=False)
class _Batch:
    """Pairs as numbers, with `NOTHING` as padding, and their lengths."""

    xs: Int[np.ndarray, "pairs source"]
    ys: Int[np.ndarray, "pairs target"]
    x_lengths: Int[np.ndarray, " pairs"]
    y_lengths: Int[np.ndarray, " pairs"]

    @classmethod
    def of(
        cls, pairs: Sequence[Pair], sources: Mapping[str, int], targets: Mapping[str, int]
    ) -> _Batch:
        xs, x_lengths = _padded([[sources[one] for one in source] for source, _ in pairs])
        ys, y_lengths = _padded([[targets[one] for one in target] for _, target in pairs])
        return cls(xs, ys, x_lengths, y_lengths)

    def expected(self, table: Float[np.ndarray, "sources targets"]) -> np.ndarray:
        """How often each operation is expected in all pairs, by forward and backward sums."""
        no_x, no_y = self.xs == NOTHING, self.ys == NOTHING
        substituted = table[self.xs[:, :, None], self.ys[:, None, :]]
        substituted[no_x[:, :, None] | no_y[:, None, :]] = -np.inf
        deleted = np.where(no_x, -np.inf, table[self.xs, NOTHING])
        inserted = np.where(no_y, -np.inf, table[NOTHING, self.ys])
        ahead = self._forward(substituted, deleted, inserted)
        back = self._backward(substituted, deleted, inserted)
        total = back[:, 0, 0][:, None, None]
        counts = np.zeros(table.shape)

        def add(rows: np.ndarray, columns: np.ndarray, logs: np.ndarray) -> None:
            shares = np.exp(logs - total)
            rows, columns = (np.broadcast_to(part, shares.shape) for part in (rows, columns))
            np.add.at(counts, (rows, columns), shares)

        xs, ys = self.xs[:, :, None], self.ys[:, None, :]
        nothing = np.zeros((1, 1, 1), dtype=np.int64)
        add(xs, ys, ahead[:, :-1, :-1] + substituted + back[:, 1:, 1:])
        add(xs, nothing, ahead[:, :-1] + deleted[:, :, None] + back[:, 1:])
        add(nothing, ys, ahead[:, :, :-1] + inserted[:, None, :] + back[:, :, 1:])
        counts[NOTHING, NOTHING] = 0
        return counts

    def _forward(
        self, substituted: np.ndarray, deleted: np.ndarray, inserted: np.ndarray
    ) -> np.ndarray:
        """log P of all ways to the first i and j symbols [pairs, i, j]."""
        pairs, width, height = substituted.shape
        sums = np.full((pairs, width + 1, height + 1), -np.inf)
        sums[:, 0, 0] = 0
        for i in range(width + 1):
            for j in range(height + 1):
                if i:
                    sums[:, i, j] = sums[:, i - 1, j] + deleted[:, i - 1]
                if j:
                    way = sums[:, i, j - 1] + inserted[:, j - 1]
                    sums[:, i, j] = np.logaddexp(sums[:, i, j], way)
                if i and j:
                    way = sums[:, i - 1, j - 1] + substituted[:, i - 1, j - 1]
                    sums[:, i, j] = np.logaddexp(sums[:, i, j], way)
        return sums

    def _backward(
        self, substituted: np.ndarray, deleted: np.ndarray, inserted: np.ndarray
    ) -> np.ndarray:
        """log P of all ways from the first i and j symbols to the end [pairs, i, j]."""
        pairs, width, height = substituted.shape
        sums = np.full((pairs, width + 1, height + 1), -np.inf)
        sums[np.arange(pairs), self.x_lengths, self.y_lengths] = 0
        for i in range(width, -1, -1):
            for j in range(height, -1, -1):
                if i < width:
                    way = deleted[:, i] + sums[:, i + 1, j]
                    sums[:, i, j] = np.logaddexp(sums[:, i, j], way)
                if j < height:
                    way = inserted[:, j] + sums[:, i, j + 1]
                    sums[:, i, j] = np.logaddexp(sums[:, i, j], way)
                if i < width and j < height:
                    way = substituted[:, i, j] + sums[:, i + 1, j + 1]
                    sums[:, i, j] = np.logaddexp(sums[:, i, j], way)
        return sums


def _numbers(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    known = sorted({symbol for text in texts for symbol in text})
    return {symbol: number for number, symbol in enumerate(known, start=1)}


def _padded(rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    table = np.full((len(rows), int(lengths.max(initial=0))), NOTHING, dtype=np.int64)
    for row, numbers in enumerate(rows):
        table[row, : len(numbers)] = numbers
    return table, lengths


def _log(values: np.ndarray) -> np.ndarray:
    return np.log(values, out=np.full(values.shape, -np.inf), where=values > 0)
