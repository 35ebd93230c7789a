"""How much of the batches that Pantoum makes is padding: cells without a symbol, of all cells on
all sides.

python benchmarks/speed/padding.py DATA [--epochs 3]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from corpora import CORPORA

from pantoum.tasks import Prepared, prepare


def main() -> None:
    """One row for each corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--epochs", type=int, default=3)
    given = parser.parse_args()
    print(
        "| corpus | examples | batches | examples a batch | padding, % of cells | as they come, % "
        "|\n" + "|---" * 6 + "|"
    )
    for name, corpus in CORPORA.items():
        prepared = prepare(*corpus.files(given.data), corpus.config())
        print(row(name, prepared, given.epochs), flush=True)


def row(name: str, prepared: Prepared[Any], epochs: int) -> str:
    """The shares of Pantoum's batches, and of as many rows at a time in a random order."""
    rows = prepared.train
    sides: Sequence[np.ndarray] = rows.sides if hasattr(rows, "sides") else [rows.lengths]
    batches = [
        batch
        for epoch in range(epochs)
        for batch in prepared.task.batches(prepared.train, prepared.config, epoch)
    ]
    count = len(batches) // epochs
    order = np.random.default_rng(1).permutation(len(rows))
    plain = np.array_split(order, count)
    shares = " | ".join(f"{padding(sides, made):.1f}" for made in (batches, plain))
    return f"| {name} | {len(rows):,} | {count:,} | {len(rows) / count:.1f} | {shares} |"


def padding(sides: Sequence[np.ndarray], batches: Sequence[Any]) -> float:
    """Per cent of the cells that hold no symbol."""
    cells, symbols = (sum(counts) for counts in zip(*_counts(sides, batches), strict=True))
    return 100 * (1 - symbols / cells)


def _counts(sides: Sequence[np.ndarray], batches: Sequence[Any]) -> Iterator[tuple[int, int]]:
    for batch in batches:
        for side in sides:
            yield len(batch) * int(side[batch].max()), int(side[batch].sum())


if __name__ == "__main__":
    main()
