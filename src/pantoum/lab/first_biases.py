"""First biases of gates that remember for long."""

from __future__ import annotations

import torch
from torch import nn

from pantoum.cells import CELLS

# Blocks of a cell's biases: of the gate that keeps the memory, and of the one that writes to it.
KEEPING = {
    "gru": (1, None),
    "lstm": (1, 0),
    "peephole_lstm": (1, 0),
    "layer_norm_lstm": (1, 0),
}


@torch.no_grad()
def remember(cell: nn.Module, longest: int) -> None:
    """Let a fresh cell remember: its units keep their memories for 1 to `longest` - 1 steps.

    A gate that keeps the share σ(b) of a memory at each step keeps it for about 1 / (1 - σ(b)) = 1
    + exp(b) steps. So the biases of the gates that keep are log(u) with u drawn evenly from [1,
    longest - 1], and those of the LSTM's update gates their negatives. A plain RNN has no gates and
    stays as it is.

    Args:
        cell: one of `pantoum.cells.CELLS`.
        longest: steps, at least 3.
    Source: Tallec & Ollivier (2018), Can recurrent neural networks warp time?, arXiv:1804.11188,
        section 2 ("chrono initialization").
    """
    name = next(name for name, kind in CELLS.items() if type(cell) is kind)
    if name not in KEEPING:
        return
    keeping, writing = KEEPING[name]
    hidden: int = cell.hidden_size  # pyright: ignore[reportAssignmentType]
    steps = torch.empty(hidden).uniform_(1, longest - 1)
    # Cells with two biases add them up; the layer-normalised LSTM has one.
    for bias_name, bias in cell.named_parameters():
        if not bias_name.startswith("bias"):
            continue
        blocks = bias.view(-1, hidden)
        counts = bias_name != "bias_hh"
        blocks[keeping] = steps.log() if counts else 0
        if writing is not None:
            blocks[writing] = -steps.log() if counts else 0
