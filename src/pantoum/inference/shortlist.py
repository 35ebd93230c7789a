"""Shortlists: which output symbols attend to which input symbols, learned from a corpus."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float64, Int64

from pantoum.attention import length_mask
from pantoum.data.corpus import FlatSequences
from pantoum.inference.decoding import BATCH_TOKENS
from pantoum.inference.driver import corpus_batches, padded_rows
from pantoum.models import Seq2Seq, Shortlist
from pantoum.symbols import EOS

# Output symbols for each symbol of the input, and those for all; see docs/design/0029-shortlist.md.
EACH = 20
COMMON = 100
# Attention weights below this are noise.
LEAST_WEIGHT = 0.1
# Pairs of symbols in memory before they are added up.
PAIRS = 1 << 22
# So many pairs of a corpus are read.
MOST_PAIRS = 1_000_000


@torch.inference_mode()
def learn_shortlist(
    model: Seq2Seq,
    sources: FlatSequences,
    targets: FlatSequences,
    device: torch.device | str = "cpu",
) -> Shortlist:
    """For each input symbol the output symbols with most attention on it, and the most frequent
    ones; of more than 1,000,000 pairs so many, evenly spread, speak for all.

    Args:
        model: in evaluation mode, on `device`, with attention.
        sources, targets: ids of inputs and of their right outputs, each with its </s>.
    """
    width = model.decoder.embedding.num_embeddings
    sums = _Sums()
    if len(sources) > MOST_PAIRS:
        rows = np.linspace(0, len(sources) - 1, MOST_PAIRS).astype(np.int64).tolist()
        sources, targets = sources.take(rows), targets.take(rows)
    lengths = sources.lengths + targets.lengths
    for batch in corpus_batches(lengths, BATCH_TOKENS, padded_rows(sources, targets), device):
        source, target = batch.parts
        weights = model.features(*source, target.ids).weights
        assert weights is not None
        real = length_mask(target.lengths, target.ids.shape[1])
        attended = (weights >= LEAST_WEIGHT) & real[:, :, None]
        row, step, place = attended.nonzero(as_tuple=True)
        keys = source.ids[row, place] * width + target.ids[row, step]
        sums.add(keys.cpu().numpy(), weights[attended].double().cpu().numpy())
    keys, total = sums.total()
    table = _heaviest(keys // width, keys % width, total, model.encoder.embedding.num_embeddings)
    frequent = np.argsort(-np.bincount(targets.values, minlength=width), kind="stable")[:COMMON]
    return Shortlist(torch.from_numpy(table), torch.from_numpy(np.sort(frequent)))


class _Sums:
    """Sums of weights by key, in memory that does not grow with how many are added."""

    def __init__(self) -> None:
        self._keys = list[np.ndarray]()
        self._weights = list[np.ndarray]()
        self._waiting = 0

    def add(
        self, keys: Int64[np.ndarray, " pairs"], weights: Float64[np.ndarray, " pairs"]
    ) -> None:
        self._keys.append(keys)
        self._weights.append(weights)
        self._waiting += len(keys)
        if self._waiting > PAIRS:
            keys, weights = self.total()
            self._keys = [keys]
            self._weights = [weights]
            self._waiting = 0

    def total(self) -> tuple[Int64[np.ndarray, " keys"], Float64[np.ndarray, " keys"]]:
        """Each key once, and its sum."""
        if not self._keys:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        keys, places = np.unique(np.concatenate(self._keys), return_inverse=True)
        return keys, np.bincount(places, weights=np.concatenate(self._weights), minlength=len(keys))


def _heaviest(
    sources: Int64[np.ndarray, " pairs"],
    targets: Int64[np.ndarray, " pairs"],
    weights: Float64[np.ndarray, " pairs"],
    symbols: int,
) -> Int64[np.ndarray, "symbols each"]:
    """For each source symbol the targets with the largest weights; </s> where there are fewer."""
    order = np.lexsort((targets, -weights, sources))
    sources = sources[order]
    targets = targets[order]
    rank = np.arange(len(sources)) - np.searchsorted(sources, sources)
    kept = rank < EACH
    table = np.full((symbols, EACH), EOS, dtype=np.int64)
    table[sources[kept], rank[kept]] = targets[kept]
    return table
