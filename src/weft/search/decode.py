"""A whole corpus through a search, in batches of similar lengths, answers in the corpus's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from weft.config import SearchConfig
from weft.data.batch import pad
from weft.data.batching import ordered_batches
from weft.data.corpus import FlatSequences
from weft.search.beam import beam_search
from weft.search.contract import Hypothesis, Steps
from weft.search.greedy import greedy
from weft.search.limit import OutputLimit

# Symbols of padded input in one batch of one hypothesis each: enough to fill the matrix products of a small model, few
# enough for the memory of a large one.
BATCH_TOKENS = 2000


def decode(
    model: Steps,
    sources: FlatSequences,
    limit: OutputLimit,
    search: SearchConfig,
    nbest: int = 1,
    device: torch.device | str = "cpu",
) -> list[list[Hypothesis]]:
    """The best hypotheses for every row, best first: `nbest` of them, or fewer where no more were found.

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the inputs.
        limit: how long an output may be.
        search: beam and length penalty; a beam of 1 with `nbest` 1 is greedy search.
    """
    answers: list[list[Hypothesis]] = [[] for _ in range(len(sources))]
    for rows, found in _batches(model, sources, limit, search, nbest, device):
        for row, hypotheses in zip(rows, found, strict=True):
            answers[row] = hypotheses
    return answers


def _batches(
    model: Steps,
    sources: FlatSequences,
    limit: OutputLimit,
    search: SearchConfig,
    nbest: int,
    device: torch.device | str,
) -> Iterator[tuple[Sequence[int], list[list[Hypothesis]]]]:
    for rows in ordered_batches(sources.lengths, max(1, BATCH_TOKENS // search.beam)):
        batch = pad(sources, rows).to(device)
        longest = limit.longest(batch.lengths)
        if search.beam == 1 and nbest == 1:
            ones = greedy(model, batch.ids, batch.lengths, longest, search.length_penalty)
            yield rows, [[hypothesis] for hypothesis in ones]
        else:
            yield (
                rows,
                beam_search(model, batch.ids, batch.lengths, longest, search.beam, nbest, search.length_penalty),
            )
