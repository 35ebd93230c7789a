"""A model that is served: what predicts, what is known of it, and how it answers inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pantoum
from pantoum.errors import PantoumError
from pantoum.serve.answers import Predictions, answers_of, prepared
from pantoum.serve.errors import RequestError
from pantoum.serve.requests import Input, InspectRequest

WARM_UP = "a"


class ServedModel:
    """A model under the name that it is served by.

    Args:
        name: it is asked for by.
        predictor: what predicts, as `pantoum.load` gives it.
        place: the directory, the exported file or the address on the hub that it is from.

    Attributes:
        last_error: why the last attempt to load the model anew failed; None if it did not.
    """

    def __init__(self, name: str, predictor: Any, place: str = "") -> None:
        self.name = name
        self.predictor = predictor
        self.place = place
        self.last_error: str | None = None

    @classmethod
    def load(cls, name: str, place: str | Path, device: str = "cpu") -> ServedModel:
        """The model of a directory, an exported file or an address on the hub, warmed up.

        Raises: PantoumError for what cannot be loaded.
        """
        return cls(name, pantoum.load(place, device), str(place))

    @property
    def task(self) -> str:
        """The kind of model, as in "seq2seq"."""
        return self.predictor.task

    def entry(self) -> dict[str, Any]:
        """What the list of models says of it, but for the server's limits."""
        return {"name": self.name, "task": self.task}

    def details(self) -> dict[str, Any]:
        """What is said of it alone: its entry, its card, its scores and its settings."""
        return {**self.entry(), "card": "", "scores": {}, "settings": {}, "parameters": None}

    def answers(
        self,
        inputs: Sequence[Input],
        options: Mapping[str, Any],
        each: Mapping[str, list[Any]],
    ) -> list[Predictions]:
        """The predictions for each of some inputs of equal options.

        Raises: RequestError for options that the model does not have, PantoumError as a call.
        """
        try:
            ready = prepared(self.predictor, options, list(each))
        except PantoumError as error:
            raise RequestError(
                error.problem,
                setting=error.setting,
                where=error.where,
                rule=error.rule,
                value=error.value,
                remedy=error.remedy,
            ) from error
        return answers_of(self.predictor, inputs, ready, each)

    def inspect(self, request: InspectRequest) -> dict[str, Any]:
        """What the model does inside with an input, as `pantoum.explaining.inspect_input` gives it.

        Raises: PantoumError as that function.
        """
        from pantoum.explaining import inspect_input  # pyright: ignore[reportMissingImports]

        options = prepared(self.predictor, request.options, [])
        return inspect_input(self.predictor, request.text, **request.inspection, **options)
