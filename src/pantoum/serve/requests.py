"""Requests, made of the JSON of their bodies: types, names and limits are checked here."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pantoum.config.other_names import hint
from pantoum.serve.errors import RequestError
from pantoum.serve.limits import Limits
from pantoum.serve.options import (
    NULLABLE,
    OF_INPUTS,
    OPTIONS,
    check_number,
    check_text,
    check_texts,
    whole,
    wrong,
)

# An input: a text, or for taggers the words of a sentence.
Input = str | list[str]

PARTS = ("beam", "cells")


@dataclass(frozen=True)
class PredictRequest:
    """A request for predictions.

    Args:
        model: its name; None for the first.
        inputs: what is to be predicted from.
        one: whether the request has one input, and not a list of them.
        options: those that are the same for all inputs.
        each: those that each input has of its own, one for each.
        problems: the inputs that cannot be used, by their places, and why; they are answered with
            that, and the others as if these were not there.
        key: equal for requests of equal options.
    """

    model: str | None
    inputs: Sequence[Input]
    one: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    each: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    problems: Mapping[int, RequestError] = field(default_factory=dict)
    key: str = ""

    @classmethod
    def of(cls, body: Any, limits: Limits) -> PredictRequest:
        """The request of a body.

        Raises: RequestError for a body that is none, with the field, the rule and the value.
        """
        _check_names(body, ("model", "input", *OF_INPUTS, *OPTIONS), "input")
        given = body["input"]
        one = not isinstance(given, list)
        inputs = [given] if one else given
        if len(inputs) > limits.items:
            raise RequestError(
                f"the request has {len(inputs):,} inputs",
                setting="input",
                rule=f"at most {limits.items:,} inputs",
                value=len(inputs),
                remedy=f"send at most {limits.items:,} at a time",
            )
        problems: dict[int, RequestError] = {}
        for row, item in enumerate(inputs):
            _note(problems, row, _check_input, item, limits)
        options = _options(body, limits)
        each = {
            name: _of_each(name, body[name], len(inputs), one, limits, problems)
            for name in OF_INPUTS
            if body.get(name) is not None
        }
        key = json.dumps([options, sorted(each)], sort_keys=True)
        usable = ["" if row in problems else item for row, item in enumerate(inputs)]
        return cls(_model(body, limits), usable, one, options, each, problems, key)


@dataclass(frozen=True)
class InspectRequest:
    """A request for what a model does inside with one input.

    Args:
        model: its name; None for the first.
        text: the input; for a tagger also its words in a list.
        inspection: what is to be shown, as `pantoum.explaining.inspect_input` takes it.
        options: those of a call of the model.
    """

    model: str | None
    text: Input
    inspection: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, body: Any, limits: Limits) -> InspectRequest:
        """The request of a body.

        Raises: RequestError for a body that is none, with the field, the rule and the value.
        """
        names = ("model", "input", "off", "parts", "units_of", "alternatives")
        _check_names(body, (*names, *OF_INPUTS, *OPTIONS), "input")
        _check_input(body["input"], replace(limits, symbols=min(limits.symbols, limits.inspected)))
        options = _options(body, limits)
        for name, check in OF_INPUTS.items():
            if body.get(name) is not None:
                check(name, body[name], limits)
                options[name] = body[name]
        inspection = {"nbest": options.pop("nbest")} if "nbest" in options else {}
        for name in ("off", "parts"):
            if body.get(name) is not None:
                check_texts(name, body[name], limits)
                inspection[name] = tuple(body[name])
        for part in inspection.get("parts", ()):
            if part not in PARTS:
                raise wrong("parts", f"a list of {' and '.join(PARTS)}", part)
        if body.get("units_of") is not None:
            check_text("units_of", body["units_of"], limits)
            inspection["units_of"] = body["units_of"]
        if body.get("alternatives") is not None:
            whole(0, lambda limits: limits.nbest)("alternatives", body["alternatives"], limits)
            inspection["alternatives"] = body["alternatives"]
        return cls(_model(body, limits), body["input"], inspection, options)


def _check_names(body: Any, names: Collection[str], needed: str) -> None:
    if not isinstance(body, dict):
        raise RequestError(
            f"a request is a JSON object, but this is {body!r:.40}",
            setting="body",
            rule=f'an object with "{needed}"',
            value=body,
        )
    for name in body:
        if name not in names:
            raise RequestError(
                f"a request has no field {name[:60]!r}",
                setting=name[:60],
                value=body[name],
                remedy=hint(name[:60], list(names)) or f"it has {', '.join(names)}",
            )
    if body.get(needed) is None:
        raise RequestError(
            f"the request has no {needed!r}", setting=needed, remedy=f'give "{needed}": "..."'
        )


def _model(body: Mapping[str, Any], limits: Limits) -> str | None:
    if body.get("model") is not None:
        check_text("model", body["model"], limits)
    return body.get("model")


def _options(body: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """The options that are given; what is null or false is as if it were not, but for a lexicon,
    which an exported file may have inside.
    """
    options = {}
    for name, check in OPTIONS.items():
        value = body.get(name)
        if value is None:
            continue
        check(name, value, limits)
        if value is not False or name == "lexicon":
            options[name] = float(value) if check is check_number else value
    return options


def _of_each(
    name: str,
    value: Any,
    count: int,
    one: bool,
    limits: Limits,
    problems: dict[int, RequestError],
) -> list[Any]:
    """An option for each input: the one that all have, or each its own."""
    is_list = isinstance(value, list)
    if name == "required" and is_list:  # that of all inputs is a list as well
        is_list = any(isinstance(phrases, list) for phrases in value)
    if not is_list:
        OF_INPUTS[name](name, value, limits)
        return [value] * count
    if one or len(value) != count:
        many = "one input needs" if one else f"{count} inputs need"
        raise RequestError(
            f"{many} as many values of {name}, but there are {len(value)}",
            setting=name,
            rule="one for each input, or one for all",
            value=len(value),
            remedy="give one for each input, or one for all",
        )
    for row, item in enumerate(value):
        if item is not None or name not in NULLABLE:
            _note(problems, row, OF_INPUTS[name], name, item, limits)
    return value


def _check_input(item: Any, limits: Limits) -> None:
    if isinstance(item, list):
        check_texts("input", item, limits)
        if not all(item):
            raise wrong("input", "a list of words that are not empty", "")
        check_text("input", " ".join(item), limits)
        return
    check_text("input", item, limits)


def _note(problems: dict[int, RequestError], row: int, check: Any, *arguments: Any) -> None:
    """Check something of an input, and note the first thing that is wrong with it."""
    if row in problems:
        return
    try:
        check(*arguments)
    except RequestError as error:
        problems[row] = error
