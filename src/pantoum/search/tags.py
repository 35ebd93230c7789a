"""A whole corpus of sentences through a tagger, in batches of similar lengths, answers in the
corpus's order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.data import SentenceCorpus, ordered_batches
from pantoum.data.word_batch import collate_sentences
from pantoum.models import Tagger, TagHead
from pantoum.search.viterbi import TagPath, viterbi

# Words of padded input in one batch: enough to fill the matrix products, few enough for the memory
# of a large model.
BATCH_WORDS = 4_000


class TaggedRow(NamedTuple):
    """What a tagger says of one sentence for one kind of tags.

    paths: tags by number and their log-probabilities in nats, best first, one or as many as were
    asked for; probabilities: of each word's tags [words, tags], or None if they were not asked for.
    """

    paths: list[TagPath]
    probabilities: Float[np.ndarray, "words tags"] | None


@torch.inference_mode()
def tag(
    model: Tagger,
    corpus: SentenceCorpus,
    device: torch.device | str = "cpu",
    nbest: int = 1,
    probabilities: bool = False,
) -> list[list[TaggedRow]]:
    """For each kind of tags, the best of them for every sentence.

    Args:
        model: in evaluation mode, on `device`.
        nbest: how many sequences of tags for each sentence; fewer where fewer are possible.
        probabilities: also give the probability of each tag of each word: softmax, or marginals of
            the CRF.
    """
    heads = model.kinds()
    answers: list[list[TaggedRow | None]] = [[None] * len(corpus) for _ in heads]
    for rows in ordered_batches(corpus.lengths, BATCH_WORDS):
        batch = collate_sentences(corpus, rows).to(device)
        states = model(*batch.words_read)
        for head, found in zip(heads, answers, strict=True):
            for row, answer in zip(
                rows, _tagged(head, states, batch.lengths, nbest, probabilities), strict=True
            ):
                found[row] = answer
    return [[row for row in found if row is not None] for found in answers]


def _tagged(
    head: TagHead, states: Tensor, lengths: Tensor, nbest: int, probabilities: bool
) -> list[TaggedRow]:
    paths = viterbi(head.energies(states), lengths, *head.chain(), nbest)
    totals = head.log_partition(states, lengths).tolist()
    shares: Sequence[Tensor | None] = [None] * len(paths)
    if probabilities:
        rows = head.probabilities(states, lengths).cpu()
        shares = [row[:length] for row, length in zip(rows, lengths.tolist(), strict=True)]
    return [
        TaggedRow(
            # Of a long sentence the two are large, and rounding could take a probability above 1.
            [TagPath(path.tags, min(path.log_score - total, 0.0)) for path in row],
            None if share is None else share.numpy(),
        )
        for row, total, share in zip(paths, totals, shares, strict=True)
    ]


@torch.inference_mode()
def best_tags(
    model: Tagger, corpus: SentenceCorpus, device: torch.device | str = "cpu"
) -> list[list[list[int]]]:
    """For each kind of tags, the numbers of the best ones for every sentence: `tag` without what
    takes time.
    """
    heads = model.kinds()
    answers: list[list[list[int]]] = [[[] for _ in range(len(corpus))] for _ in heads]
    for rows in ordered_batches(corpus.lengths, BATCH_WORDS):
        batch = collate_sentences(corpus, rows).to(device)
        states = model(*batch.words_read)
        for head, found in zip(heads, answers, strict=True):
            for row, tags in zip(rows, _best(head, states, batch.lengths), strict=True):
                found[row] = tags
    return answers


def _best(head: TagHead, states: Tensor, lengths: Tensor) -> list[list[int]]:
    energies = head.energies(states)
    if head.independent:  # what Viterbi search would find, step by step
        highest = energies.argmax(dim=-1).tolist()
        return [tags[:length] for tags, length in zip(highest, lengths.tolist(), strict=True)]
    return [paths[0].tags for paths in viterbi(energies, lengths, *head.chain())]
