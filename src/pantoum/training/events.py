"""What happens in a training run, as values: the loop yields them, and listeners act on them.

A run begins, takes steps, is evaluated now and then, and ends:

    Began  (Stepped  Evaluated?)*  CandidateTried*  Trained  Ended      a run that is left alone
    Began  (Stepped  Evaluated?)*  Interrupted  Evaluated?  Ended       a run that is stopped
    Began  ...  Ended                                                   a run that fails, anywhere

`Announced` may come between them. Every listener is given `Ended` exactly once, as its last event.
Tensors and models in events are the run's own: they change with the next step, so a listener that
keeps them keeps a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import torch
from torch import nn

from pantoum.tasks import Prepared, Sample
from pantoum.training.checkpoint import Progress


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
        noun=prepared.task.example_noun,
        examples=len(prepared.train),
        dev_examples=len(prepared.dev),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        epochs=prepared.config.training.epochs,
        device=device,
        notes=[*prepared.notes, *notes],
    )


@dataclass(frozen=True)
class Record:
    """One evaluation, as a line of ``metrics.jsonl``.

    epoch: passes over the data so far, with a fraction; train_loss: mean negative log-likelihood
    per output symbol since the last record, in nats, without label smoothing; symbols_per_second:
    output symbols trained on; seconds: time of the run so far; dev: scores in per cent; best:
    whether these weights were kept; groups: the scores of each group of the dev examples, such as a
    language, where the model reads some.
    """

    epoch: float
    step: int
    train_loss: float
    learning_rate: float
    symbols_per_second: float
    seconds: float
    dev: dict[str, float]
    best: bool
    groups: dict[str, dict[str, float]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The record for JSON; without groups where there are none."""
        values = asdict(self)
        return (
            values
            if self.groups
            else {name: value for name, value in values.items() if name != "groups"}
        )


class Candidate(NamedTuple):
    """Other weights that a model could have at the end of its run: their dev scores, and whether
    they were kept.

    weights: what they are, as in "the mean of the last 5 evaluations".
    """

    weights: str
    dev: dict[str, float]
    kept: bool


class RunState(NamedTuple):
    """All that a checkpoint holds of a run: where it is, and the engine's state.

    The progress is a copy, the tensors of the engine's state are not.
    """

    progress: Progress
    engine: dict[str, Any]


class Began(NamedTuple):
    """Before the first step. resumed: whether the run goes on from a checkpoint."""

    plan: Plan
    resumed: bool
    state: RunState


class Stepped(NamedTuple):
    """After each step of the optimiser.

    epoch: the present one, from 0; done: the share of the run that was over before the step;
    seconds: time of the run so far; loss: mean negative log-likelihood per output symbol since the
    last evaluation, in nats; symbols_per_second: output symbols trained on since then.
    """

    epoch: int
    done: float
    seconds: float
    loss: float
    symbols_per_second: float


class Evaluated(NamedTuple):
    """After each evaluation on the dev set.

    model: with the weights that were scored; weights: what they are, in words; number: of the
    evaluation, from 0; key: its selection key, of which the smaller is the better; state: to go on
    from, or None for the evaluation of a run that was stopped before its first one, which is no
    part of the run's course.
    """

    record: Record
    sample: Sample
    model: nn.Module
    weights: str
    number: int
    key: list[float]
    state: RunState | None


class CandidateTried(NamedTuple):
    """At the end of a run that was not stopped, for each averaging candidate."""

    candidate: Candidate
    record: Record
    model: nn.Module


class Interrupted(NamedTuple):
    """Somebody asked the run to stop. It may still be evaluated, which takes a while."""

    state: RunState


class Trained(NamedTuple):
    """After the last step and the last candidate of a run that was not stopped."""

    candidates: tuple[Candidate, ...]
    device: torch.device


class Announced(NamedTuple):
    """A listener is about to do something that takes a while; `text` is a sentence for people."""

    text: str


class Ended(NamedTuple):
    """The last event.

    reason: a sentence; best: the record of the weights that were kept since the run began or was
    resumed, None if none were better; state: to go on from, None if the run failed; error: what it
    failed with.
    """

    reason: str
    best: Record | None = None
    state: RunState | None = None
    error: BaseException | None = None


Event = Began | Stepped | Evaluated | CandidateTried | Interrupted | Trained | Announced | Ended
Listener = Callable[[Event], None]
