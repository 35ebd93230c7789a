"""Devices, precision and the optimiser's step: the only file that knows Lightning Fabric."""

from __future__ import annotations

import warnings
from typing import Any

import torch
from lightning_fabric import Fabric
from torch import Tensor

from weft.config import TrainingConfig
from weft.errors import WeftError
from weft.models import Seq2Seq

# A second moment that forgets faster than PyTorch's .999 suits runs of a few thousand steps.
BETAS = (0.9, 0.98)


class Engine:
    """A model and its AdamW optimiser on the chosen device and in the chosen precision.

    Args:
        model: on the CPU; it is moved to the device.
        config: learning rate, weight decay, clipping, device and precision.
    Raises: WeftError for a device that is not there, or a precision that it does not have.
    """

    def __init__(self, model: Seq2Seq, config: TrainingConfig) -> None:
        self._clip = config.clip
        self._fabric = _fabric(config)
        optimizer = torch.optim.AdamW(
            model.parameters(), lr=config.learning_rate, betas=BETAS, weight_decay=config.weight_decay, fused=True
        )
        self.model = model
        self._wrapped, self._optimizer = self._fabric.setup(model, optimizer)
        self._wrapped.mark_forward_method("loss")

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return self._fabric.device

    def loss(self, *tensors: Tensor, label_smoothing: float) -> Any:
        """`Seq2Seq.loss` in the chosen precision."""
        return self._wrapped.loss(*tensors, label_smoothing=label_smoothing)

    def update(self, loss: Tensor, learning_rate: float) -> None:
        """One step of the optimiser down the gradient of `loss`."""
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        self._optimizer.zero_grad()
        self._fabric.backward(loss)
        if self._clip:
            self._fabric.clip_gradients(self._wrapped, self._optimizer, max_norm=self._clip, error_if_nonfinite=False)
        self._optimizer.step()

    def state(self) -> dict[str, Any]:
        """Weights, optimiser and the loss scale of half precision, for a checkpoint."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "precision": self._fabric.strategy.precision.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._fabric.strategy.precision.load_state_dict(state["precision"])


def _fabric(config: TrainingConfig) -> Fabric:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a precision that it replaces by another: refused below
            fabric = Fabric(accelerator=config.device, devices=1, precision=config.precision)
    except RuntimeError as error:
        raise WeftError(f"training.device {config.device} is not on this machine; set it to auto or cpu") from error
    if config.precision == "16-mixed" and fabric.device.type == "cpu":
        raise WeftError("training.precision 16-mixed needs a GPU; a CPU has 32-true and bf16-mixed")
    return fabric
