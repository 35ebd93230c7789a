"""What a server says of its models and of itself, for /openapi.json, as `schemas` has the rest."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from pantoum.serve.inspection_schemas import PART
from pantoum.serve.schemas import Task, example

ENTRY: dict[str, Any] = {
    "name": "fre",
    "task": "seq2seq",
    "title": "fre",
    "inspect": True,
    "attention": True,
    "reads": "characters",
    "writes": "symbols",
    "features": False,
    "groups": None,
    "search": {"beam": 5, "length_penalty": 1.0},
    "examples": ["absent"],
    "parts": [PART],
    "last_error": None,
    "limits": {"items": 256, "symbols": 2000, "nbest": 50, "beam": 64, "deadline": 30.0},
}


class ModelEntry(BaseModel):
    """A model of this server."""

    name: str
    task: Task
    title: str | None = None
    inspect: bool | None = None
    attention: bool | None = None
    reads: str | None = None
    writes: str | None = None
    features: bool | None = None
    groups: list[str] | None = None
    search: dict[str, Any] | None = None
    examples: list[str] | None = None
    parts: list[dict[str, Any]] | None = None
    last_error: str | None = Field(None, description="why it could not be loaded anew, if so")
    limits: dict[str, float]


class ModelList(BaseModel):
    """The models of this server; the first one answers where none is named."""

    model_config = example({"models": [ENTRY]})
    models: list[ModelEntry]


class ModelDetails(ModelEntry):
    """A model with its card, its scores and its settings."""

    model_config = example(
        {
            **ENTRY,
            "card": "# fre",
            "scores": {"dev": {"word_error_rate": 6.3}},
            "settings": {"model.cell": "lstm"},
            "parameters": 2_553_628,
            "digest": "5d41402abc4b2a76",
            "loaded": 1796007195.0,
        }
    )
    card: str | None = Field(None, description="Markdown")
    scores: dict[str, Any]
    settings: dict[str, Any]
    parameters: int | None
    digest: str = Field(description="of the files that it was read from")
    loaded: float = Field(description="when, in seconds since 1970")


class Health(BaseModel):
    """The process answers."""

    model_config = example({"status": "ok"})
    status: Literal["ok"]


class Ready(BaseModel):
    """Whether all models are loaded and requests are taken; with status 503 if not."""

    model_config = example({"ready": True, "models": ["fre", "dut"]})
    ready: bool
    models: list[str]
