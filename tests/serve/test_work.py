"""How much there is to compute for an input."""

from __future__ import annotations

from typing import Any

import pytest

from pantoum.serve.limits import Limits
from pantoum.serve.work import symbols_of, work_of


@pytest.mark.parametrize(
    ("task", "given", "options", "each", "work"),
    [
        ("seq2seq", "abcdefg", {}, {}, 7 * (300 + 7 + 3 * 20)),
        ("seq2seq", "abcdefg", {"nbest": 9}, {}, 7 * (300 + 7 + 9 * 20)),
        ("seq2seq", "abcdefg", {"nbest": 9, "beam": 10}, {}, 7 * (300 + 7 + 10 * 20)),
        ("seq2seq", "abcdefg", {"min_length_ratio": 2.5}, {}, 17 * (300 + 7 + 3 * 20)),
        ("seq2seq", "abcdefg", {"max_length_ratio": 0.5}, {}, 7 * (300 + 7 + 3 * 20)),
        ("seq2seq", "abcdefg", {"sample": True, "nbest": 2}, {}, 7 * (300 + 7 + 2 * 20)),
        ("seq2seq", "abc", {}, {"prefix": "ab", "required": ["abc", "d"]}, 9 * (303 + 5 * 20)),
        ("seq2seq", "abc", {}, {"score": "abcdef", "features": None}, 9 * (303 + 3 * 20)),
        ("seq2seq", "", {}, {}, 0),
        ("classifier", "abcdefg", {}, {}, 140),
        ("tagger", ["the", "cat"], {"nbest": 3}, {}, 8 * 20),
        ("language_model", "abcdefg", {}, {}, 140),
        ("language_model", "ab", {"sample": True}, {}, 1_002 * 320),
        ("language_model", "ab", {"sample": True, "nbest": 3, "longest": 8}, {}, 10 * 360),
    ],
)
def test_work(
    task: str, given: str | list[str], options: dict[str, Any], each: dict[str, Any], work: int
) -> None:
    assert work_of(task, 3, given, options, each) == work


def test_the_longest_input_may_be_searched_as_models_do() -> None:
    limits = Limits()
    longest = "a" * limits.symbols
    assert work_of("seq2seq", 5, longest, {}, {}) <= limits.work
    assert work_of("seq2seq", 5, "a" * 100, {"beam": limits.beam}, {}) <= limits.work
    drawn = {"sample": True, "nbest": limits.nbest, "longest": limits.symbols}
    assert work_of("language_model", 1, "", drawn, {}) <= limits.work
    phrases = {"required": [longest] * limits.phrases}
    assert work_of("seq2seq", 5, "a", {}, phrases) > limits.work


def test_symbols() -> None:
    assert symbols_of("ab c") == 4
    assert symbols_of(["ab", "c"]) == 5
