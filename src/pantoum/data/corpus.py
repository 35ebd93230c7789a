"""Examples as ids in two flat arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from jaxtyping import Int, Int32, Int64, Integer

from pantoum.data.drawing import Drawing
from pantoum.data.formats import Example
from pantoum.data.source import SourceTokenizer
from pantoum.data.tokenizers import Tokenizer
from pantoum.symbols import EOS


@dataclass(frozen=True, eq=False)
class FlatSequences:
    """Many sequences of ids end to end: sequence i is ``values[offsets[i]:offsets[i + 1]]``.

    Two arrays instead of a list of lists: a tenth of the memory, and nothing for a garbage
    collector to walk. Those of an index (`pantoum.data.indexing`) are mapped from its files, the
    values as smaller numbers, and it has the lengths, too, which are the differences of the
    offsets.
    """

    values: Integer[np.ndarray, " symbols"]
    offsets: Int64[np.ndarray, " rows_and_one"]
    stored_lengths: Int32[np.ndarray, " rows"] | None = None

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]]) -> FlatSequences:
        """The given sequences, copied."""
        offsets = np.zeros(len(sequences) + 1, dtype=np.int64)
        np.cumsum([len(sequence) for sequence in sequences], out=offsets[1:])
        values = np.fromiter(chain.from_iterable(sequences), dtype=np.int32, count=int(offsets[-1]))
        return cls(values, offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> Integer[np.ndarray, " length"]:
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        return self.values[self.offsets[row] : self.offsets[row + 1]]

    def take(self, rows: Iterable[int]) -> FlatSequences:
        """The given sequences, copied, in the given order."""
        chosen = np.fromiter(rows, dtype=np.int64)
        offsets = np.zeros(len(chosen) + 1, dtype=np.int64)
        lengths = self.lengths[chosen]
        np.cumsum(lengths, out=offsets[1:])
        places = np.arange(offsets[-1]) + np.repeat(self.offsets[chosen] - offsets[:-1], lengths)
        return FlatSequences(self.values[places].astype(np.int32), offsets)

    @property
    def lengths(self) -> Int[np.ndarray, " rows"]:
        """How many ids each sequence has."""
        return np.diff(self.offsets) if self.stored_lengths is None else self.stored_lengths


@dataclass(frozen=True, eq=False)
class Corpus:
    """Encoded examples; each sequence ends with EOS. The target is None where outputs are not
    known, the drawing where every example comes once in each epoch.

    digest: of an index, the SHA-256 of what it was made from and how, which stands for its arrays;
    "" for examples in memory.
    """

    source: FlatSequences
    target: FlatSequences | None
    drawing: Drawing | None = None
    digest: str = ""

    def __len__(self) -> int:
        return len(self.source)

    @property
    def sides(self) -> list[Int[np.ndarray, " rows"]]:
        """The lengths of the inputs, and of the outputs if they are known."""
        return [side.lengths for side in (self.source, self.target) if side is not None]

    def arrays(self) -> Iterator[np.ndarray]:
        """All ids, where each sequence ends, and how often each example is drawn; of an index its
        digest.
        """
        if self.digest:
            yield np.frombuffer(bytes.fromhex(self.digest), dtype=np.uint8)
            return
        for sequences in (self.source, self.target):
            if sequences is not None:
                yield from (sequences.values, sequences.offsets)
        if self.drawing is not None:
            yield from self.drawing.arrays()


def encode_corpus(
    examples: Sequence[Example], source_tokenizer: SourceTokenizer, target_tokenizer: Tokenizer
) -> Corpus:
    """The ids of all examples, in their order; without targets if any example has none."""
    source = source_tokenizer.encode_all(
        [example.source for example in examples],
        [example.features for example in examples],
        [example.group for example in examples],
    )
    targets = [example.target for example in examples if example.target is not None]
    if len(targets) < len(examples):
        return Corpus(FlatSequences.of(source), None)
    target = [[*ids, EOS] for ids in target_tokenizer.encode_all(targets)]
    return Corpus(FlatSequences.of(source), FlatSequences.of(target))
