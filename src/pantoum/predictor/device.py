"""Where a model computes."""

from __future__ import annotations

import torch
from torch import nn

from pantoum.errors import PantoumError


def place(model: nn.Module, device: str) -> torch.device:
    """Move a model to a device, and into evaluation mode.

    Args:
        device: as PyTorch names it, or "auto": a GPU of CUDA if there is one, else the CPU.
    Raises: PantoumError for a device that is not there.
    """
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        placed = torch.device(device)
        if placed.type == "meta":
            raise NotImplementedError("it computes shapes alone")
        model.to(placed).eval()
    except (
        RuntimeError,
        AssertionError,
        NotImplementedError,
        TypeError,
        ImportError,
    ) as error:  # by kind of device
        reason = str(error).splitlines()[0]
        # For a name that is none, PyTorch lists all the kinds of devices that it has heard of.
        reason = "no such kind of device" if reason.startswith("Expected one of") else reason
        raise PantoumError(
            f"device {device!r} cannot be used here ({reason});",
            setting="device",
            value=device,
            remedy="use 'cpu'",
        ) from error
    return placed
