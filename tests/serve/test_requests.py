"""Requests, made of the JSON of their bodies: what is taken, and how the rest is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pantoum.errors import InputError, PantoumError
from pantoum.serve.errors import RequestError, error_object
from pantoum.serve.limits import Limits
from pantoum.serve.requests import InspectRequest, PredictRequest

LIMITS = Limits(items=4, symbols=10, nbest=5, beam=8, inspected=8, choices=3, phrases=2)


def predict(**body: Any) -> PredictRequest:
    return PredictRequest.of(body, LIMITS)


def refusal(kind: Any, body: Any) -> RequestError:
    with pytest.raises(RequestError) as caught:
        kind.of(body, LIMITS)
    return caught.value


def test_a_text_and_a_list() -> None:
    one = predict(input="abc", model="m", nbest=3)
    assert (one.model, list(one.inputs), one.one, one.options) == ("m", ["abc"], True, {"nbest": 3})
    several = predict(input=["abc", ["a", "b"], ""])
    assert (several.model, list(several.inputs)) == (None, ["abc", ["a", "b"], ""])
    assert not several.one
    assert not several.problems


def test_what_is_null_or_false_is_as_if_it_were_not_there() -> None:
    given = predict(input="a", nbest=None, sample=False, attention=False, features=None)
    assert given.options == {}
    assert given.each == {}
    assert given.key == predict(input="b").key
    assert predict(input="a", lexicon=False).options == {"lexicon": False}


def test_requests_of_equal_options_have_equal_keys() -> None:
    assert predict(input="a", beam=3, nbest=2).key == predict(input=["b"], nbest=2, beam=3).key
    assert predict(input="a", beam=3).key != predict(input="a", beam=4).key
    assert predict(input="a", prefix="x").key == predict(input="a", prefix="y").key
    assert predict(input="a", prefix="x").key != predict(input="a").key
    assert predict(input="a", length_penalty=1.0).key != predict(input="a", beam=1).key


def test_options_of_each_input() -> None:
    several = predict(
        input=["a", "b"],
        features=["V", None],
        group="x",
        prefix=["p", "q"],
        score="s",
        required=[["r"], []],
    )
    assert several.each == {
        "features": ["V", None],
        "group": ["x", "x"],
        "prefix": ["p", "q"],
        "score": ["s", "s"],
        "required": [["r"], []],
    }
    assert predict(input=["a", "b"], required=["r", "t"]).each == {"required": [["r", "t"]] * 2}
    assert predict(input="a", required=["r"], features="V").each == {
        "required": [["r"]],
        "features": ["V"],
    }


def test_what_is_wrong_with_an_input_is_noted_in_its_place() -> None:
    given = predict(
        input=["a", 1, "b", "c" * 11],
        features=["V", "V", 2.5, "V"],
    )
    assert {row: str(error) for row, error in given.problems.items()} == {
        1: "input must be a string, but is 1",
        2: "features must be a string, but is 2.5",
        3: "input has 11 characters: give at most 10",
    }
    assert list(given.inputs) == ["a", "", "", ""]
    words = predict(input=[["a", ""], ["a", 3], ["abcdef", "abcdef"], {"a": 1}])
    assert [str(words.problems[row]) for row in range(4)] == [
        "input must be a list of words that are not empty, but is ''",
        "input must be a list of strings, but is 3",
        "input has 13 characters: give at most 10",
        "input must be a string, but is {'a': 1}",
    ]


@pytest.mark.parametrize(
    ("body", "setting", "message"),
    [
        ([1], "body", "a request is a JSON object, but this is [1]"),
        ("abc", "body", "a request is a JSON object, but this is 'abc'"),
        (None, "body", "a request is a JSON object, but this is None"),
        ({}, "input", 'the request has no \'input\': give "input": "..."'),
        ({"input": None}, "input", 'the request has no \'input\': give "input": "..."'),
        ({"input": ["a"] * 5}, "input", "the request has 5 inputs: send at most 4 at a time"),
        ({"input": "a", "model": 3}, "model", "model must be a string, but is 3"),
        ({"input": "a", "n_best": 3}, "n_best", "a request has no field 'n_best': did you mean"),
        ({"input": "a", "xyzzy": 3}, "xyzzy", "a request has no field 'xyzzy': it has model, "),
        (
            {"input": "a", "nbest": 6},
            "nbest",
            "nbest must be a whole number of at least 1 and at most 5, but is 6",
        ),
        (
            {"input": "a", "beam": 10**40},
            "beam",
            "beam must be a whole number of at least 1 and at most 8, but is 1000000000",
        ),
        ({"input": "a", "nbest": True}, "nbest", "nbest must be a whole number of at least 1 and"),
        ({"input": "a", "nbest": 2.0}, "nbest", "nbest must be a whole number of at least 1 and"),
        (
            {"input": "a", "seed": -1},
            "seed",
            "seed must be a whole number of at least 0, but is -1",
        ),
        (
            {"input": "a", "temperature": float("nan")},
            "temperature",
            "temperature must be a number, but is nan",
        ),
        (
            {"input": "a", "temperature": 10**400},  # no float is as large
            "temperature",
            "temperature must be a number, but is 1000000000",
        ),
        (
            {"input": "a", "length_penalty": float("inf")},
            "length_penalty",
            "length_penalty must be a number, but is inf",
        ),
        (
            {"input": "a", "length_penalty": "1"},
            "length_penalty",
            "length_penalty must be a number, but is '1'",
        ),
        ({"input": "a", "sample": 1}, "sample", "sample must be true or false, but is 1"),
        ({"input": "a", "forbidden": "b"}, "forbidden", "forbidden must be a list of strings, but"),
        (
            {"input": "a", "allowed": ["b", 2]},
            "allowed",
            "allowed must be a list of strings, but is 2",
        ),
        ({"input": "a", "prefix": "b" * 11}, "prefix", "prefix has 11 characters: give at most 10"),
        (
            {"input": "a", "prefix": ["b"]},
            "prefix",
            "one input needs as many values of prefix, but",
        ),
        (
            {"input": ["a", "b"], "group": ["x"]},
            "group",
            "2 inputs need as many values of group, but there are 1: give one for each input, or "
            "one for all",
        ),
        (
            {"input": ["a"], "required": [["b"], ["c"]]},
            "required",
            "1 inputs need as many values of required, but there are 2",
        ),
        ({"input": "a", "required": "b"}, "required", "required must be a list of strings, but"),
        (
            {"input": "a", "required": ["b"] * 3},
            "required",
            "required has 3 entries: give at most 2",
        ),
        ({"input": "a", "allowed": ["b"] * 4}, "allowed", "allowed has 4 entries: give at most 3"),
        (
            {"input": "a", "forbidden": ["b"] * 4},
            "forbidden",
            "forbidden has 4 entries: give at most 3",
        ),
        ({"input": "a", "lexicon": [["b", "c"]] * 4}, "lexicon", "lexicon has 4 entries: give at"),
        (
            {"input": "a", "copy_unknown": dict.fromkeys("abcd", "x")},
            "copy_unknown",
            "copy_unknown has 4 entries: give at most 3",
        ),
        ({"input": "a", "lexicon": True}, "lexicon", "lexicon must be false or a list of [word,"),
        ({"input": "a", "lexicon": ["b"]}, "lexicon", "lexicon must be false or a list of [word,"),
        (
            {"input": "a", "copy_unknown": {"b": 1}},
            "copy_unknown",
            "copy_unknown must be true, fal",
        ),
        (
            {"input": "a", "unseen_group": "x"},
            "unseen_group",
            "unseen_group must be one of refuse, unknown, but is 'x'",
        ),
        (
            {"input": "a", "longest": 11},
            "longest",
            "longest must be a whole number of at least 1 a",
        ),
    ],
)
def test_what_is_refused(body: Any, setting: str, message: str) -> None:
    error = refusal(PredictRequest, body)
    assert str(error).startswith(message)
    assert error.setting == setting
    assert error.rule or error.remedy
    json.dumps(error_object(error), allow_nan=False).encode()


def test_an_inspection() -> None:
    request = InspectRequest.of(
        {
            "model": "m",
            "input": "abc",
            "off": ["attention"],
            "parts": ["beam"],
            "units_of": "all",
            "nbest": 2,
            "alternatives": 4,
            "beam": 3,
            "features": "V",
            "prefix": None,
        },
        LIMITS,
    )
    assert (request.model, request.text) == ("m", "abc")
    assert request.inspection == {
        "off": ("attention",),
        "parts": ("beam",),
        "units_of": "all",
        "nbest": 2,
        "alternatives": 4,
    }
    assert request.options == {"beam": 3, "features": "V"}
    assert InspectRequest.of({"input": ["a", "b"]}, LIMITS).text == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"input": 1}, "input must be a string, but is 1"),
        ({"input": "a" * 9}, "input has 9 characters: give at most 8"),
        ({"input": ["abcd", "efgh"]}, "input has 9 characters: give at most 8"),
        ({"input": "a", "off": "b"}, "off must be a list of strings, but is 'b'"),
        ({"input": "a", "parts": ["b"]}, "parts must be a list of beam and cells, but is 'b'"),
        ({"input": "a", "alternatives": 6}, "alternatives must be a whole number of at least 0 "),
        ({"input": "a", "unit_of": "all"}, "a request has no field 'unit_of': did you mean units_"),
        ({"input": "a", "prefix": ["b"]}, "prefix must be a string, but is ['b']"),
    ],
)
def test_inspections_that_are_refused(body: Any, message: str) -> None:
    assert str(refusal(InspectRequest, body)).startswith(message)


def test_errors_as_json_are_short_and_can_be_written() -> None:
    long = error_object(refusal(PredictRequest, {"input": "a", "x" * 500: "y" * 500}))
    assert len(long["setting"]) == 60
    assert len(long["value"]) == 100
    numbered = InputError("it is \ud800 wrong", 3, setting="s", rule="r", shown=True, value=[1])
    assert error_object(numbered) == {
        "message": "it is \ufffd wrong",
        "setting": "s",
        "rule": "r",
        "value": "[1]",
    }
    assert error_object(PantoumError("no", where="f", value=float("nan"), remedy="do")) == {
        "message": "f: no: do",
        "value": "nan",
        "remedy": "do",
    }
    assert error_object(PantoumError("no", where="f", value=7, remedy="do"))["value"] == 7
    assert len(error_object(PantoumError("n" * 5_000, where="f", rule="r"))["message"]) == 1_000
