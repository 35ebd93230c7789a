"""Tiny models of random weights, and their cells while they read and write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from tests.models.combinations import SOURCE_SYMBOLS, TARGET_SYMBOLS, config_of
from torch import Tensor, nn

from pantoum.explaining.parts import model_parts, picked, places_of
from pantoum.explaining.recording import Recorded, Recording
from pantoum.explaining.silencing import without_parts
from pantoum.models import Seq2Seq, build
from pantoum.symbols import BOS, EOS

SOURCE = [5, 8, 4, 6, EOS]
OUTPUT = [6, 9, 4, EOS]


def random_model(choice: dict[str, Any], **more: Any) -> Seq2Seq:
    """A model in evaluation mode whose weights, biases too, are so large that steps differ."""
    copied = list(range(SOURCE_SYMBOLS)) if more.get("copy") else None
    model = build(config_of(choice, **more), SOURCE_SYMBOLS, TARGET_SYMBOLS, copied).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.3)
    return model


def without(model: nn.Module, *names: str) -> Any:
    """The model with parts of these names off."""
    return without_parts(model, picked(model_parts(model), names, "off"))


def read() -> tuple[Tensor, Tensor]:
    return torch.tensor([SOURCE]), torch.tensor([len(SOURCE)])


@torch.no_grad()
def forced(model: Any, output: Sequence[int] = OUTPUT) -> np.ndarray:
    """log P of all symbols at each place of an output [places, symbols], as training has it."""
    return model(*read(), torch.tensor([output]))[0].numpy()


@torch.no_grad()
def written(model: Seq2Seq) -> tuple[np.ndarray, dict[str, Recorded]]:
    """The same by the recorded model, step by step, and what its cells have done."""
    recording = Recording(model, places_of(model_parts(model)))
    state = recording.model.start(*read())
    steps = []
    for token in [BOS, *OUTPUT[:-1]]:
        scores, state, _ = recording.model.step(torch.tensor([token]), state)
        steps.append(scores[0])
    return torch.stack(steps).numpy(), {one.place.part: one for one in recording.recorded()}


def of_quantity(recorded: Recorded, name: str) -> np.ndarray:
    """[steps, units]."""
    return recorded.values[:, recorded.names.index(name)]
