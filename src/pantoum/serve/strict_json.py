"""JSON as RFC 8259 has it and no more: what other readers would take otherwise is refused.

Python's own reader takes NaN and Infinity, numbers too large to be finite, the last of two equal
names, and halves of characters; it gives up on what is nested deeply.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from pantoum.serve.http_error import HttpError

# Requests need three levels.
DEEPEST = 32
# A string, up to its end or to that of the text, or a bracket: each character is looked at once.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in the body of a request.

    Raises:
        PantoumError: for a body that is anything else, with what is wrong and where.
    """
    if not body.strip():
        raise _fault("the body is empty")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _fault(
            f"the body is not UTF-8 (byte 0x{body[error.start]:02x} at {error.start})"
        ) from None
    if text.startswith("\ufeff"):
        raise _fault("the body begins with a byte order mark")
    _check_depth(body)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _fault(
            f"the body is not JSON: {error.msg[:1].lower()}{error.msg[1:]} "
            f"(line {error.lineno}, column {error.colno})"
        ) from None
    except RecursionError:  # pragma: no cover - the depth has been checked
        raise _fault("the body is nested too deeply") from None
    except ValueError as error:  # of an integer with thousands of digits
        if isinstance(error, UnicodeError):
            raise
        raise _fault("the body has a number with too many digits") from None
    if not isinstance(value, dict):
        raise _fault(f"the body is {_KINDS.get(type(value), 'a number')}")
    if _SURROGATE.search(body):
        _check_characters(value)
    return value


def _check_depth(body: bytes) -> None:
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    depth = 0
    for token in _TOKEN.finditer(body):
        first = token[0][:1]
        if first in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise _fault(f"the body is nested more than {DEEPEST} levels deep")
        elif first in b"]}":
            depth -= 1


def _check_characters(value: object) -> None:
    """Refuse halves of characters, which no text has; JSON can write them as escapes."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise _fault(
            f"a text of the body has half a character (\\u{ord(half):04x} without its other half)"
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, in which each name stands once."""
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                shown = name[:40].encode("utf-8", "backslashreplace").decode()
                raise _fault(f"the body has {json.dumps(shown, ensure_ascii=False)} twice")
            seen.add(name)
    return made


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _fault(f"the body has a number that is too large ({digits[:20]})")
    return number


def _constant(name: str) -> NoReturn:
    raise _fault(f"the body has {name}, which is not JSON")


def _fault(problem: str) -> HttpError:
    return HttpError(
        400,
        problem,
        setting="body",
        rule="a JSON object in UTF-8",
        remedy='send a JSON object in UTF-8, as in {"input": "text"}',
    )


_KINDS = {
    list: "a JSON list",
    str: "a JSON text",
    bool: "true or false",
    type(None): "null",
}
_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_finite, parse_constant=_constant, strict=True
)
