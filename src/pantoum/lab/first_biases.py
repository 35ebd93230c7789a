"""First biases of gates that remember for long."""

from __future__ import annotations

import torch
from torch import Tensor, nn

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
    places = KEEPING.get(_name(cell))
    if places is None:
        return
    keeping, writing = places
    hidden: int = cell.hidden_size  # pyright: ignore[reportAssignmentType]
    steps = torch.empty(hidden).uniform_(1, longest - 1)
    _put(cell, keeping, steps.log())
    if writing is not None:
        _put(cell, writing, -steps.log())


@torch.no_grad()
def keep(cell: nn.Module, bias: float) -> None:
    """Let all gates of a fresh cell that keep its memory begin with one bias.

    This is the bias of the LSTM's forget gate, and of the GRU's 1 - Γ_u. All other biases stay as
    they are.

    Args:
        cell: one of `pantoum.cells.CELLS` that has gates.
        bias: the share σ(bias) of a memory is kept at each step where nothing else counts.
    Source: for the LSTM and a bias of 1 Jozefowicz, Zaremba & Sutskever (2015), An empirical
        exploration of recurrent network architectures, ICML.
    """
    _put(cell, KEEPING[_name(cell)][0], torch.tensor(float(bias)))


def _name(cell: nn.Module) -> str:
    return next(name for name, kind in CELLS.items() if type(cell) is kind)


def _put(cell: nn.Module, block: int, value: Tensor) -> None:
    """Make a value the bias of a block of a cell.

    Cells with two biases add them up; the layer-normalised LSTM has one.
    """
    for name, bias in cell.named_parameters():
        if name.startswith("bias"):
            bias.view(-1, cell.hidden_size)[block] = (  # pyright: ignore[reportCallIssue, reportArgumentType]
                value if name != "bias_hh" else 0
            )
