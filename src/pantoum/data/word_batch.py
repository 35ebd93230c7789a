"""Sentences of a corpus as padded tensors, and each of their different words once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from pantoum.data.batch import Padded, pad
from pantoum.data.sentences import SentenceCorpus


class WordBatch(NamedTuple):
    """Some sentences of a corpus: where each word stands among the batch's word types, and what is
    read of each form.

    `positions` and `tags` are 0 on padding, where `lengths` says so; the other fields are those of
    `pantoum.data.WordTypes` for the word types of the batch. `rows` are the sentences' numbers in
    the corpus.
    """

    positions: Int[Tensor, "batch time"]
    lengths: Int[Tensor, " batch"]
    words: Int[Tensor, " word_types"]
    characters: Padded
    shapes: Int[Tensor, " word_types"]
    affixes: Int[Tensor, "word_types affixes"]
    vectors: Int[Tensor, " word_types"]
    tags: tuple[Int[Tensor, "batch time"], ...]
    rows: list[int]

    @property
    def symbols(self) -> int:
        """How many words there are."""
        return int(self.lengths.sum())

    @property
    def words_read(self) -> tuple[Any, ...]:
        """What a `pantoum.models.WordEncoder` takes."""
        return (
            self.positions,
            self.lengths,
            self.words,
            self.characters,
            self.shapes,
            self.affixes,
            self.vectors,
        )

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What `Tagger.loss` takes."""
        return (*self.words_read, self.tags)

    def to(self, device: torch.device | str) -> WordBatch:
        """The same on another device."""
        return WordBatch(
            self.positions.to(device),
            self.lengths.to(device),
            self.words.to(device),
            self.characters.to(device),
            self.shapes.to(device),
            self.affixes.to(device),
            self.vectors.to(device),
            tuple(tags.to(device) for tags in self.tags),
            self.rows,
        )


def collate_sentences(corpus: SentenceCorpus, rows: Sequence[int]) -> WordBatch:
    """The given sentences in the given order, padded to the longest of them; the word types go by
    their numbers.
    """
    numbers, lengths = pad(corpus.sentences, rows)
    real = torch.arange(numbers.shape[1]) < lengths[:, None]
    distinct, inverse = np.unique(numbers[real].numpy(), return_inverse=True)
    positions = torch.zeros_like(numbers)
    positions[real] = torch.from_numpy(inverse)
    word_types = corpus.word_types
    words, shapes, affixes, vectors = (
        torch.from_numpy(values[distinct].astype(np.int64))
        for values in (word_types.words, word_types.shapes, word_types.affixes, word_types.vectors)
    )
    return WordBatch(
        positions,
        lengths,
        words,
        pad(word_types.characters, distinct.tolist()),
        shapes,
        affixes,
        vectors,
        tuple(pad(tags, rows).ids for tags in corpus.tags),
        list(rows),
    )
