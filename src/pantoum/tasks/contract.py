"""What every task is: all that a run or a prediction must know of a kind of model, but its
weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

import numpy as np
import torch
from torch import nn

from pantoum.config import Config, DataConfig, ResolvedConfig, TaskName, by_name
from pantoum.data import DataFile, Example
from pantoum.ranks import ALONE, Ranks

T = TypeVar("T")
TaskT = TypeVar("TaskT", bound="Task")

# The key of a fingerprint that holds the names of the settings that the user wrote.
EXPLICIT = "explicit_settings"
# The key of a fingerprint that holds the digest of the model to start from.
START = "start"


class Sample(NamedTuple):
    """One dev example, the output of the model for it, and whether the scores count it as right.

    target: None where there is no reference output; features: of the source, "" for none.
    """

    source: str
    target: str | None
    output: str
    right: bool
    features: str = ""


class DevResult(NamedTuple):
    """What an evaluation on the dev set comes to.

    scores: by name; sample: one example; groups: the scores of each group of examples, such as a
    language, where the model reads some.
    """

    scores: dict[str, float]
    sample: Sample
    groups: dict[str, dict[str, float]] = {}  # noqa: RUF012 - it is never changed


class Summary(NamedTuple):
    """A model in words, for its card.

    kind: what it is, as in "an encoder-decoder with attention"; rows: of a table, name and value;
    how: how its scores were computed, as in "with greedy search"; call: Python code that applies
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

    symbols: how many predictions the loss is a sum of; inputs: the arguments of the model's `loss`.
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
    """Reads a file of a model directory: ``read(name, parse)``; its errors name the file."""

    def __call__(self, name: str, parse: Callable[[str], T]) -> T: ...


@runtime_checkable
class Task(Protocol):
    """A kind of model: its vocabularies, and how its examples are batched, scored and described.

    A task is a value: nothing in it changes while a model is trained. Its model is a module with
    ``loss(*batch.inputs, label_smoothing=...) -> pantoum.models.Loss``. If that carries a state,
    the loss of the next batch of the epoch is called with it as ``carried=...``.

    example_noun: the name of its examples, in the plural, such as "sentences".
    """

    name: ClassVar[TaskName]
    example_noun: ClassVar[str]

    def files(self) -> dict[str, str]:
        """Its vocabularies, as texts by file name."""
        ...

    def metadata(self) -> dict[str, Any]:
        """What else a model directory must hold of the task, as plain values."""
        ...

    def sizes(self) -> dict[str, int]:
        """How much each vocabulary knows, by what it is of, as in "output symbols"."""
        ...

    def build(self, config: ResolvedConfig) -> nn.Module:
        """A model with fresh weights."""
        ...

    def moved_rows(self, earlier: Any) -> dict[str, list[int]]:
        """Where the rows of an earlier task's weights are in this one's, whose vocabularies have
        grown from the earlier ones.

        Returns: for each tensor, by its name, whose rows do not all keep their numbers, the new
            number of each row.
        """
        ...

    def encoder_of(self, model: Any) -> list[nn.Module]:
        """The parts of a model that read its input, embeddings included."""
        ...

    def batches(self, rows: Any, config: ResolvedConfig, epoch: int) -> Sequence[Any]:
        """The batches of an epoch, in order; at most `training.batch_tokens` padded cells in each.

        The seed and the epoch decide the order. Each task represents a batch in its own way, such
        as numbers of rows, for its own `collate`.
        """
        ...

    def collate(self, rows: Any, picked: Any) -> Batch:
        """A batch of an epoch as tensors."""
        ...

    def part(self, picked: Any, number: int, count: int) -> Any | None:
        """The part of a batch of an epoch that one of several processes learns from, with similar
        lengths in each part; None where there is nothing left for this one.

        What a model carries from batch to batch has a row for each row of a batch, in dimension 0.
        """
        ...

    def evaluate(
        self,
        model: Any,
        rows: Any,
        examples: Sequence[Any],
        device: torch.device,
        turn: int,
        ranks: Ranks = ALONE,
    ) -> DevResult:
        """Scores of the model's own outputs, and one example of them, another one at each turn;
        `ranks` share the work, and all of them have the result.
        """
        ...

    def selection_key(self, scores: Mapping[str, float]) -> list[float]:
        """The key that evaluations are compared by: the smaller one is better."""
        ...

    def summary(self, config: ResolvedConfig, example: Any) -> Summary:
        """The model in words."""
        ...


@dataclass(frozen=True)
class Start:
    """A trained model that another one starts from.

    path: its directory, "" for one in memory; digest: SHA-256 of its weights; weights: by name, on
    the CPU, tied ones under each of their names.
    """

    path: str
    digest: str
    config: ResolvedConfig
    task: Any
    weights: Mapping[str, torch.Tensor]

    @property
    def name(self) -> str:
        """The model in words."""
        return self.path or "a model in memory"


@dataclass(frozen=True)
class Prepared(Generic[TaskT]):
    """A run before its first step.

    config: resolved; train, dev: encoded; dev_examples: as they were read; notes: what was
    inferred, in words; explicit_settings: names of the settings that do not have their defaults;
    files: what was read for each part, by its name; none of data from memory; start: the trained
    model whose weights are the first ones, None for fresh ones.
    """

    config: ResolvedConfig
    task: TaskT
    train: Any
    dev: Any
    dev_examples: Sequence[Any]
    notes: list[str]
    explicit_settings: tuple[str, ...] = ()
    files: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    start: Start | None = None

    def fingerprint(self) -> dict[str, Any]:
        """Every setting by its name, a digest of the data, and under `START` that of the model
        which this one starts from, or None: two runs with the same ones take the same steps.

        Under `EXPLICIT` are the names of the settings that do not have their defaults.
        """
        examples = [_without_open_end(one) for one in self.dev_examples]
        digest = hashlib.sha256(json.dumps(examples).encode())
        for text in self.task.files().values():
            digest.update(text.encode())
        for rows in (self.train, self.dev):
            for array in rows.arrays():
                digest.update(array.tobytes())
        return {
            **by_name(self.config),
            "data": digest.hexdigest(),
            START: None if self.start is None else self.start.digest,
            EXPLICIT: list(self.explicit_settings),
        }


def _without_open_end(example: Any) -> Any:
    """An example without what earlier versions did not know and it does not have, so that their
    runs can be gone on with.
    """
    if not isinstance(example, Example):
        return example
    later = [value for value in (example.group, example.weight) if value is not None]
    return [example.source, example.target, example.features, *later]


class Format(NamedTuple):
    """A file format of training data, and how the task is inferred from it.

    read: ``read(files, data) -> training data`` reads files whose text and format are known;
    read_dev: ``read_dev(paths, training data, config) -> dev data`` reads files with the columns of
    the training data; infer: ``infer(training data) -> (task, reason in words)`` is called where no
    task was set. All raise PantoumError for files that cannot be used.
    """

    read: Callable[[Sequence[DataFile], DataConfig], Any]
    read_dev: Callable[[Sequence[Path | DataFile], Any, Config], Any]
    infer: Callable[[Any], tuple[TaskName, str]]


class TaskSpec(NamedTuple):
    """An entry of the task registry: how tasks of one name are prepared and loaded.

    description: such a model in words, as in "an encoder-decoder"; format: the file format of its
    training data; prepare: ``prepare(training data, dev data, config, start) -> Prepared`` infers
    the settings that are open and encodes both parts; without dev data (None) it holds out a part
    of the training data; `start` is the task of the trained model whose vocabularies are extended,
    None where they are new; load: ``load(read, metadata) -> Task`` returns the task whose `files`
    and `metadata` were saved; unused_settings: settings, or whole sections of them, that it does
    not use, beside the sections of other tasks. `prepare` and `load` raise PantoumError for data
    and files that cannot be used.
    """

    description: str
    format: Format
    prepare: Callable[[Any, Any, Config, Any], Prepared[Any]]
    load: Callable[[Read, Mapping[str, Any]], Task]
    unused_settings: tuple[str, ...] = ()
