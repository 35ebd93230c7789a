"""Texts joined into parallel streams, and these cut into chunks: how a language model learns from
long sequences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Int32, Int64

from pantoum.data.corpus import FlatSequences
from pantoum.symbols import EOS, PAD

# A stream may be so much longer or shorter than in the mean, to begin and end with a whole text.
NEAR = 0.1


@dataclass(frozen=True, eq=False)
class TextCorpus:
    """Encoded texts, each of which ends with EOS."""

    texts: FlatSequences

    def __len__(self) -> int:
        return len(self.texts)

    def arrays(self) -> Iterator[np.ndarray]:
        """All ids, and where each text ends."""
        yield from (self.texts.values, self.texts.offsets)


class Chunk(NamedTuple):
    """The same part of every stream, a row each.

    read: the symbol before each of `target`; target: the symbols to be predicted, PAD behind the
    end of a stream; lengths: how many are real.
    """

    read: Int32[np.ndarray, "streams steps"]
    target: Int32[np.ndarray, "streams steps"]
    lengths: Int64[np.ndarray, " streams"]


def epoch_chunks(
    corpus: TextCorpus, streams: int, steps: int, seed: int, epoch: int
) -> list[Chunk]:
    """All texts of a corpus, one epoch of them.

    The texts follow each other in an order that depends on `seed` and `epoch` alone. Their symbols,
    EOS at each end, are parted into streams of about equal lengths, which run side by side, and the
    streams into as few chunks of equal lengths (to one symbol) as there can be. Row i of a chunk
    goes on where row i of the chunk before has ended. A stream begins with a text, but where texts
    are too long for that, inside one. Each symbol is predicted exactly once, the first one of all
    after EOS, as if a text had ended there.

    Args:
        streams: how many there are, at least 1; fewer where the texts are too short for a whole
            chunk of each.
        steps: most symbols of a chunk in a stream.
    """
    order = np.random.default_rng([seed, epoch]).permutation(len(corpus))
    target = np.concatenate([corpus.texts[row] for row in order.tolist()])
    read = np.concatenate([np.array([EOS], dtype=target.dtype), target[:-1]])
    lengths = _stream_lengths(
        np.cumsum(corpus.texts.lengths[order]), min(streams, -(-len(target) // steps))
    )
    reads = _side_by_side(read, lengths)
    targets = _side_by_side(target, lengths)
    longest = int(lengths.max())
    ends = np.cumsum(_parts(longest, -(-longest // steps)))
    return [
        Chunk(reads[:, start:end], targets[:, start:end], np.clip(lengths - start, 0, end - start))
        for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)
    ]


def _stream_lengths(
    ends: Int64[np.ndarray, " texts"], streams: int
) -> Int64[np.ndarray, " streams"]:
    """How the joined texts, which end at these places, are cut: equally, or at the end of a text if
    one is near.
    """
    cuts = np.cumsum(_parts(int(ends[-1]), streams))
    after = np.minimum(np.searchsorted(ends, cuts), len(ends) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(cuts - ends[before] < ends[after] - cuts, ends[before], ends[after])
    near = np.abs(nearest - cuts) <= NEAR * ends[-1] / streams
    return np.diff(np.where(near, nearest, cuts), prepend=0)


def _parts(whole: int, count: int) -> Int64[np.ndarray, " count"]:
    """A number as a sum of so many that differ by 1 at most, the larger ones first."""
    return np.arange(whole + count - 1, whole - 1, -1, dtype=np.int64) // count


def _side_by_side(ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """A sequence cut into pieces of these lengths, one below the other, filled up with PAD."""
    table = np.full((len(lengths), int(lengths.max())), PAD, dtype=ids.dtype)
    table[np.arange(table.shape[1]) < lengths[:, None]] = ids
    return table
