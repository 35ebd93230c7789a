"""The routes as /openapi.json describes them: methods, bodies, answers and errors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from pantoum.serve import (
    inspection_schemas,
    libretranslate_schemas,
    model_schemas,
    schemas,
)

REFERENCE = "#/components/schemas/{model}"
# What may go wrong, by status; each has a sentence of its own in the answer.
ERRORS = {
    400: "The request, or an input, cannot be used.",
    401: "A key is needed, or it is not known.",
    404: "There is no such model.",
    408: "The body did not come in time.",
    413: "The body is too large.",
    429: "Too many inputs wait; Retry-After says when to ask again.",
    503: "The server is about to end.",
    504: "The request was not answered in time.",
}
ASKING = tuple(ERRORS)
BODIES: list[type[BaseModel]] = [
    schemas.PredictBody,
    inspection_schemas.InspectBody,
    libretranslate_schemas.TranslateBody,
    libretranslate_schemas.DetectBody,
]
FORM = "application/x-www-form-urlencoded"


def _route(
    summary: str,
    tag: str,
    answer: Any = None,
    body: type[BaseModel] | None = None,
    errors: tuple[int, ...] = (401,),
    error: type[BaseModel] = schemas.ErrorAnswer,
    forms: tuple[str, ...] = ("application/json",),
    **more: Any,
) -> dict[str, Any]:
    """The arguments of FastAPI's `add_api_route`."""
    made: dict[str, Any] = {
        "methods": ["GET"] if body is None else ["POST"],
        "summary": summary,
        "tags": [tag],
        "responses": {status: {"model": error, "description": ERRORS[status]} for status in errors},
        **more,
    }
    if answer is not None:
        made["response_model"] = answer
    if body is not None:
        schema = {"$ref": REFERENCE.format(model=body.__name__)}
        content = {form: {"schema": schema} for form in forms}
        made["openapi_extra"] = {"requestBody": {"required": True, "content": content}}
    return made


_LIBRE: dict[str, Any] = {
    "tag": "LibreTranslate",
    "error": libretranslate_schemas.SentenceError,
    "forms": ("application/json", FORM),
}
ROUTES: dict[str, dict[str, Any]] = {
    "/predict": _route(
        "Predict from one input or several",
        "models",
        schemas.OneAnswer | schemas.ManyAnswers,
        schemas.PredictBody,
        ASKING,
    ),
    "/inspect": _route(
        "Tell what a model does inside with one input",
        "models",
        inspection_schemas.Inspection,
        inspection_schemas.InspectBody,
        ASKING,
    ),
    "/models": _route("The models of this server", "models", model_schemas.ModelList),
    "/models/{name}": _route(
        "A model with its card, scores and settings",
        "models",
        model_schemas.ModelDetails,
        errors=(401, 404),
        openapi_extra={
            "parameters": [
                {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
            ]
        },
    ),
    "/translate": _route(
        "Translate, as LibreTranslate does",
        answer=libretranslate_schemas.Translated,
        body=libretranslate_schemas.TranslateBody,
        errors=ASKING,
        **_LIBRE,
    ),
    "/languages": _route(
        "The languages that there are, as LibreTranslate lists them",
        answer=list[libretranslate_schemas.Language],
        **_LIBRE,
    ),
    "/detect": _route(
        "The languages that a text may be in",
        answer=list[libretranslate_schemas.Detected],
        body=libretranslate_schemas.DetectBody,
        errors=(400, 401),
        **_LIBRE,
    ),
    "/frontend/settings": _route(
        "What LibreTranslate's pages ask for first",
        answer=libretranslate_schemas.FrontendSettings,
        errors=(),
        **_LIBRE,
    ),
    "/health": _route("Whether the process answers", "server", model_schemas.Health, errors=()),
    "/ready": _route(
        "Whether requests are taken",
        "server",
        model_schemas.Ready,
        errors=(),
    ),
    "/metrics": _route("Counts for Prometheus", "server", str),
}


def schemas_of_bodies() -> dict[str, Any]:
    """The schemas of the bodies, which FastAPI does not see, by their names."""
    _, found = models_json_schema([(body, "validation") for body in BODIES], ref_template=REFERENCE)
    return found["$defs"]
