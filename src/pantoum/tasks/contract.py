"""What every task is: all that a run or a prediction must know of a kind of model, but its
weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

import numpy as np
import torch
from torch import nn

from pantoum.config import Config, DataConfig, TaskName, by_name

T = TypeVar("T")
TaskT = TypeVar("TaskT", bound="Task")

# Where a fingerprint names the settings that were given.
GIVEN = "given"


class Sample(NamedTuple):
    """One dev example, what the model makes of it, and whether the scores count that as right.

    target: None where no output is the right one; the output stands by itself then.
    """

    source: str
    target: str | None
    output: str
    right: bool


class Summary(NamedTuple):
    """A model in words, for its card.

    kind: what it is, as in "an encoder-decoder with attention"; rows: of a table, name and value;
    how: how its scores were found, as in "with greedy search"; call: Python code that applies
    `model` to a dev example.
    """

    kind: str
    rows: list[tuple[str, str]]
    how: str
    call: str


@runtime_checkable
class Rows(Protocol):
    """Encoded examples."""

    def __len__(self) -> int: ...

    def arrays(self) -> Iterable[np.ndarray]:
        """All that is in them; equal arrays are equal examples."""
        ...


@runtime_checkable
class Batch(Protocol):
    """Some rows as tensors.

    symbols: how many predictions the loss is a sum of; inputs: what the model's `loss` takes.
    """

    @property
    def symbols(self) -> int: ...
    @property
    def inputs(self) -> tuple[Any, ...]: ...
    def to(self, device: torch.device | str) -> Batch:
        """The same on another device."""
        ...


@runtime_checkable
class Read(Protocol):
    """Reads a file of a model directory: ``read(name, parse)``; whatever is wrong with it names the
    file.
    """

    def __call__(self, name: str, parse: Callable[[str], T]) -> T: ...


@runtime_checkable
class Task(Protocol):
    """A kind of model: its vocabularies, and how its examples are batched, judged and described.

    A task is a value: nothing in it changes while a model is trained. Its model is a module with
    ``loss(*batch.inputs, label_smoothing=...) -> pantoum.models.Loss``. If that carries something,
    the loss of the next batch of the epoch is given it as ``carried=...``.

    noun: what one example is, in the plural.
    """

    name: ClassVar[TaskName]
    noun: ClassVar[str]

    def files(self) -> dict[str, str]:
        """Its vocabularies, as texts by file name."""
        ...

    def facts(self) -> dict[str, Any]:
        """What else must be kept, as plain values."""
        ...

    def build(self, config: Config) -> nn.Module:
        """A model with fresh weights."""
        ...

    def batches(self, rows: Any, config: Config, epoch: int) -> Sequence[Any]:
        """What is learned from together in an epoch, in order; at most `training.batch_tokens`
        padded cells in each.

        The seed and the epoch decide the order. What stands for a batch is the task's own affair,
        such as numbers of rows: `collate` gets it.
        """
        ...

    def collate(self, rows: Any, picked: Any) -> Batch:
        """A batch of an epoch as tensors."""
        ...

    def evaluate(
        self, model: Any, rows: Any, examples: Sequence[Any], device: torch.device, turn: int
    ) -> tuple[dict[str, float], Sample]:
        """Scores of the model's own outputs, and one example of them, another at each turn."""
        ...

    def selection_key(self, scores: Mapping[str, float]) -> list[float]:
        """What to compare two evaluations by: the smaller key is the better one."""
        ...

    def summary(self, config: Config, example: Any) -> Summary:
        """The model in words."""
        ...


@dataclass(frozen=True)
class Prepared(Generic[TaskT]):
    """A run before its first step.

    config: complete; train, dev: encoded; dev_examples: as they were read; notes: what was
    inferred, in words; given: names of the settings that were not left as they are by default.
    """

    config: Config
    task: TaskT
    train: Any
    dev: Any
    dev_examples: Sequence[Any]
    notes: list[str]
    given: tuple[str, ...] = ()

    def fingerprint(self) -> dict[str, Any]:
        """Every setting by its name, and a digest of the data: two runs with the same ones take the
        same steps.

        Under `GIVEN` stand the names of the settings that were given.
        """
        digest = hashlib.sha256(json.dumps(self.dev_examples).encode())
        for text in self.task.files().values():
            digest.update(text.encode())
        for rows in (self.train, self.dev):
            for array in rows.arrays():
                digest.update(array.tobytes())
        return {**by_name(self.config), "data": digest.hexdigest(), GIVEN: list(self.given)}


class Format(NamedTuple):
    """A way to write training data down, and the tasks that it may be for.

    read: ``read(paths, data) -> training data`` reads the files, once, for they may be pipes;
    infer: ``infer(training data) -> (task, reason in words)`` tells the task where none was given.
    Both raise PantoumError for what cannot be used.
    """

    read: Callable[[Sequence[Path], DataConfig], Any]
    infer: Callable[[Any], tuple[TaskName, str]]


class Kind(NamedTuple):
    """How tasks of one name come to be.

    what: such a model in words, as in "an encoder-decoder"; format: how its training data are
    written; prepare: ``prepare(training data, dev, config) -> Prepared`` infers what the settings
    leave open and encodes both parts; load: ``load(read, facts) -> Task`` is the task whose `files`
    and `facts` were saved; unread: settings, or whole rooms of them, that mean nothing to it,
    beside the rooms of other tasks. `prepare` and `load` raise PantoumError for what cannot be
    used.
    """

    what: str
    format: Format
    prepare: Callable[[Any, Sequence[Path], Config], Prepared[Any]]
    load: Callable[[Read, Mapping[str, Any]], Task]
    unread: tuple[str, ...] = ()
