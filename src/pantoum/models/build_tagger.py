"""From settings to a sequence tagger, and to the word encoder that it reads with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.config import ModelConfig, TaggerConfig, resolve_model, validate_section
from pantoum.layers import Bidirectional, CharacterCNN, CharacterEncoder, CharacterRNN, Constraints
from pantoum.models.build import build_layers, recurrent, sequence_dropout
from pantoum.models.crf_head import CRFHead
from pantoum.models.embedding import input_embedding, unit_embedding
from pantoum.models.softmax_head import SoftmaxHead
from pantoum.models.tagger import Tagger
from pantoum.models.word_encoder import PretrainedVectors, WordDropout, WordEncoder

# The classes are few, and what affixes tell is hardly more than a spelling does.
SHAPE_EMBEDDING = 8
AFFIX_EMBEDDING = 64


class TagHeadSpec(NamedTuple):
    """One kind of tags: how many there are, whether a CRF scores them together, and which may
    follow which.
    """

    tags: int
    crf: bool
    constraints: Constraints | None = None


def build_tagger(
    model: ModelConfig, tagger: TaggerConfig, inventory: WordInventory, kinds: Sequence[TagHeadSpec]
) -> Tagger:
    """A tagger with fresh weights.

    Args:
        model: cell, sizes, layers and dropout; None stands for a default of
            `pantoum.config.resolve_model`.
        tagger: what is read of a word.
        inventory: sizes of the vocabularies, and the pretrained vectors if there are any.
        kinds: a head for each.
    Raises: PantoumError for settings that cannot work.
    """
    resolved = resolve_model(model, "tagger")
    words = build_word_encoder(resolved, tagger, inventory)
    layers = build_layers(resolved, words.output_size)
    return Tagger(
        words,
        layers,
        [_head(layers.output_size, kind) for kind in kinds],
        sequence_dropout(resolved),
    )


def _head(size: int, kind: TagHeadSpec) -> nn.Module:
    return CRFHead(size, kind.tags, kind.constraints) if kind.crf else SoftmaxHead(size, kind.tags)


class WordInventory(NamedTuple):
    """What the vocabularies hold.

    counts: how often training has seen the word of each id [words]; characters, shapes, affixes:
    how many ids there are; vectors: the pretrained ones [rows, size], row 0 all 0, or None. Before
    a model's weights are read they may be any of that shape.
    """

    counts: Int[Tensor, " words"]
    characters: int
    shapes: int
    affixes: int
    vectors: Float[Tensor, "rows size"] | None = None


def build_word_encoder(
    model: ModelConfig, tagger: TaggerConfig, inventory: WordInventory
) -> WordEncoder:
    """A word encoder with fresh weights.

    Args:
        model: says how large word embeddings are; pretrained vectors are projected to the same
            size.
        tagger: what is read of a word.
        inventory: sizes of the vocabularies, and the pretrained vectors if there are any.
    Raises: PantoumError for settings that cannot work.
    """
    validate_section(tagger, "tagger.")
    size = resolve_model(model, "tagger").embedding
    vectors = inventory.vectors
    return WordEncoder(
        input_embedding(len(inventory.counts), size),
        WordDropout(inventory.counts, tagger.word_dropout),
        _characters(tagger, inventory.characters),
        unit_embedding(inventory.shapes, SHAPE_EMBEDDING) if tagger.word_shape else None,
        input_embedding(inventory.affixes, AFFIX_EMBEDDING) if tagger.affixes else None,
        PretrainedVectors(vectors, size) if vectors is not None else None,
    )


def _characters(config: TaggerConfig, symbols: int) -> CharacterEncoder | None:
    if config.characters == "none":
        return None
    embedding = input_embedding(symbols, config.character_embedding)
    if config.characters == "cnn":
        return CharacterCNN(embedding, config.character_hidden)
    sizes = (config.characters, config.character_embedding, config.character_hidden)
    return CharacterRNN(embedding, Bidirectional(recurrent(*sizes), recurrent(*sizes)))
