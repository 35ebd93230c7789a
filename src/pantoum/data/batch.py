"""Rows of a corpus as padded tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from pantoum.data.corpus import Corpus, FlatSequences
from pantoum.data.labelled import LabelledCorpus
from pantoum.data.streams import Chunk
from pantoum.symbols import PAD


class Padded(NamedTuple):
    """Sequences of ids of different lengths in one tensor, filled up with PAD at the end."""

    ids: Int[Tensor, "batch time"]
    lengths: Int[Tensor, " batch"]

    def to(self, device: torch.device | str) -> Padded:
        """The same on another device."""
        return Padded(self.ids.to(device), self.lengths.to(device))


class Batch(NamedTuple):
    """Some rows of a corpus: inputs, outputs if known, and which rows they are."""

    source: Padded
    target: Padded | None
    rows: list[int]

    @property
    def symbols(self) -> int:
        """How many symbols the known outputs have, </s> included."""
        return int(self.target.lengths.sum()) if self.target is not None else 0

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        """What `Seq2Seq.loss` takes."""
        return (*self.source, *(self.target or ()))

    def to(self, device: torch.device | str) -> Batch:
        """The same on another device."""
        return Batch(
            self.source.to(device),
            self.target.to(device) if self.target is not None else None,
            self.rows,
        )


def collate(corpus: Corpus, rows: Sequence[int]) -> Batch:
    """The given rows of a corpus in the given order, padded to the longest of them."""
    target = pad(corpus.target, rows) if corpus.target is not None else None
    return Batch(pad(corpus.source, rows), target, list(rows))


class LabelBatch(NamedTuple):
    """Some texts as inputs, the number of each one's label (-1: training has not seen it), and
    which rows they are.
    """

    source: Padded
    labels: Int[Tensor, " batch"]
    rows: list[int]

    @property
    def symbols(self) -> int:
        """How many labels are to be predicted."""
        return len(self.rows)

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        """What `Classifier.loss` takes."""
        return (*self.source, self.labels)

    def to(self, device: torch.device | str) -> LabelBatch:
        """The same on another device."""
        return LabelBatch(self.source.to(device), self.labels.to(device), self.rows)


def collate_labelled(corpus: LabelledCorpus, rows: Sequence[int]) -> LabelBatch:
    """The given rows of a labelled corpus in the given order, padded to the longest of them."""
    return LabelBatch(
        pad(corpus.source, rows), torch.from_numpy(corpus.labels[np.asarray(rows)]), list(rows)
    )


def part_of_rows(rows: Sequence[int], number: int, count: int) -> Sequence[int] | None:
    """One of `count` parts of a batch's rows, whose neighbours have similar lengths; None for a
    part without rows.
    """
    part = rows[number::count]
    return part if len(part) else None


class ChunkBatch(NamedTuple):
    """A part of parallel streams: the symbols before those to be predicted, how many are real, and
    those to be predicted.
    """

    read: Int[Tensor, "streams steps"]
    lengths: Int[Tensor, " streams"]
    target: Int[Tensor, "streams steps"]

    @property
    def symbols(self) -> int:
        """How many symbols are to be predicted."""
        return int(self.lengths.sum())

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        """What `LanguageModel.loss` takes."""
        return tuple(self)

    def to(self, device: torch.device | str) -> ChunkBatch:
        """The same on another device."""
        return ChunkBatch(*(part.to(device) for part in self))


def collate_chunk(chunk: Chunk) -> ChunkBatch:
    """A chunk as int64 tensors."""
    read, target, lengths = (
        torch.from_numpy(np.ascontiguousarray(part, dtype=np.int64)) for part in chunk
    )
    return ChunkBatch(read, lengths, target)


def pad(sequences: FlatSequences, rows: Sequence[int]) -> Padded:
    """The given sequences as one tensor of int64 ids.

    Shapes: ids [batch, longest], lengths [batch].
    """
    chosen = [sequences[row] for row in rows]
    lengths = np.fromiter((len(ids) for ids in chosen), dtype=np.int64, count=len(chosen))
    ids = np.full((len(chosen), lengths.max(initial=0)), PAD, dtype=np.int64)
    if chosen:
        ids[np.arange(ids.shape[1]) < lengths[:, None]] = np.concatenate(chosen)
    return Padded(torch.from_numpy(ids), torch.from_numpy(lengths))
