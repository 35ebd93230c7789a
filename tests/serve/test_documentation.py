"""/openapi.json and /docs: all routes, with bodies, answers and examples, and nothing from
elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel
from tests.serve.over_http import Asked, asking, asking_models, run

from pantoum.serve import inspection_schemas, libretranslate_schemas, model_schemas, schemas
from pantoum.serve.options import OF_INPUTS, OPTIONS
from pantoum.serve.routes_table import BODIES, ROUTES

MODELS = [
    one
    for module in (schemas, libretranslate_schemas)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, BaseModel)
]


async def described(asked: Asked) -> dict[str, Any]:
    answer = await asked.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def references(part: Any) -> set[str]:
    """The schemas that a part of a description refers to."""
    if isinstance(part, dict):
        own = {part["$ref"].rpartition("/")[2]} if "$ref" in part else set()
        return own.union(*map(references, part.values()))
    return set().union(*map(references, part)) if isinstance(part, list) else set()


def test_every_route_is_described_with_its_body_and_answers() -> None:
    async def test() -> None:
        async with asking() as asked:
            found = await described(asked)
            assert set(found["paths"]) == set(ROUTES)
            known = set(found["components"]["schemas"])
            assert references(found) - known == set()
            for path, methods in found["paths"].items():
                for method, operation in methods.items():
                    assert operation["summary"]
                    assert ("requestBody" in operation) == (method == "post"), path
                    for status, one in operation["responses"].items():
                        assert one["description"], (path, status)
                        assert one["content"], (path, status)
            body = found["paths"]["/predict"]["post"]["requestBody"]
            assert body["content"]["application/json"]["schema"]["$ref"].endswith("/PredictBody")
            parameters = found["paths"]["/models/{name}"]["get"]["parameters"]
            assert [one["name"] for one in parameters] == ["name"]

    run(test())


def test_examples_are_what_they_are_examples_of() -> None:
    for model in MODELS:
        extra: Any = model.model_config.get("json_schema_extra") or {}
        for one in extra.get("examples", []):
            model.model_validate(one)
    answers = [route["response_model"] for route in ROUTES.values()]
    described = [one for answer in answers for one in get_args(answer) or (answer,)]
    for model in [*BODIES, *described]:
        assert model is str or model.model_config.get("json_schema_extra"), model


def check(model: type[BaseModel], answer: httpx.Response) -> None:
    """See that an answer has what its description says, and nothing else."""
    read = model.model_validate(answer.json())
    assert read.model_extra in (None, {})
    assert read.model_dump(exclude_unset=True) == answer.json()


def test_answers_are_as_they_are_described(
    reverser: Path, labeller: Path, writer: Path, clause_tagger: Path
) -> None:
    models = {"de-en": reverser, "labels": labeller, "text": writer, "tags": clause_tagger}

    async def test() -> None:
        async with asking_models(models) as asked:
            check(model_schemas.Health, await asked.get("/health"))
            check(model_schemas.Ready, await asked.get("/ready"))
            check(model_schemas.ModelList, await asked.get("/models"))
            check(schemas.ErrorAnswer, await asked.get("/models/none"))
            check(libretranslate_schemas.FrontendSettings, await asked.get("/frontend/settings"))
            for name in models:
                check(model_schemas.ModelDetails, await asked.get(f"/models/{name}"))
                one = {"model": name, "input": "ab"}
                check(schemas.OneAnswer, await asked.post("/predict", one))
                check(schemas.ManyAnswers, await asked.post("/predict", {**one, "input": ["ab"]}))
                check(inspection_schemas.Inspection, await asked.post("/inspect", one))
            drawn = {"model": "text", "input": "a", "sample": True, "nbest": 2}
            check(schemas.OneAnswer, await asked.post("/predict", drawn))
            scored = {"input": "ab", "score": "ba", "attention": True}
            check(schemas.OneAnswer, await asked.post("/predict", scored))
            text = {"q": "ab", "source": "auto", "target": "en", "alternatives": 1}
            check(libretranslate_schemas.Translated, await asked.post("/translate", text))
            check(libretranslate_schemas.SentenceError, await asked.post("/translate", {}))
            for language in (await asked.get("/languages")).json():
                libretranslate_schemas.Language.model_validate(language)

    run(test())


def test_the_page_has_every_route_and_loads_nothing_from_elsewhere() -> None:
    async def test() -> None:
        async with asking() as asked:
            answer = await asked.get("/docs")
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            for path in ROUTES:
                assert f" {path}</code>" in answer.text
            assert re.findall(r'(?:src|href)="(?!#)([^"]*)"', answer.text) == [
                "data:,",
                "docs/docs.css",
                "docs/docs.js",
                "./",
                "openapi.json",
            ]
            assert "script-src 'self';" in answer.headers["content-security-policy"]
            for name, kind in (("docs.css", "text/css"), ("docs.js", "text/javascript")):
                file = await asked.get(f"/docs/{name}")
                assert file.headers["content-type"].startswith(kind)
                # The place that commands name, and the script puts its own in.
                assert "http" not in file.text.replace("http://127.0.0.1:8000/", "")
            assert (await asked.get("/docs/nothing")).status_code == 404

    run(test())


def test_a_file_that_a_browser_has_is_not_sent_again() -> None:
    async def test() -> None:
        async with asking() as asked:
            for path in ("/", "/docs", "/static/main.js"):
                first = await asked.get(path)
                headers = {"If-None-Match": f"W/{first.headers['etag']}"}
                again = await asked.get(path, headers=headers)
                assert (again.status_code, again.content) == (304, b"")

    run(test())


@pytest.mark.parametrize(
    "path", ["/static/..%2fapp.py", "/static/../app.py", "/static/", "/docs/../x", "/static/x.js"]
)
def test_no_other_file_can_be_read(path: str) -> None:
    async def test() -> None:
        async with asking() as asked:
            assert (await asked.get(path)).status_code == 404

    run(test())


def test_the_head_of_an_answer_and_other_methods() -> None:
    async def test() -> None:
        async with asking() as asked:
            head = await asked.client.head("/health")
            assert head.status_code == 200
            assert (await asked.client.head("/predict")).status_code == 405
            wrong = await asked.get("/predict")
            assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
            assert wrong.json()["error"]["message"] == "GET is not for this path: use POST"
            nowhere = await asked.get("/nowhere")
            assert (nowhere.status_code, nowhere.json()["error"]["setting"]) == (404, "path")

    run(test())


@pytest.mark.parametrize("body", [schemas.PredictBody, inspection_schemas.InspectBody])
def test_a_request_may_have_each_field_that_is_described(body: type[BaseModel]) -> None:
    names = {"model", "input", *OPTIONS, *OF_INPUTS}
    if body is inspection_schemas.InspectBody:
        names |= {"off", "parts", "units_of", "alternatives"}
    assert set(body.model_fields) <= names
