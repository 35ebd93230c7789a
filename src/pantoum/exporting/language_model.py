"""A language model as one graph, which scores texts and takes the steps that write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.exporting.layers import with_traced_layers
from pantoum.exporting.states import flatten, rebuild
from pantoum.exporting.trace import trace
from pantoum.kernels import last_step
from pantoum.models import LanguageModel
from pantoum.symbols import EOS

# Sizes of the example that is traced: different ones, so that none is taken for another.
LENGTHS = (7, 5, 6, 3, 2)


def language_model_graph(model: LanguageModel) -> onnx.ModelProto:
    """The graph of a language model.

    Inputs: ``read`` [batch, time], the symbols that are read, with time at least 1; ``lengths``
    [batch], how many these are; ``state_0``, ``state_1`` ... [batch, hidden], the state before
    them.

    Outputs: ``log_probabilities`` [batch, vocabulary], in nats, of the symbol after each row's last
    one; ``scores`` [batch, time], the log-probability of the symbol after each one that is read, as
    far as that is read too: the log-probability of ``read[t + 1]`` at t, 0 at a row's last symbol
    and on padding; ``state_0_after`` ..., the state after each row's last symbol. A row of length 0
    keeps its state, and its log-probabilities mean nothing.

    The state before anything was read is 0, and every text is read behind ``</s>``. A text and its
    end are scored by reading ``</s>`` and the text: ``scores``, then the log-probability of
    ``</s>`` among ``log_probabilities``. A long text can be read in windows: the log-probability of
    the first symbol of a window is among the ``log_probabilities`` of the window before it. A text
    is written by reading ``</s>`` and what it starts with, choosing a symbol by
    ``log_probabilities``, reading that one alone from the state after, and so on.

    Args:
        model: it is not changed.
    """
    scanned: Any = with_traced_layers(model)
    start = model.start(len(LENGTHS))
    states = [tensor.detach() for tensor in flatten(start)]
    names = [f"state_{place}" for place in range(len(states))]
    inputs = {"read": torch.full((len(LENGTHS), LENGTHS[0]), EOS), "lengths": torch.tensor(LENGTHS)}
    axes: dict[str, Sequence[str | None]] = {"read": ["batch", "time"], "lengths": ["batch"]}
    for name, state in zip(names, states, strict=True):
        inputs[name] = state
        axes[name] = ["batch", *[None] * (state.dim() - 1)]
    outputs = ["log_probabilities", "scores", *(f"{name}_after" for name in names)]
    return trace(_Reading(scanned, start), inputs, axes, outputs)


class _Reading(nn.Module):
    """From symbols and a state to scores and a state, as a function of tensors; see
    `language_model_graph`.

    Args:
        like: a state of the model's form.
    """

    def __init__(self, model: nn.Module, like: Any) -> None:
        super().__init__()
        self.model = model
        self.like = like

    def forward(self, read: Tensor, lengths: Tensor, *states: Tensor) -> tuple[Tensor, ...]:
        scores, after = self.model(read, lengths, rebuild(self.like, states))
        last = last_step(scores, lengths, scores[:, 0])
        following = F.pad(read, (0, 1))[:, 1:]
        of_following = scores.gather(2, following[:, :, None])[:, :, 0]
        known = length_mask((lengths - 1).clamp(min=0), read.shape[1])
        return (last, torch.where(known, of_following, 0.0), *flatten(after))
