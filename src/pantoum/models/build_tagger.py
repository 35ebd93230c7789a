"""From settings to a sequence tagger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from torch import nn

from pantoum.config import ModelConfig, TaggerConfig
from pantoum.layers import Constraints
from pantoum.models.build import build_layers, sequence_dropout
from pantoum.models.build_words import WordInventory, build_word_encoder
from pantoum.models.crf_head import CRFHead
from pantoum.models.softmax_head import SoftmaxHead
from pantoum.models.tagger import Tagger
from pantoum.models.tagger_settings import complete_tagger


class Kind(NamedTuple):
    """One kind of tags: how many there are, whether a CRF scores them together, and which may
    follow which.
    """

    tags: int
    crf: bool
    constraints: Constraints | None = None


def build_tagger(
    model: ModelConfig, tagger: TaggerConfig, inventory: WordInventory, kinds: Sequence[Kind]
) -> Tagger:
    """A tagger with fresh weights.

    Args:
        model: cell, sizes, layers and dropout; None stands for the default of `complete_tagger`.
        tagger: what is read of a word.
        inventory: sizes of the vocabularies, and the pretrained vectors if there are any.
        kinds: a head for each.
    Raises: PantoumError for settings that cannot work.
    """
    model = complete_tagger(model, tagger)
    words = build_word_encoder(model, tagger, inventory)
    layers = build_layers(model, words.output_size)
    return Tagger(
        words, layers, [_head(layers.output_size, kind) for kind in kinds], sequence_dropout(model)
    )


def _head(size: int, kind: Kind) -> nn.Module:
    return CRFHead(size, kind.tags, kind.constraints) if kind.crf else SoftmaxHead(size, kind.tags)
