"""A whole corpus of sentences through a tagger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.data import SentenceCorpus
from pantoum.data.batch import Padded
from pantoum.data.word_batch import WordBatch, collate_sentences
from pantoum.inference.driver import run_corpus
from pantoum.models import Tagger, TaggerEnsemble, TagScorer
from pantoum.models.few_rows import LEAST_ROWS, least_rows, repeated, times_to_read
from pantoum.ranks import ALONE, Ranks
from pantoum.search.viterbi import TagPath, viterbi

# Words of padded input in one batch: enough to fill the matrix products, few enough for the memory
# of a large model.
BATCH_WORDS = 4_000

T = TypeVar("T")


class TaggedRow(NamedTuple):
    """A tagger's result for one sentence and one kind of tags.

    paths: tags by number and their log-probabilities in nats, best first, at most `nbest`;
    probabilities: of each word's tags [words, tags], or None where they are not computed.
    """

    paths: list[TagPath]
    probabilities: Float[np.ndarray, "words tags"] | None


class SentenceBatch(NamedTuple):
    """The same sentences as each of several models reads them."""

    rows: list[int]
    members: tuple[WordBatch, ...]

    def to(self, device: torch.device | str) -> SentenceBatch:
        """The same on another device."""
        return SentenceBatch(self.rows, tuple(one.to(device) for one in self.members))


def tag(
    model: Tagger | TaggerEnsemble,
    corpus: SentenceCorpus | Sequence[SentenceCorpus],
    device: torch.device | str = "cpu",
    nbest: int = 1,
    probabilities: bool = False,
) -> list[list[TaggedRow]]:
    """For each kind of tags, the best of them for every sentence.

    Args:
        model: in evaluation mode, on `device`.
        corpus: the sentences; for an ensemble, as each of its models reads them.
        nbest: how many sequences of tags for each sentence; fewer where fewer are possible.
        probabilities: also give the probability of each tag of each word: softmax, or marginals of
            the CRF.
    """
    return _by_kind(
        model,
        corpus,
        device,
        lambda head, states, lengths: _tagged(head, states, lengths, nbest, probabilities),
    )


def _tagged(
    head: TagScorer, states: Tensor, lengths: Tensor, nbest: int, probabilities: bool
) -> list[TaggedRow]:
    paths = viterbi(head.emissions(states), lengths, *head.chain(), nbest)
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


def best_tags(
    model: Tagger | TaggerEnsemble,
    corpus: SentenceCorpus | Sequence[SentenceCorpus],
    device: torch.device | str = "cpu",
    ranks: Ranks = ALONE,
) -> list[list[list[int]]]:
    """For each kind of tags, the numbers of the best ones for every sentence: `tag` without what
    takes time.

    Args:
        ranks: the processes that share the work; all have all tags.
    """
    return _by_kind(model, corpus, device, _best, ranks)


def _by_kind(
    model: Tagger | TaggerEnsemble,
    corpus: SentenceCorpus | Sequence[SentenceCorpus],
    device: torch.device | str,
    search: Callable[[TagScorer, Tensor, Tensor], Sequence[T]],
    ranks: Ranks = ALONE,
) -> list[list[T]]:
    """For each kind of tags, what a search of its head finds for every sentence.

    Args:
        search: takes a head, its states [batch, time, size] and the lengths of a batch.
    """
    heads: Sequence[TagScorer] = model.tag_heads()
    models = model.models if isinstance(model, TaggerEnsemble) else [model]
    corpora = [corpus] if isinstance(corpus, SentenceCorpus) else list(corpus)

    def collate(rows: list[int]) -> SentenceBatch:
        return SentenceBatch(rows, tuple(collate_sentences(one, rows) for one in corpora))

    least = max(least_rows(one) for one in models)

    def compute(batch: SentenceBatch) -> list[tuple[T, ...]]:
        members = [enough_rows(one, least) for one in batch.members]
        read = [one.words_read for one in members]
        states = model(*read) if isinstance(model, TaggerEnsemble) else model(*read[0])
        lengths = members[0].lengths
        kinds = [search(head, states, lengths)[: len(batch.rows)] for head in heads]
        return list(zip(*kinds, strict=True))

    rows = run_corpus(corpora[0].lengths, BATCH_WORDS, collate, compute, device, ranks)
    return [[row[kind] for row in rows] for kind in range(len(heads))]


def enough_rows(batch: WordBatch, least: int) -> WordBatch:
    """The batch with its sentences, and its different words, as often as each must be read; see
    `pantoum.models.few_rows`.
    """
    times = times_to_read(len(batch.positions), batch.positions.shape[1], least)
    forms = times_to_read(len(batch.words), 1, LEAST_ROWS if least else 0)
    return batch._replace(
        positions=repeated(batch.positions, times),
        lengths=repeated(batch.lengths, times),
        words=repeated(batch.words, forms),
        characters=Padded(*(repeated(part, forms) for part in batch.characters)),
        shapes=repeated(batch.shapes, forms),
        affixes=repeated(batch.affixes, forms),
        vectors=repeated(batch.vectors, forms),
    )


def _best(head: TagScorer, states: Tensor, lengths: Tensor) -> list[list[int]]:
    emissions = head.emissions(states)
    if head.independent:  # what Viterbi search would find, step by step
        highest = emissions.argmax(dim=-1).tolist()
        return [tags[:length] for tags, length in zip(highest, lengths.tolist(), strict=True)]
    return [paths[0].tags for paths in viterbi(emissions, lengths, *head.chain())]
