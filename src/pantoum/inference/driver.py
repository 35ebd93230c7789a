"""The one driver of a corpus through a model: order by length, pad, run, put back in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import torch

from pantoum.data import FlatSequences, ordered_batches
from pantoum.data.batch import Padded, pad
from pantoum.inference.side_by_side import side_by_side
from pantoum.ranks import ALONE, Ranks


class Batch(Protocol):
    """Some rows of a corpus as tensors: which rows, and a way to another device."""

    @property
    def rows(self) -> list[int]:
        """The rows' numbers in the corpus, in the batch's order."""
        ...

    def to(self, device: torch.device | str) -> Any:
        """The same on another device."""
        ...


BatchT = TypeVar("BatchT", bound=Batch)
T = TypeVar("T")


class PaddedRows(NamedTuple):
    """The same rows of one or several corpora, padded."""

    rows: list[int]
    parts: tuple[Padded, ...]

    def to(self, device: torch.device | str) -> PaddedRows:
        """The same on another device."""
        return PaddedRows(self.rows, tuple(part.to(device) for part in self.parts))


def padded_rows(*corpora: FlatSequences) -> Callable[[list[int]], PaddedRows]:
    """What makes a batch of some rows of each corpus."""
    return lambda rows: PaddedRows(rows, tuple(pad(corpus, rows) for corpus in corpora))


def corpus_batches(
    lengths: Sequence[int] | np.ndarray,
    batch_tokens: int,
    collate: Callable[[list[int]], BatchT],
    device: torch.device | str,
) -> Iterator[BatchT]:
    """All rows of a corpus in batches of similar lengths, the longest first; each is made when it
    is its turn.

    Args:
        lengths: of the rows.
        batch_tokens: the memory budget: rows times longest row of a batch, except for a single row
            that is longer.
        collate: makes a batch of some rows.
    """
    for rows in ordered_batches(lengths, batch_tokens):
        yield collate(rows).to(device)


def run_corpus(
    lengths: Sequence[int] | np.ndarray,
    batch_tokens: int,
    collate: Callable[[list[int]], BatchT],
    compute: Callable[[BatchT], Iterable[T]],
    device: torch.device | str,
    ranks: Ranks = ALONE,
) -> list[T]:
    """A result for each row of a corpus, in the corpus's order.

    On a CPU each batch is computed on one thread, and several batches at once where there are
    threads for them: the results do not depend on how many.

    Args:
        lengths, batch_tokens, collate, device: as for `corpus_batches`.
        compute: the results of a batch, one for each row, in inference mode; in several threads at
            once.
        ranks: each of these processes computes some of the batches, and all have all results.
    """
    results: list[Any] = [None] * len(lengths)

    def run(rows: list[int]) -> None:
        batch = collate(rows).to(device)
        for row, result in zip(batch.rows, compute(batch), strict=True):
            results[row] = result

    all_batches = ordered_batches(lengths, batch_tokens)
    batches = all_batches[ranks.number :: ranks.count]
    if torch.device(device).type == "cpu":
        side_by_side(run, batches)
    else:  # which has a queue of its own
        with torch.inference_mode():
            for rows in batches:
                run(rows)
    if ranks.count > 1:
        found = ranks.gather([[results[row] for row in rows] for rows in batches])
        for number, of_rank in enumerate(found):
            for rows, values in zip(all_batches[number :: ranks.count], of_rank, strict=True):
                for row, value in zip(rows, values, strict=True):
                    results[row] = value
    return results
