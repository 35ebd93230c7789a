"""A whole corpus through a search, in batches of similar lengths, answers in the corpus's order."""

from __future__ import annotations

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
    attention: bool = True,
) -> list[list[Hypothesis]]:
    """The best hypotheses for every row, best first: `nbest` of them, or fewer where no more were found.

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the inputs.
        limit: how long an output may be.
        search: beam and length penalty; a beam of 1 with `nbest` 1 is greedy search.
        attention: whether to keep where the model looked, which for long inputs takes more memory than all else.
    """
    answers: list[list[Hypothesis]] = [[] for _ in range(len(sources))]
    penalty = search.length_penalty
    for rows in ordered_batches(sources.lengths, max(1, BATCH_TOKENS // search.beam)):
        batch = pad(sources, rows).to(device)
        longest = limit.longest(batch.lengths)
        if search.beam == 1 and nbest == 1:
            ones = greedy(model, *batch, longest, penalty, attention=attention)
            found = [[hypothesis] for hypothesis in ones]
        else:
            found = beam_search(model, *batch, longest, search.beam, nbest, penalty, attention=attention)
        for row, hypotheses in zip(rows, found, strict=True):
            answers[row] = hypotheses
    return answers
