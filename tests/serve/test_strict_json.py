"""The JSON of a body: what RFC 8259 does not have is refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.serve.http_error import HttpError, status_of
from pantoum.serve.strict_json import DEEPEST, read_object

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


@given(value=st.dictionaries(texts, values, max_size=4), ascii_only=st.booleans())
def test_what_is_json_is_read(value: dict[str, Any], ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only, indent=1).encode()
    assert read_object(body) == value


def nested(levels: int, inside: str = "1") -> bytes:
    """An object of so many levels."""
    return ('{"a":' + "[" * (levels - 1) + inside + "]" * (levels - 1) + "}").encode()


def test_brackets_in_strings_and_many_small_lists_are_not_deep() -> None:
    lists = json.dumps({"input": [["[{" * 40, '"\\"[['] for _ in range(50)]}).encode()
    assert len(read_object(lists)["input"]) == 50
    assert read_object(nested(DEEPEST))["a"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the body is empty"),
        (b" \n", "the body is empty"),
        (b"[1]", "the body is a JSON list"),
        (b'"a"', "the body is a JSON text"),
        (b"null", "the body is null"),
        (b"true", "the body is true or false"),
        (b"12", "the body is a number"),
        (b"1.5", "the body is a number"),
        (b'{"a": NaN}', "the body has NaN, which is not JSON"),
        (b'{"a": [-Infinity]}', "the body has -Infinity, which is not JSON"),
        (b'{"a": 1e400}', "the body has a number that is too large (1e400)"),
        (b'{"a": ' + b"9" * 5000 + b"}", "the body has a number with too many digits"),
        (b'{"a": 1, "b": 2, "a": 1}', 'the body has "a" twice'),
        (b'{"x": {"a": 1, "a": 2}}', 'the body has "a" twice'),
        (b'{"a": "\xff"}', "the body is not UTF-8 (byte 0xff at 7)"),
        ("{}".encode("utf-16"), "the body is not UTF-8 (byte 0xff at 0)"),
        (b"\xef\xbb\xbf{}", "the body begins with a byte order mark"),
        (b'{"a": "\\ud83d"}', "a text of the body has half a character (\\ud83d without its other"),
        (b'{"\\udc00": 1}', "a text of the body has half a character (\\udc00 without its other"),
        (b'{"\\udc00": 1, "\\udc00": 2}', 'the body has "\\\\udc00" twice'),
        (b'{"a": 1', "the body is not JSON: expecting ',' delimiter (line 1, column 8)"),
        (b"{'a': 1}", "the body is not JSON: expecting property name enclosed in double quotes"),
        (b'{"a": 1} {}', "the body is not JSON: extra data (line 1, column 10)"),
        (b'{"a": "\n"}', "the body is not JSON: invalid control character at"),
        (b'{"a": 01}', "the body is not JSON: "),
        (nested(DEEPEST + 1), f"the body is nested more than {DEEPEST} levels deep"),
        (b'{"a":' * 100_000, f"the body is nested more than {DEEPEST} levels deep"),
        (b"[" * 1_000_000, f"the body is nested more than {DEEPEST} levels deep"),
        (b'"' + b'\\"[' * 300_000, "the body is not JSON: "),
    ],
    ids=lambda value: str(value)[:30],
)
def test_all_else_is_refused(body: bytes, problem: str) -> None:
    with pytest.raises(HttpError) as caught:
        read_object(body)
    assert str(caught.value).startswith(problem)
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()
    assert status_of(caught.value) == 400
    assert caught.value.setting == "body"


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert read_object(b'{"a": "\\ud83d\\ude00"}') == {"a": "😀"}
