"""Requests answered by models: in batches, on one thread, with models that are loaded anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pantoum.errors import PantoumError
from pantoum.serve.batch import InspectGroup, Item, Outcome, PredictGroup, Ticket
from pantoum.serve.errors import (
    DeadlinePassed,
    OptionsError,
    QueueFull,
    UnknownModel,
    draining,
    error_object,
)
from pantoum.serve.limits import Limits
from pantoum.serve.model_thread import ModelThread, set_up_process
from pantoum.serve.reloading import Loader, Reloaded, Reloading
from pantoum.serve.requests import InspectRequest, PredictRequest
from pantoum.serve.served_model import ServedModel
from pantoum.serve.statistics import Statistics
from pantoum.serve.waiting import Waiting
from pantoum.serve.work import symbols_of, too_much

log = logging.getLogger(__name__)

# {"predictions": [...]} or {"error": {...}}
Answer = dict[str, Any]

# Seconds that the end waits for a batch that nobody waits for any more.
LAST_BATCH = 0.2


class Engine:
    """Some models, and one thread that computes all that they are asked.

    Its methods are called in one event loop, that of `start`.

    Args:
        sources: the models by name: directories, exported files, or addresses on the hub.
        limits: of the server.
        device: where models of directories compute.
        load: makes a model of its name and its place.
    """

    def __init__(
        self,
        sources: Mapping[str, str | Path],
        limits: Limits,
        *,
        device: str = "cpu",
        load: Loader | None = None,
    ) -> None:
        self.limits = limits
        self._sources = {name: str(place) for name, place in sources.items()}
        self._load = load or partial(ServedModel.load, device=device, threads=limits.threads)
        self._models: dict[str, ServedModel] = {}
        self._waiting = Waiting(limits)
        self._tickets: set[Ticket] = set()
        self._statistics = Statistics()
        self._draining = False
        self._thread: ModelThread | None = None
        self._reloading: Reloading | None = None
        self._looking: asyncio.Task[None] | None = None

    @property
    def names(self) -> list[str]:
        """The names of the models, first the one that counts where none is named."""
        return list(self._sources)

    @property
    def ready(self) -> bool:
        """Whether all models are loaded and requests are taken."""
        return self._thread is not None and not self._draining

    def model(self, name: str | None = None) -> ServedModel:
        """A model by its name; the first for None.

        Raises: UnknownModel.
        """
        name = self.names[0] if name is None else name
        if name not in self._models:
            rule = f"one of {', '.join(self.names)}"
            raise UnknownModel(
                f"no model is called {name[:40]!r}",
                setting="model",
                rule=rule,
                value=name,
                remedy=f"give {rule}",
            )
        return self._models[name]

    def load(self) -> None:
        """Load all models and warm them up: before `start`, or else by it.

        Raises: PantoumError for one that cannot be loaded.
        """
        set_up_process()
        for name, place in self._sources.items():
            if name not in self._models:
                self._models[name] = self._load(name, place)

    async def start(self) -> None:
        """Begin to take requests, and to look at the files of the models.

        Raises: PantoumError as `load`.
        """
        self.load()
        self._reloading = Reloading(self._models, self._load)
        loop = asyncio.get_running_loop()
        self._thread = ModelThread(self._waiting, self._deliver, loop, self.limits.threads)
        self._thread.start()
        if self.limits.poll:
            self._looking = loop.create_task(self._look())

    async def answer(
        self, request: PredictRequest, *, deadline: float | None = None
    ) -> list[Answer]:
        """The answers to the inputs of a request, in their order; a bad one has an error in its
        place.

        A task that waits for this can be cancelled: the inputs that wait leave the queue.

        Args:
            deadline: seconds from now; None: as the limits say.
        Raises: UnknownModel, RequestError for options that the model does not have, QueueFull,
            DeadlinePassed, Draining.
        """
        self._check_open()
        model = self.model(request.model)
        group = PredictGroup(model, request.key, request.options)
        ticket = self._ticket(len(request.inputs))
        items = []
        for place, given in enumerate(request.inputs):
            problem = request.problems.get(place) or model.problem_of(given)
            each = {name: values[place] for name, values in request.each.items()}
            work = 0 if problem else model.work(given, request.options, each)
            problem = problem or too_much(work, self.limits.work)
            if problem is None:
                symbols = symbols_of(given)
                items.append(Item(group, ticket, place, symbols, work, given, each))
            else:
                ticket.outcomes[place] = problem
        await self._wait(ticket, items, deadline)
        return [self._answer(outcome) for outcome in ticket.outcomes]

    async def inspect(
        self, request: InspectRequest, *, deadline: float | None = None
    ) -> dict[str, Any]:
        """What a model does inside with an input, with the name of the model.

        Raises: as `answer`, and PantoumError as `pantoum.explaining.inspect_input`.
        """
        self._check_open()
        group = InspectGroup(self.model(request.model), request)
        ticket = self._ticket(1)
        asked = {**request.options, "nbest": request.inspection.get("nbest", 1)}
        work = group.model.work(request.text, asked, request.options)
        problem = too_much(work, self.limits.work)
        if problem is not None:
            raise problem
        self._statistics.inspections += 1
        await self._wait(ticket, [Item(group, ticket, 0, symbols_of(request.text), work)], deadline)
        (outcome,) = ticket.outcomes
        if isinstance(outcome, PantoumError):
            self._statistics.errors += 1
            raise outcome
        return {"model": group.model.name, **outcome}

    async def reload(self, name: str | None = None) -> list[Reloaded]:
        """Load a model anew beside the old one, or all of them, if their files have changed, and
        change over where that went well.

        Requests that are there already are answered by the old one. A model that does not load
        leaves the old one, and says why in its `last_error`.

        Raises: UnknownModel, and Draining before the start and after the end.
        """
        names = self.names if name is None else [self.model(name).name]
        self._check_open()
        assert self._reloading is not None
        return self._count(await self._reloading.reload(names))

    async def look(self) -> list[Reloaded]:
        """Look at the files of the models, and load those anew that have changed and that two looks
        have seen alike.
        """
        assert self._reloading is not None
        return self._count(await self._reloading.look())

    async def drain(self, seconds: float) -> None:
        """Take no more requests, and end when those that are there have been answered, or after so
        many seconds: those that are left then raise Draining.
        """
        self._draining = True
        if self._looking is not None:
            self._looking.cancel()
        if self._tickets:
            await asyncio.wait([ticket.future for ticket in self._tickets], timeout=seconds)
        for ticket in self._tickets:
            if not ticket.future.done():
                ticket.future.set_exception(draining())
        self._waiting.close()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, LAST_BATCH)

    def statistics(self) -> Statistics:
        """What has been counted since the start."""
        return replace(self._statistics, waiting=len(self._waiting))

    async def _wait(self, ticket: Ticket, items: Sequence[Item], deadline: float | None) -> None:
        """Wait until all inputs of a request have their outcomes.

        Raises: QueueFull, DeadlinePassed, Draining.
        """
        counts = self._statistics
        seconds = self.limits.deadline if deadline is None else deadline
        ticket.missing = len(items)
        try:
            self._waiting.put(items)
        except QueueFull:
            counts.refused += 1
            raise
        counts.requests += 1
        if not items:
            return
        self._tickets.add(ticket)
        try:
            async with asyncio.timeout(seconds):
                await ticket.future
        except TimeoutError:
            counts.expired += 1
            raise DeadlinePassed(
                f"the request was not answered within {seconds:g} seconds",
                setting="deadline",
                rule=f"{seconds:g} seconds",
                remedy="send fewer inputs at a time, or ask again later",
            ) from None
        except asyncio.CancelledError:
            counts.cancelled += 1
            raise
        finally:
            self._tickets.discard(ticket)
            if ticket.missing:
                self._waiting.remove(items)

    def _deliver(self, items: Sequence[Item], outcomes: Sequence[Outcome], seconds: float) -> None:
        """Give the outcomes of a batch to the requests that wait for them."""
        counts = self._statistics
        counts.batches += 1
        counts.batch_sizes[len(items)] += 1
        counts.seconds += seconds
        for item, outcome in zip(items, outcomes, strict=True):
            item.ticket.deliver(item.place, outcome)

    def _answer(self, outcome: Outcome) -> Answer:
        """The answer to an input.

        Raises: RequestError for options that are wrong for all inputs.
        """
        self._statistics.items += 1
        if not isinstance(outcome, PantoumError):
            return {"predictions": outcome}
        self._statistics.errors += 1
        if isinstance(outcome, OptionsError):
            raise outcome
        return {"error": error_object(outcome)}

    def _ticket(self, count: int) -> Ticket:
        return Ticket(asyncio.get_running_loop().create_future(), [None] * count)

    def _check_open(self) -> None:
        if not self.ready:
            raise draining()

    def _count(self, reloaded: list[Reloaded]) -> list[Reloaded]:
        changed = sum(one.changed for one in reloaded)
        if changed:
            self._waiting.forget()
        self._statistics.reloads += changed
        self._statistics.failed_reloads += sum(one.error is not None for one in reloaded)
        return reloaded

    async def _look(self) -> None:
        """Look at the files of the models again and again, whatever happens."""
        while True:
            await asyncio.sleep(self.limits.poll)
            try:
                await self.look()
            except Exception as error:
                log.error("the files of the models cannot be looked at: %s", type(error).__name__)
