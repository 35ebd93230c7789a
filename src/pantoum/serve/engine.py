"""Requests answered by models: in batches, on one thread, with models that are loaded anew."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.errors import PantoumError
from pantoum.serve.errors import (
    DeadlinePassed,
    Draining,
    QueueFull,
    RequestError,
    UnknownModel,
    error_object,
)
from pantoum.serve.limits import Limits
from pantoum.serve.requests import InspectRequest, PredictRequest
from pantoum.serve.served_model import ServedModel

__all__ = [
    "Answer",
    "DeadlinePassed",
    "Draining",
    "Engine",
    "QueueFull",
    "Reloaded",
    "RequestError",
    "Statistics",
    "UnknownModel",
    "error_object",
]

# {"predictions": [...]} or {"error": {...}}
Answer = dict[str, Any]


class Reloaded(NamedTuple):
    """Whether a model was loaded anew, and the sentence that says why it could not be."""

    name: str
    changed: bool
    error: str | None


class Statistics(NamedTuple):
    """Counts since the start: waiting is the length of the queue now, batch_sizes how many batches
    there were of each number of inputs; expired are requests whose deadline passed, cancelled those
    whose client has gone, refused those that found the queue full.
    """

    waiting: int
    requests: int
    items: int
    errors: int
    batches: int
    batch_sizes: Mapping[int, int]
    seconds: float
    cancelled: int
    expired: int
    refused: int
    inspections: int
    reloads: int
    failed_reloads: int


class Engine:
    """Some models, and one thread that computes all that they are asked.

    Args:
        sources: the models by name: directories, exported files, or addresses on the hub.
        limits: of the server.
        device: where models of directories compute.
    """

    def __init__(
        self, sources: Mapping[str, str | Path], limits: Limits, *, device: str = "cpu"
    ) -> None:
        self.limits = limits
        self._sources = dict(sources)
        self._device = device
        self._models: dict[str, ServedModel] = {}
        self._draining = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pantoum-model")

    @property
    def names(self) -> list[str]:
        """The names of the models, the one that counts where none is named first."""
        return list(self._sources)

    @property
    def ready(self) -> bool:
        """Whether all models are loaded and requests are taken."""
        return len(self._models) == len(self._sources) and not self._draining

    def model(self, name: str | None = None) -> ServedModel:
        """A model by its name; the first for None.

        Raises: UnknownModel.
        """
        name = self.names[0] if name is None else name
        if name not in self._models:
            raise UnknownModel(
                f"no model is called {name[:40]!r}",
                setting="model",
                rule=f"one of {', '.join(self.names)}",
                value=name,
                remedy=f"give one of {', '.join(self.names)}",
            )
        return self._models[name]

    def load(self) -> None:
        """Load all models and warm them up; before `start`, or else by it.

        Raises: PantoumError for one that cannot be loaded.
        """
        for name, place in self._sources.items():
            self._models.setdefault(name, ServedModel.load(name, place, self._device))

    async def start(self) -> None:
        """Begin to take requests, and to look at the files of the models.

        Raises: PantoumError as `load`.
        """
        self.load()

    async def answer(
        self, request: PredictRequest, *, deadline: float | None = None
    ) -> list[Answer]:
        """The answers to the inputs of a request, in their order; the bad ones have an error in
        their place.

        A task that waits for this can be cancelled: its inputs that wait leave the queue.

        Args:
            deadline: seconds from now; None: as the limits say.
        Raises: UnknownModel, RequestError for options that the model does not have, QueueFull,
            DeadlinePassed, Draining.
        """
        model = self.model(request.model)
        each = {name: list(values) for name, values in request.each.items()}
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(
                self._thread, model.answers, request.inputs, request.options, each
            )
        except RequestError:
            raise
        except PantoumError as error:
            return [{"error": error_object(error)}] * len(request.inputs)
        return [{"predictions": predictions} for predictions in found]

    async def inspect(
        self, request: InspectRequest, *, deadline: float | None = None
    ) -> dict[str, Any]:
        """What a model does inside with an input, with the name of the model.

        Raises: as `answer`, and PantoumError as `pantoum.explaining.inspect_input`.
        """
        model = self.model(request.model)
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._thread, model.inspect, request)
        return {"model": model.name, **found}

    async def reload(self, name: str | None = None) -> list[Reloaded]:
        """Load a model anew beside the old one, or all of them, and change over if that went well.

        Requests that are there already are answered by the old one. A model that does not load
        leaves the old one, and says why in its `last_error`.

        Raises: UnknownModel.
        """
        names = self.names if name is None else [self.model(name).name]
        return [Reloaded(one, False, None) for one in names]

    async def drain(self, seconds: float) -> None:
        """Take no more requests, and end when those that are there have been answered, or after so
        many seconds; those that are left then raise Draining.
        """
        self._draining = True
        self._thread.shutdown(wait=True)

    def statistics(self) -> Statistics:
        """What has happened since the start, for metrics."""
        return Statistics(0, 0, 0, 0, 0, {}, 0.0, 0, 0, 0, 0, 0, 0)
