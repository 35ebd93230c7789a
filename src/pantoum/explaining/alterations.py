"""What can be done to a trained model to see what its parts are worth: copies that share all
weights with it, each with one thing off or another in its place.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import nn

from pantoum.explaining.altered_attention import (
    PreviousAttention,
    ShuffledAttention,
    SilentAttention,
    UniformAttention,
)
from pantoum.explaining.parts import ATTENTION, Part, model_parts, places_of
from pantoum.explaining.silencing import with_modules, without_parts
from pantoum.explaining.unfed import UnfedCell
from pantoum.layers.pooling import AttentionPooling
from pantoum.models import Classifier, Seq2Seq, Tagger


class Alteration(NamedTuple):
    """One thing that is done to a model.

    name: its name, that of a part if the part is off; title: the same in words; model: the copy
    to which it is done.
    """

    name: str
    title: str
    model: nn.Module


class Alterations(NamedTuple):
    """All that can be done to a model.

    left_out: sentences on what cannot.
    """

    found: list[Alteration]
    left_out: list[str]


def alterations_of(model: nn.Module, seed: int = 1) -> Alterations:
    """Each direction, layer and layer of the decoder off, one at a time; the attention off,
    uniform, shuffled and one step late; input feeding off; a tagger's characters off.

    Args:
        seed: decides how the attention is shuffled.
    """
    parts = model_parts(model)
    directions, left_out = _directions(parts)
    layers = [part for part in parts if len(part.name.split(".")) == 2]
    others = [part for part in parts if part.name == "characters"]
    silent = [*others, *directions, *layers]
    found = [
        Alteration(part.name, f"{part.title}, off", without_parts(model, [part])) for part in silent
    ]
    if isinstance(model, Seq2Seq):
        of_decoder = _of_decoder(model, seed)
    elif isinstance(model, Classifier):
        of_decoder = _of_pooling(model)
    else:
        of_decoder = Alterations([], [])
    if isinstance(model, Tagger) and not others:
        left_out.append("Characters: this tagger reads no spellings.")
    return Alterations([*found, *of_decoder.found], [*left_out, *of_decoder.left_out])


def _directions(parts: list[Part]) -> tuple[list[Part], list[str]]:
    """Each of the directions in which the text is read, in all layers at once."""
    reading = [place for place in places_of(parts) if not place.part.startswith("decoder.")]
    found = []
    for way in ("forward", "backward"):
        of_way = tuple(place for place in reading if place.direction == way)
        found.append(Part(way, f"{way} direction", of_way))
    if all(part.places for part in found):
        return found, []
    return [], ["Directions: the model reads in one direction, without which it reads nothing."]


def _of_decoder(model: Seq2Seq, seed: int) -> Alterations:
    decoder = model.decoder
    if decoder.attention is None:
        without = "this model has none: its decoder starts from the encoder's last state alone."
        return Alterations([], [f"Attention and input feeding: {without}"])
    others = {
        "uniform": ("attention, uniform", UniformAttention(decoder.attention)),
        "shuffled": ("attention, shuffled", ShuffledAttention(decoder.attention, seed)),
        "previous": ("attention, of the previous step", PreviousAttention(decoder.attention)),
    }
    found = [Alteration("attention", "attention, off", without_parts(model, [ATTENTION]))]
    for name, (title, other) in others.items():
        copy = with_modules(model, {"decoder.attention": other})
        found.append(Alteration(f"attention.{name}", title, copy))
    if not decoder.input_feeding:
        return Alterations(found, ["Input feeding: this model has none."])
    unfed = UnfedCell(decoder.cells[0], decoder.embedding.embedding_dim)
    copy = with_modules(model, {"decoder.cells.0": unfed})
    return Alterations([*found, Alteration("input_feeding", "input feeding, off", copy)], [])


def _of_pooling(model: Classifier) -> Alterations:
    pooling = model.pooling
    if not isinstance(pooling, AttentionPooling):
        return Alterations([], ["Attention: this classifier pools without it."])
    others = {
        "pooling": ("pooling, off", SilentAttention(pooling.attention)),
        "pooling.uniform": ("pooling, uniform", UniformAttention(pooling.attention)),
    }
    found = [
        Alteration(name, title, with_modules(model, {"pooling.attention": other}))
        for name, (title, other) in others.items()
    ]
    once = "Attention of the previous step: the pooling of a classifier attends once."
    return Alterations(found, [once])
