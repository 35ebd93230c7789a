"""What is asked and said of the inside of a model, for /openapi.json, as `schemas` has the rest."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pantoum.serve.schemas import PREDICTION, Options, Predictions, Task, Text, example

PART: dict[str, Any] = {
    "name": "encoder.1.forward",
    "title": "encoder, layer 1, forward",
    "can_be_off": True,
    "cell": "lstm",
    "units": 256,
}


class InspectBody(Options):
    """A request for what a model does inside with one input."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {"input": "abandonner"},
                {"input": "abandonner", "off": ["attention"], "units_of": "encoder.1.forward"},
            ]
        },
    )
    input: Text
    off: list[str] | None = Field(None, description="parts of the model that are turned off")
    parts: list[Literal["beam", "cells"]] | None = Field(None, description="what is to be shown")
    units_of: str | None = Field(
        None, description="of which cells the values of all units are given; or all"
    )
    alternatives: int | None = Field(None, description="other symbols at each place of the output")


class Inspection(BaseModel):
    """What a model did with an input: cells, beam, alternatives. What is there depends on the kind
    of model.
    """

    model_config = example(
        {
            "model": "fre",
            "task": "seq2seq",
            "input": "chat",
            "source_tokens": ["c", "h", "a", "t", "</s>"],
            "predictions": [PREDICTION],
            "parts": [PART],
            "off": [],
            "beam": {"width": 5, "nodes": []},
            "alternatives": [[{"token": "ʃ", "probability": 0.9, "prefix": "ʃ"}]],
            "cells": [],
        }
    )
    model: str
    task: Task
    input: str
    source_tokens: list[str]
    predictions: Predictions
    parts: list[dict[str, Any]]
    off: list[str]
    beam: dict[str, Any] | None = None
    alternatives: list[list[dict[str, Any]]] | None = None
    cells: list[dict[str, Any]] | None = None
    marginals: dict[str, Any] | None = None
    transitions: dict[str, Any] | None = None
    pooling: dict[str, Any] | None = None
    surprise: list[dict[str, Any]] | None = None
    next: list[dict[str, Any]] | None = None
