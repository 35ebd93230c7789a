"""Devices, precision and the optimiser's step.

This is the only file that knows Lightning Fabric, with which several processes also add up their
gradients: each has a part of every batch, and all take the same step.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.environments.lightning import LightningEnvironment
from lightning_fabric.plugins.environments.torchelastic import TorchElasticEnvironment
from lightning_fabric.strategies.ddp import DDPStrategy
from lightning_fabric.utilities.exceptions import MisconfigurationException
from torch import Tensor, nn

from pantoum.config import TrainingConfig
from pantoum.errors import PantoumError
from pantoum.models import Loss
from pantoum.ranks import ALONE, Ranks
from pantoum.training.averaging import average_of

# A second moment that forgets faster than PyTorch's .999 suits runs of a few thousand steps.
BETAS = (0.9, 0.98)

# Losses are read so many at a time: at once on a CPU; on other devices each read would stall the
# queue of work.
PENDING_ON_CPU = 1
PENDING_ELSEWHERE = 25


class Engine:
    """A model and its AdamW optimiser on the chosen device and in the chosen precision.

    What a model's loss carries is handed to its loss of the next batch, until an epoch begins.

    Args:
        model: on the CPU; it is moved to the device. Parameters that need no gradient are frozen.
        config: learning rate, weight decay, clipping, averaging, device and precision.
        ranks: the processes that train the model, each with its own engine.
    Raises: PantoumError for a device that is not there, or a precision that it does not have.
    """

    def __init__(self, model: nn.Module, config: TrainingConfig, ranks: Ranks = ALONE) -> None:
        self._clip = config.max_grad_norm
        self._ranks = ranks
        self._learns = True
        self._fabric = ranks.agree(lambda: _fabric(config, ranks))
        optimizer = torch.optim.AdamW(
            [parameter for parameter in model.parameters() if parameter.requires_grad],
            lr=0.0,  # set before each step
            betas=BETAS,
            weight_decay=config.weight_decay,
            # The fused step undoes the loss scale of half precision itself, too late for clipping.
            fused=config.precision != "16-mixed",
        )
        self.model: Any = model
        self._carried: tuple[Tensor, ...] = ()
        self._wrapped, self._optimizer = self._fabric.setup(model, optimizer)
        self._wrapped.mark_forward_method("loss")
        self._average = average_of(model, config.ema_decay) if config.ema_decay else None

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return self._fabric.device

    @property
    def kept(self) -> Any:
        """The weights that are evaluated and saved: the moving average, or the model's own without
        one.
        """
        return self._average.module if self._average is not None else self.model

    @property
    def averages(self) -> bool:
        """Whether `kept` is a moving average."""
        return self._average is not None

    def begin_epoch(self) -> None:
        """Forget what was carried from the epoch before."""
        self._carried = ()

    def loss(self, *inputs: Any, label_smoothing: float) -> Loss:
        """The model's loss in the chosen precision; a model that carries something gets it as
        `carried`.
        """
        carried = {"carried": self._carried} if self._carried else {}
        # Fabric leaves autocast out where its module is the model itself.
        with self._fabric.autocast():
            loss = self._wrapped.loss(*inputs, label_smoothing=label_smoothing, **carried)
        self._carried = loss.carried
        return loss

    def rehearse(self, *inputs: Any, label_smoothing: float) -> None:
        """The loss and its gradients, which are thrown away; within `rehearsing`."""
        loss = self.loss(*inputs, label_smoothing=label_smoothing)
        self._fabric.backward(loss.total / loss.symbols)
        self._optimizer.zero_grad()
        self._carried = ()

    @contextmanager
    def rehearsing(self) -> Iterator[None]:
        """Whatever is rehearsed inside, the run goes on as if it had not been."""
        carried = self._carried
        self._carried = ()
        generators = self._generators()
        random = {name: generator.get_rng_state() for name, generator in generators.items()}
        try:
            self.model.train()
            yield
        finally:
            self._carried = carried
            for name, generator in generators.items():
                generator.set_rng_state(random[name])

    def update(
        self, loss: Loss, learning_rate: float, symbols: float | None = None, learns: bool = True
    ) -> None:
        """One step of the optimiser down the gradient of the mean loss over the symbols of a batch.

        Several processes have a part of the batch each. DDP takes the mean of their gradients g_r,
        so that with n of them each one's loss is n L_r / Σ_r N_r, over the symbols N_r of all: the
        step is the one that a single process takes with the whole batch.

        Args:
            loss: of this process's part.
            symbols: of the whole batch; those of the loss by default.
            learns: False for a part that is only there so that all processes take the step.
        """
        self._learns = learns
        weight = self._ranks.count if learns else 0
        self._optimizer.zero_grad()
        self._fabric.backward(loss.total * weight / (loss.symbols if symbols is None else symbols))
        self.step(learning_rate)

    def step(self, learning_rate: float) -> None:
        """The optimiser's part of `update`, when the gradients are there."""
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        if self._clip:
            self._fabric.clip_gradients(
                self._wrapped, self._optimizer, max_norm=self._clip, error_if_nonfinite=False
            )
        self._optimizer.step()
        if self._average is not None:
            self._average.update_parameters(self.model)

    def state(self) -> dict[str, Any]:
        """For a checkpoint: weights, their average, optimiser, what is carried, loss scale, and
        random numbers, of which each process has its own.
        """
        random = {name: generator.get_rng_state() for name, generator in self._generators().items()}
        first, *others = self._ranks.gather(random)
        carried = [part.cpu() if self._learns else part[:0].cpu() for part in self._carried]
        return {
            "model": self.model.state_dict(),
            "average": self._average.state_dict() if self._average is not None else {},
            "optimizer": self._optimizer.state_dict(),
            "carried": _interleaved(self._ranks.gather(carried)),
            "precision": self._fabric.strategy.precision.state_dict(),
            "random": first,
            **({"random_of_ranks": others} if others else {}),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self.model.load_state_dict(state["model"])
        if self._average is not None:
            self._average.load_state_dict(state["average"])
        self._optimizer.load_state_dict(state["optimizer"])
        ranks = self._ranks
        self._carried = tuple(_of_rank(part, ranks).to(self.device) for part in state["carried"])
        self._fabric.strategy.precision.load_state_dict(state["precision"])
        of_ranks = [state["random"], *state.get("random_of_ranks", [])]
        # One that was not there before has the numbers that it began with.
        random = of_ranks[ranks.number] if ranks.number < len(of_ranks) else {}
        for device, generator in self._generators().items():
            if device in random:  # a run may go on on another device
                generator.set_rng_state(random[device])

    def _generators(self) -> dict[str, Any]:
        """PyTorch's modules of the devices that draw random numbers in this run, by name."""
        used = {"cpu": torch, "cuda": torch.cuda, "mps": torch.mps}
        return {device: used[device] for device in used if device in ("cpu", self.device.type)}


class PendingLosses:
    """Losses of steps that the device may still be computing, summed when there are enough of them
    to be worth the wait.
    """

    def __init__(self, device: torch.device, ranks: Ranks = ALONE) -> None:
        self._ranks = ranks
        self._most = PENDING_ON_CPU if device.type == "cpu" else PENDING_ELSEWHERE
        self._losses: list[Tensor] = []

    def add(self, loss: Tensor) -> float:
        """Take one more; the sum of all since the last read if it is time to read, or else 0."""
        self._losses.append(loss)
        return self.read() if len(self._losses) >= self._most else 0.0

    def read(self) -> float:
        """The sum of all since the last read, in all processes."""
        total = math.fsum(loss.item() for loss in self._losses)
        self._losses.clear()
        return self._ranks.total(total)


def _interleaved(parts: Sequence[Sequence[Tensor]]) -> list[Tensor]:
    """Tensors of which each process has every n-th row, whole."""
    if len(parts) == 1:
        return list(parts[0])
    whole: list[Tensor] = []
    for of_ranks in zip(*parts, strict=True):
        rows = sum(len(part) for part in of_ranks)
        tensor = of_ranks[0].new_empty((rows, *of_ranks[0].shape[1:]))
        for number, part in enumerate(of_ranks):
            tensor[number :: len(of_ranks)] = part
        whole.append(tensor)
    return whole


def _of_rank(whole: Any, ranks: Ranks) -> Any:
    """The rows of a process, as `_interleaved` has put them together; of one that has none, the
    first, as for the row that does not count.
    """
    if ranks.count == 1:
        return whole
    rows = whole[ranks.number :: ranks.count]
    return (rows if len(rows) else whole[:1]).contiguous()


def _fabric(config: TrainingConfig, ranks: Ranks = ALONE) -> Fabric:
    try:
        with warnings.catch_warnings():
            # It warns of a precision that it replaces by another, which is refused below.
            warnings.simplefilter("ignore")
            # Fabric has no name for tf32: only products differ, which `_cut_factors` sees to.
            precision = "32-true" if config.precision == "tf32" else config.precision
            fabric = Fabric(
                accelerator=config.device,
                devices=ranks.here,
                num_nodes=max(1, ranks.count // ranks.here),
                precision=precision,
                # Said, for Fabric would take variables of SLURM for processes that are not there.
                plugins=LightningEnvironment() if ranks.count == 1 else TorchElasticEnvironment(),
                strategy="auto" if ranks.count == 1 else _sums_of_gradients(),
            )
            if ranks.count > 1:
                fabric.launch()
    except (RuntimeError, ValueError, MisconfigurationException) as error:
        if ranks.count > 1:
            raise PantoumError(
                f"{ranks.here} processes of this machine cannot each have a device "
                f"({config.device}, of {torch.cuda.device_count()} GPUs that are seen);",
                setting="training.device",
                value=config.device,
                remedy="start as many processes as there are GPUs, let each of them see all of "
                "these, or set training.device to cpu",
            ) from error
        raise PantoumError(
            f"training.device {config.device} cannot be used: PyTorch finds no such device on this "
            "machine;",
            setting="training.device",
            value=config.device,
            remedy="set it to auto or cpu",
        ) from error
    if config.precision in ("16-mixed", "tf32") and fabric.device.type == "cpu":
        raise PantoumError(
            f"training.precision {config.precision} needs a GPU",
            setting="training.precision",
            rule="32-true or bf16-mixed on a CPU",
            value=config.precision,
            remedy="set it to 32-true or bf16-mixed",
        )
    _cut_factors(config.precision == "tf32")
    return fabric


def _sums_of_gradients() -> DDPStrategy:
    """Weights that have no gradient in any process have none afterwards, as in one process alone.

    Source: Li et al. (2020), PyTorch Distributed, arXiv:2006.15704.
    """
    return DDPStrategy(gradient_as_bucket_view=True, forward_sync_buffers=False)


def _cut_factors(cut: bool) -> None:
    """Whether a GPU may cut the factors of 32-bit products; PyTorch lets cuDNN's layers do so if
    nobody says no.
    """
    torch.set_float32_matmul_precision("high" if cut else "highest")
    torch.backends.cudnn.allow_tf32 = cut
