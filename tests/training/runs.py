"""Runs of tiny models, and what they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from tests.reversing import TINY, Watcher, metrics_of, tiny

from pantoum.tasks import Prepared, prepare
from pantoum.training.events import CandidateTried, Event
from pantoum.training.loop import Loop
from pantoum.training.run import Outcome, train_model


def train(
    data: Path,
    output: Path,
    changes: dict[str, Any] | None = None,
    *,
    dev: Path | None = None,
    watcher: Watcher | None = None,
    stop: Callable[[], bool] = lambda: False,
    resume: bool = False,
    overwrite: bool = False,
    base: Mapping[str, Any] = TINY,
) -> Outcome:
    """One run on a file, in this process; the settings that all tiny models have are `base`."""
    prepared = prepare([data], [dev] if dev else [], tiny(changes, base))
    listener = watcher or Watcher()
    return train_model(prepared, output, [listener], stop, resume=resume, overwrite=overwrite)


def train_in_memory(prepared: Prepared[Any]) -> Loop:
    """A whole run of the loop that nothing listens to, so that it writes nothing."""
    loop = Loop(prepared)
    for _ in loop.events():
        pass
    return loop


def train_two_steps(prepared: Prepared[Any], folder: Path) -> Any:
    """A run of two steps; the model, of the task's kind, with the weights of the second."""
    watcher = Watcher()
    models: list[Any] = []

    def keep_model(event: Event) -> None:
        if isinstance(event, CandidateTried):
            models.append(event.model)

    train_model(prepared, folder, [watcher, keep_model])
    assert len(watcher.steps) == 2
    assert [one.weights for one in watcher.candidates] == [
        "the weights of the last step, not averaged"
    ]
    return models[0]


def checkpoint_of(folder: Path) -> dict[str, Any]:
    return torch.load(folder / "checkpoints" / "last.pt", weights_only=True)


def final_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The weights in the checkpoint: those of the last step."""
    return checkpoint_of(folder)["engine"]["model"]


def same_tensors(one: Any, other: Any) -> bool:
    """Whether two nested states are equal, tensors bit for bit."""
    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_tensors(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same_tensors, one, other))
    return one == other


def assert_same_run(one: Path, other: Path) -> None:
    """Everything that two runs wrote is equal bit for bit, apart from times."""
    first = checkpoint_of(one)
    second = checkpoint_of(other)
    for state in (first, second):
        for name in ("seconds", "learning"):
            state["progress"].pop(name)
    assert first["progress"] == second["progress"]
    assert same_tensors(first["engine"], second["engine"])
    assert (one / "model.safetensors").read_bytes() == (other / "model.safetensors").read_bytes()
    assert metrics_of(one) == metrics_of(other)
