"""The routes of LibreTranslate, for programs that know them.

Source: the API of LibreTranslate 1.9, https://docs.libretranslate.com. A model with the name of two
languages, as in `de-en`, translates between them; any other encoder-decoder is from `auto` to what
its name says.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, NamedTuple

from starlette.requests import Request

from pantoum.serve.access import key_of
from pantoum.serve.body import check_encoding, read_body
from pantoum.serve.form_fields import fields_of
from pantoum.serve.http_error import HttpError
from pantoum.serve.predicting import answered
from pantoum.serve.record import record_of
from pantoum.serve.requests import PredictRequest
from pantoum.serve.responses import RawResponse, json_response
from pantoum.serve.segments import Segments
from pantoum.serve.service import Service, service_of

AUTO = "auto"
_PAIR = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")


class Pair(NamedTuple):
    """Two languages, and the model that translates between them."""

    source: str
    target: str
    model: str


async def translate(request: Request) -> RawResponse:
    """Translate a text, or each of a list."""
    service = service_of(request)
    fields = await _fields(request, service)
    texts = fields.get("q")
    for name in ("q", "source", "target"):
        if not fields.get(name):
            raise _wrong(f"Invalid request: missing {name} parameter", name, "given")
    several = isinstance(texts, list)
    parts = [_segments(text, fields) for text in (texts if several else [texts])]
    pair = _pair(service, fields)
    more = _alternatives(fields, service)
    inputs = [text for one in parts for text in one.inputs]
    ranked = iter(await _outputs(request, service, pair, inputs, more))
    found = [_joined(one, list(islice(ranked, len(one.inputs))), more) for one in parts]
    answer: dict[str, Any] = {"translatedText": [one[0] for one in found]}
    if fields["source"] == AUTO:
        answer["detectedLanguage"] = [_detected(service, pair)] * len(found)
    if more:
        answer["alternatives"] = [one[1:] for one in found]
    if not several:
        answer = {name: values[0] for name, values in answer.items()}
    return json_response(answer)


async def languages(request: Request) -> RawResponse:
    """The languages that there are, and into which each is translated."""
    service = service_of(request)
    await _fields(request, service)
    return json_response(_languages(pairs_of(service)))


async def detect(request: Request) -> RawResponse:
    """The languages that a text may be in: those of the models, for none of them can tell."""
    service = service_of(request)
    fields = await _fields(request, service)
    if not fields.get("q"):
        raise _wrong("Invalid request: missing q parameter", "q", "given")
    sources = list(dict.fromkeys(pair.source for pair in pairs_of(service)))
    share = round(100 / max(1, len(sources)), 1)
    return json_response([{"confidence": share, "language": source} for source in sources])


async def frontend_settings(request: Request) -> RawResponse:
    """What the pages of LibreTranslate ask for first."""
    service = service_of(request)
    pairs = pairs_of(service)
    first = pairs[0] if pairs else Pair(AUTO, AUTO, "")
    return json_response(
        {
            "charLimit": service.engine.limits.symbols,
            "frontendTimeout": 500,
            "apiKeys": service.access.keys is not None,
            "keyRequired": service.access.keys is not None,
            "suggestions": False,
            "filesTranslation": False,
            "supportedFilesFormat": [],
            "language": {
                "source": {"code": first.source, "name": first.source},
                "target": {"code": first.target, "name": first.target},
            },
        }
    )


def pairs_of(service: Service) -> list[Pair]:
    """The languages that the encoder-decoders of a server translate between."""
    pairs = []
    for name in service.engine.names:
        if service.engine.model(name).task != "seq2seq":
            continue
        two = _PAIR.fullmatch(name)
        pairs.append(Pair(two[1], two[2], name) if two else Pair(AUTO, name, name))
    return pairs


def _languages(pairs: list[Pair]) -> list[dict[str, Any]]:
    codes = dict.fromkeys([pair.source for pair in pairs] + [pair.target for pair in pairs])
    return [
        {
            "code": code,
            "name": code,
            "targets": [pair.target for pair in pairs if pair.source == code],
        }
        for code in codes
    ]


async def _fields(request: Request, service: Service) -> dict[str, Any]:
    """The fields of a request, whose key has been looked at."""
    check_encoding(request.headers)
    limits = service.engine.limits
    body = await read_body(request.scope, request.receive, limits.body, service.slow)
    kind = request.headers.get("content-type", "")
    fields = fields_of(kind, request.scope["query_string"], body)
    if key_of(request.scope["headers"]) is None:
        key = fields.get("api_key")
        service.access.check_key(key.encode() if isinstance(key, str) and key else None)
    return fields


def _segments(text: Any, fields: dict[str, Any]) -> Segments:
    if not isinstance(text, str):
        raise _wrong("q must be a text or a list of texts", "q", "a text or a list of texts")
    form = fields.get("format") or "text"
    if form not in ("text", "html"):
        raise _wrong(f"{str(form)[:40]} format is not supported", "format", "text or html")
    return Segments(text, markup=form == "html")


def _pair(service: Service, fields: dict[str, Any]) -> Pair:
    source, target = str(fields["source"])[:40], str(fields["target"])[:40]
    pairs = pairs_of(service)
    into = [pair for pair in pairs if pair.target == target]
    for pair in into:
        if source in (AUTO, pair.source):
            return pair
    if source != AUTO and all(pair.source != source for pair in pairs):
        raise _wrong(f"{source} is not supported", "source", "one of those of /languages")
    if not into:
        raise _wrong(f"{target} is not supported", "target", "one of those of /languages")
    raise _wrong(
        f"{target} is not available as a target language from {source}",
        "target",
        "one of those that /languages names for the source",
    )


def _alternatives(fields: dict[str, Any], service: Service) -> int:
    """How many outputs are asked for beside the best."""
    most = service.engine.limits.nbest - 1
    given = fields.get("alternatives") or 0
    try:
        number = max(0, int(given))
    except (TypeError, ValueError):
        number = most + 1
    if number > most:
        raise _wrong(
            f"Invalid request: alternatives parameter must be a number, and at most {most}",
            "alternatives",
            f"a whole number of at most {most}",
        )
    return number


async def _outputs(
    request: Request, service: Service, pair: Pair, inputs: list[str], more: int
) -> list[list[str]]:
    """The outputs for each input, the best first."""
    if not inputs:
        record_of(request.scope).items = 0
        return []
    body: dict[str, Any] = {"model": pair.model, "input": inputs}
    if more:
        usual = service.engine.model(pair.model).entry().get("search") or {}
        body |= {"nbest": more + 1, "beam": max(more + 1, usual.get("beam", 1))}
    asked = PredictRequest.of(body, service.engine.limits)
    answers, _ = await answered(request, service, asked)
    for answer in answers:
        if "error" in answer:
            message = answer["error"]["message"]
            raise HttpError(400, message, setting="q", remedy="change it")
    return [[one["text"] for one in answer["predictions"]] for answer in answers]


def _joined(one: Segments, ranked: list[list[str]], more: int) -> list[str]:
    """The text with the best outputs in it, and then with each that is next, if it is another."""
    texts = []
    for rank in range(more + 1):
        outputs = [outputs[min(rank, len(outputs) - 1)] if outputs else "" for outputs in ranked]
        texts.append(one.joined(outputs))
    return list(dict.fromkeys(texts))


def _detected(service: Service, pair: Pair) -> dict[str, Any]:
    """The language that was translated from: known only where there is no other."""
    sources = {one.source for one in pairs_of(service) if one.target == pair.target}
    return {"confidence": 100.0 if len(sources) == 1 else 0.0, "language": pair.source}


def _wrong(problem: str, setting: str, rule: str) -> HttpError:
    return HttpError(400, problem, setting=setting, rule=rule)
