"""What a run says while it goes on, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

from torch import nn

from pantoum.tasks import Prepared, Sample


class Plan(NamedTuple):
    """A run in numbers, before its first step; `noun` says what an example is, in the plural."""

    noun: str
    examples: int
    dev_examples: int
    parameters: int
    epochs: int
    device: str
    notes: list[str]


def plan_of(prepared: Prepared[Any], model: nn.Module, device: str, notes: Sequence[str]) -> Plan:
    """The plan of a run; `notes` come after those on what was inferred."""
    return Plan(
        noun=prepared.task.noun,
        examples=len(prepared.train),
        dev_examples=len(prepared.dev),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        epochs=prepared.config.training.epochs or 1,
        device=device,
        notes=[*prepared.notes, *notes],
    )


class Tick(NamedTuple):
    """After one batch: the epoch (from 0), the share of the run that is over, seconds so far and
    mean loss in nats.
    """

    epoch: int
    done: float
    seconds: float
    loss: float
    symbols_per_second: float


@dataclass(frozen=True)
class Record:
    """One evaluation, as a line of ``metrics.jsonl``.

    epoch: passes over the data so far, with a fraction; train_loss: mean negative log-likelihood
    per output symbol since the last record, in nats, without label smoothing; symbols_per_second:
    output symbols trained on; seconds: time of the run so far; dev: scores in per cent; best:
    whether these weights were kept.
    """

    epoch: float
    step: int
    train_loss: float
    learning_rate: float
    symbols_per_second: float
    seconds: float
    dev: dict[str, float]
    best: bool

    def as_dict(self) -> dict[str, Any]:
        """The record for JSON."""
        return asdict(self)


class Trial(NamedTuple):
    """What else the weights of a model could be at the end of its run: their dev scores, and
    whether they were kept.

    weights: what they are, as in "the mean of the last 5 evaluations".
    """

    weights: str
    dev: dict[str, float]
    kept: bool


@runtime_checkable
class Reporter(Protocol):
    """Whoever watches a run: a terminal, a file, a test."""

    def started(self, plan: Plan) -> None:
        """Before the first step."""
        ...

    def ticked(self, tick: Tick) -> None:
        """After each batch."""
        ...

    def evaluated(self, record: Record, sample: Sample) -> None:
        """After each evaluation."""
        ...

    def tried(self, trial: Trial) -> None:
        """At the end of a run that was not stopped, for each other choice of weights."""
        ...

    def working(self, what: str) -> None:
        """At the end of such a run, before something that takes a while."""
        ...

    def ended(self, reason: str) -> None:
        """After the last step; `reason` is a sentence."""
        ...


class Reporters:
    """Several reporters as one."""

    def __init__(self, reporters: Sequence[Reporter]) -> None:
        self._reporters = list(reporters)

    def started(self, plan: Plan) -> None:
        for reporter in self._reporters:
            reporter.started(plan)

    def ticked(self, tick: Tick) -> None:
        for reporter in self._reporters:
            reporter.ticked(tick)

    def evaluated(self, record: Record, sample: Sample) -> None:
        for reporter in self._reporters:
            reporter.evaluated(record, sample)

    def tried(self, trial: Trial) -> None:
        for reporter in self._reporters:
            reporter.tried(trial)

    def working(self, what: str) -> None:
        for reporter in self._reporters:
            reporter.working(what)

    def ended(self, reason: str) -> None:
        for reporter in self._reporters:
            reporter.ended(reason)
