"""What holds for every task (`pantoum.tasks.Task`); each check takes a run before its first step.

Checks that need a model make one with fresh weights, for what is asked does not depend on what it
has learned.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tests.reversing import resolved
from torch.testing import assert_close

from pantoum.tasks import REGISTRY, Prepared, Task

CPU = torch.device("cpu")


def model_of(prepared: Prepared[Any]) -> Any:
    torch.manual_seed(1)
    return prepared.task.build(prepared.config).eval()


def evaluation(prepared: Prepared[Any], task: Any, model: Any, turn: int = 0) -> Any:
    return task.evaluate(model, prepared.dev, prepared.dev_examples, CPU, turn)


def check_contract(prepared: Prepared[Any]) -> None:
    task = prepared.task
    assert isinstance(task, Task)
    assert task.name in REGISTRY
    assert task.example_noun.endswith("s")
    summary = task.summary(prepared.config, prepared.dev_examples[0])
    assert all(isinstance(part, str) and part for part in (summary.kind, summary.how, summary.call))
    assert all(name and value for name, value in summary.rows)


def check_rows_and_encoder_are_of_the_model(prepared: Prepared[Any]) -> None:
    """What a run that starts from a trained model asks of a task."""
    task = prepared.task
    model = model_of(prepared)
    weights = model.state_dict()
    for name, rows in task.moved_rows(task).items():
        assert rows == list(range(len(weights[name]))), name
    own = set(model.parameters())
    reading = [one for module in task.encoder_of(model) for one in module.parameters()]
    assert reading
    assert own > set(reading)


def check_fresh_weights_are_those_of_the_seed(prepared: Prepared[Any]) -> None:
    first = model_of(prepared).state_dict()
    second = model_of(prepared).state_dict()
    assert_close(dict(first), dict(second), rtol=0, atol=0)


def check_the_seed_and_the_epoch_decide_the_order(prepared: Prepared[Any]) -> None:
    task = prepared.task
    rows = prepared.train
    config = resolved(prepared.config, {"seed": 1})
    first, again, later = (task.batches(rows, config, epoch) for epoch in (0, 0, 1))
    other = task.batches(rows, resolved(config, {"seed": 2}), 0)
    assert same(prepared, first, again)
    assert not same(prepared, first, later)
    assert not same(prepared, first, other)


def same(prepared: Prepared[Any], one: Sequence[Any], other: Sequence[Any]) -> bool:
    if len(one) != len(other):
        return False
    pairs = zip(one, other, strict=True)
    return all(same_batch(collated(prepared, a), collated(prepared, b)) for a, b in pairs)


def same_batch(one: Any, other: Any) -> bool:
    ours = tensors_of(one.inputs)
    theirs = tensors_of(other.inputs)
    pairs = zip(ours, theirs, strict=True)
    return len(ours) == len(theirs) and all(torch.equal(a, b) for a, b in pairs)


def tensors_of(inputs: Any) -> list[torch.Tensor]:
    if isinstance(inputs, torch.Tensor):
        return [inputs]
    return [tensor for part in inputs for tensor in tensors_of(part)]


def collated(prepared: Prepared[Any], picked: Any) -> Any:
    return prepared.task.collate(prepared.train, picked)


def check_an_epoch_reads_every_symbol_once(prepared: Prepared[Any]) -> None:
    """However large the batches are, an epoch has the same predictions in it."""
    counts = set()
    for budget in (24, 60, 400):
        config = resolved(prepared.config, {"training.batch_tokens": budget})
        picked = prepared.task.batches(prepared.train, config, 0)
        batches = [collated(prepared, one) for one in picked]
        counts.add(sum(int(batch.symbols) for batch in batches))
    assert len(counts) == 1


def check_batches_keep_to_their_budget(prepared: Prepared[Any]) -> None:
    budget = prepared.config.training.batch_tokens
    assert budget is not None
    for picked in prepared.task.batches(prepared.train, prepared.config, 0):
        first = collated(prepared, picked).inputs[0]
        assert first.numel() <= budget


def check_the_loss_takes_a_batch(prepared: Prepared[Any]) -> None:
    """Its symbols are those that the batch counts, it is finite, and gradients reach every
    parameter over an epoch.
    """
    model = prepared.task.build(resolved(prepared.config, {"model.dropout": 0.0}))
    for picked in prepared.task.batches(prepared.train, prepared.config, 0):
        batch = collated(prepared, picked)
        loss = model.loss(*batch.inputs, label_smoothing=0.1)
        assert int(loss.symbols) == int(batch.symbols)
        assert loss.total.isfinite()
        assert not loss.nll.requires_grad
        loss.total.backward()
    names = [name for name, one in model.named_parameters() if one.grad is None]
    assert names == []
    idle = [name for name, one in model.named_parameters() if not one.grad.any()]
    assert idle == []


def check_an_evaluation_can_be_repeated(prepared: Prepared[Any]) -> None:
    task = prepared.task
    model = model_of(prepared)
    before = copy.deepcopy(dict(model.state_dict()))
    scores, sample, groups = evaluation(prepared, task, model)
    assert evaluation(prepared, task, model) == (scores, sample, groups)
    assert all(isinstance(value, int | float) for value in scores.values())
    assert all(np.isfinite(value) for value in scores.values())
    assert_close(dict(model.state_dict()), before, rtol=0, atol=0)
    samples = {evaluation(prepared, task, model, turn)[1] for turn in range(3)}
    assert len(samples) > 1  # another at each turn


def check_an_evaluation_compares_itself(prepared: Prepared[Any]) -> None:
    """The key of an evaluation is made of numbers, so that any two can be compared."""
    scores, _, _ = evaluation(prepared, prepared.task, model_of(prepared))
    key = prepared.task.selection_key(scores)
    assert key
    assert all(isinstance(part, float | int) for part in key)
    assert key == prepared.task.selection_key(dict(scores))


def check_saved_and_loaded(prepared: Prepared[Any], folder: Path) -> None:
    """The task from its files, with the model's weights from a file, gives the same evaluation."""
    task = prepared.task
    model = model_of(prepared)
    for name, text in task.files().items():
        (folder / name).write_text(text, encoding="utf-8")
    save_file({name: one.clone() for name, one in model.state_dict().items()}, folder / "weights")

    def read(name: str, parse: Any) -> Any:
        return parse((folder / name).read_text(encoding="utf-8"))

    again = REGISTRY[task.name].load(read, task.metadata())
    assert again.files() == task.files()
    assert again.metadata() == task.metadata()
    loaded = again.build(prepared.config).eval()
    loaded.load_state_dict(load_file(folder / "weights"))
    assert evaluation(prepared, again, loaded) == evaluation(prepared, task, model)


CHECKS = [
    check_contract,
    check_rows_and_encoder_are_of_the_model,
    check_fresh_weights_are_those_of_the_seed,
    check_the_seed_and_the_epoch_decide_the_order,
    check_an_epoch_reads_every_symbol_once,
    check_batches_keep_to_their_budget,
    check_the_loss_takes_a_batch,
    check_an_evaluation_can_be_repeated,
    check_an_evaluation_compares_itself,
]
