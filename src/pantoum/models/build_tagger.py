"""From settings to a sequence tagger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from torch import nn

from pantoum.config import ModelConfig, TaggerConfig, resolve_model
from pantoum.layers import Constraints
from pantoum.models.build import build_layers, sequence_dropout
from pantoum.models.build_words import WordInventory, build_word_encoder
from pantoum.models.crf_head import CRFHead
from pantoum.models.softmax_head import SoftmaxHead
from pantoum.models.tagger import Tagger


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
