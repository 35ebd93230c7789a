"""Inputs of equal options that are answered together: by one call, and the bad ones alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from pantoum.errors import InputError, PantoumError
from pantoum.serve.errors import OptionsError
from pantoum.serve.requests import Input, InspectRequest
from pantoum.serve.served_model import ServedModel

log = logging.getLogger(__name__)

T = TypeVar("T")

# What an input is answered with: its predictions, or what a model does with it, or why not.
Outcome = Any


@runtime_checkable
class Group(Protocol):
    """What inputs have in common that may share a batch; equal groups are one."""

    @property
    def alone(self) -> bool:
        """Whether each input is nevertheless a batch of its own."""
        ...

    def outcomes(self, items: Sequence[Item]) -> list[Outcome]:
        """What each of some inputs is answered with; an exception where it cannot be answered."""
        ...


@dataclass(eq=False)
class Ticket:
    """A request that waits for the outcomes of its inputs.

    future: done when none is missing; outcomes: in the order of the inputs.
    """

    future: asyncio.Future[None]
    outcomes: list[Outcome]
    missing: int = 0

    def deliver(self, place: int, outcome: Outcome) -> None:
        """Put an outcome in its place; nothing, for a request that nobody waits for any more."""
        if self.future.done():
            return
        self.outcomes[place] = outcome
        self.missing -= 1
        if self.missing == 0:
            self.future.set_result(None)


@dataclass(eq=False, slots=True)
class Item:
    """One input that waits.

    group: of the inputs that it may share a batch with; ticket, place: the request that it is of,
    and where in it; symbols: its length; work: what it costs; given: the input; each: the options
    that are its own.
    """

    group: Group
    ticket: Ticket
    place: int
    symbols: int
    work: int
    given: Input = ""
    each: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PredictGroup:
    """Inputs of a model with equal options.

    key: equal where the options are.
    """

    model: ServedModel
    key: str
    options: Mapping[str, Any] = field(compare=False)

    @property
    def alone(self) -> bool:
        """Whether the answer to an input could depend on what else is in its batch."""
        return not self.model.predictor.same_bits

    def outcomes(self, items: Sequence[Item]) -> list[Outcome]:
        """The predictions for each input."""
        names = list(items[0].each)
        try:
            options = self.model.prepared(self.options, names)
        except Exception as error:
            refusal = options_error(error, self.model.name)
            return [copy(refusal) for _ in items]  # each is raised, and has its own traceback

        def call(some: Sequence[Item]) -> list[Outcome]:
            each = {name: [item.each[name] for item in some] for name in names}
            return self.model.answers([item.given for item in some], options, each)

        return answered(call, items, self.model.name)


@dataclass(frozen=True, eq=False)
class InspectGroup:
    """One input whose way through a model is shown; it shares no batch."""

    model: ServedModel
    request: InspectRequest

    @property
    def alone(self) -> bool:
        """There are no others."""
        return True

    def outcomes(self, items: Sequence[Item]) -> list[Outcome]:
        """What the model does with the input."""
        return answered(lambda _: [self.model.inspect(self.request)], items, self.model.name)


def answered(
    call: Callable[[Sequence[T]], list[Outcome]], items: Sequence[T], name: str
) -> list[Outcome]:
    """The outcomes of a call for all items; a bad one has its error, and the others are answered as
    if it were not there.

    Where the model does not say which of them is bad, each half is tried by itself.

    Args:
        call: gives an outcome for each of some items, or raises.
        name: of the model, for the log.
    """
    found: dict[int, Outcome] = {}
    _answer(call, items, list(range(len(items))), found, name)
    return [found[place] for place in range(len(items))]


def _answer(
    call: Callable[[Sequence[T]], list[Outcome]],
    items: Sequence[T],
    places: list[int],
    found: dict[int, Outcome],
    name: str,
) -> None:
    while places:
        try:
            outcomes = call([items[place] for place in places])
            found.update(zip(places, outcomes, strict=True))
            return
        except Exception as error:
            if isinstance(error, InputError) and 0 <= error.row < len(places):
                found[places.pop(error.row)] = error
            elif len(places) == 1:
                found[places.pop()] = input_error(error, name)
            else:
                middle = len(places) // 2
                _answer(call, items, places[:middle], found, name)
                places = places[middle:]


def input_error(error: Exception, name: str) -> PantoumError:
    """What is said of an input for which a call failed.

    Args:
        name: of the model, for the log.
    """
    if isinstance(error, PantoumError):
        return error
    _note(error, name)
    if isinstance(error, MemoryError) or "memory" in str(error).lower():
        return PantoumError(
            "there is not enough memory for this input",
            setting="input",
            remedy="give a shorter one, or ask for fewer outputs or a narrower beam",
        )
    return PantoumError(
        f"the model cannot answer this input ({type(error).__name__})",
        setting="input",
        remedy="leave it out; whoever runs the server finds more in its log",
    )


def options_error(error: Exception, name: str) -> OptionsError:
    """What is said of a request with options that a model does not take."""
    if isinstance(error, PantoumError):
        return OptionsError(
            error.problem,
            setting=error.setting,
            where=error.where,
            rule=error.rule,
            value=error.value,
            remedy=error.remedy,
        )
    _note(error, name)
    return OptionsError(
        f"the model cannot work with these options ({type(error).__name__})",
        setting="options",
        remedy="change them; whoever runs the server finds more in its log",
    )


def _note(error: Exception, name: str) -> None:
    """Log where a model failed, without the texts that it was given."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        place = f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
    log.error("model %s: %s%s", name, type(error).__name__, place)
