"""A few sentences, all that a word encoder may read of them, and small encoders."""

from typing import Any

import torch
from torch import Tensor, nn

from pantoum.config import ModelConfig, TaggerConfig
from pantoum.data import WORD_SHAPES, SentenceCorpus, VectorIndex, WordVocabulary, encode_sentences
from pantoum.data.word_batch import WordBatch, collate_sentences
from pantoum.models import WordEncoder, WordInventory, build_word_encoder

SENTENCES = [
    ["The", "walker", "walked", "to", "the", "New York", "walk"],
    [],
    ["a"],
    ["The", "talker", "talks", "in", "1999", ",", "A", "la", "McCoy"],
    ["a", "walker", "talked", "!"],
]
UNSEEN = [["Zoë", "walks", "漢字", "a", "x" * 3_000], ["!"]]
VECTORS = VectorIndex(["the", "walked", "Zoë", "A"], 5)
AFFIXES = 3

EVERYTHING: dict[str, Any] = {
    "word_shape": True,
    "affixes": AFFIXES,
    "character_embedding": 6,
    "character_hidden": 4,
}


def vocabulary() -> WordVocabulary:
    return WordVocabulary.train(
        [word for sentence in SENTENCES for word in sentence], affixes=AFFIXES
    )


def corpus(sentences: list[list[str]] = SENTENCES) -> SentenceCorpus:
    return encode_sentences(sentences, vocabulary(), vectors=VECTORS)


def table() -> Tensor:
    values = torch.randn(VECTORS.rows, VECTORS.size, generator=torch.Generator().manual_seed(3))
    values[0] = 0
    return values


def inventory(with_vectors: bool = True) -> WordInventory:
    known = vocabulary()
    vectors = table() if with_vectors else None
    counts = torch.from_numpy(known.counts)
    return WordInventory(
        counts, known.characters.size, len(WORD_SHAPES), known.affixes.size, vectors
    )


def encoder_of(with_vectors: bool = True, **settings: Any) -> WordEncoder:
    """A small encoder in double precision; biases and the unknown symbols, which start at 0, would
    hide mistakes.
    """
    model = ModelConfig(embedding=7)
    encoder = build_word_encoder(model, TaggerConfig(**settings), inventory(with_vectors)).double()
    with torch.no_grad():
        for parameter in encoder.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return encoder


def encode(encoder: nn.Module, batch: WordBatch) -> Tensor:
    """What the encoder gives for a batch."""
    return encoder(
        batch.positions,
        batch.lengths,
        batch.words,
        batch.characters,
        batch.shapes,
        batch.affixes,
        batch.vectors,
    )


def batch(rows: list[int], sentences: list[list[str]] = SENTENCES) -> WordBatch:
    return collate_sentences(corpus(sentences), rows)
