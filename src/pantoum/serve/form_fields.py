"""The fields of a request in the forms in which the clients of LibreTranslate send them."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from pantoum.serve.http_error import HttpError
from pantoum.serve.strict_json import read_object

# More than any client sends, and too few to cost much.
MOST_FIELDS = 100


def fields_of(kind: str, query: bytes, body: bytes) -> dict[str, Any]:
    """The fields of a request: of its query and of its body, JSON or a form.

    Args:
        kind: what the request says that its body is.
    Raises:
        PantoumError: for a body that is neither.
    """
    found: dict[str, Any] = dict(_pairs(query))
    if body.lstrip().startswith(b"{") or "json" in kind:
        found |= read_object(body)
    elif kind.strip().lower().startswith("multipart/form-data"):
        found |= _parts(kind, body)
    else:
        found |= dict(_pairs(body))
    return found


def _pairs(data: bytes) -> list[tuple[str, str]]:
    """The fields of a form, of equal names the first, as the original takes it."""
    try:
        pairs = parse_qsl(
            data.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeError:
        raise _fault("the fields are not UTF-8") from None
    except ValueError:
        raise _fault(f"there are more than {MOST_FIELDS} fields") from None
    return pairs[::-1]


def _parts(kind: str, body: bytes) -> dict[str, str]:
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    found = {}
    try:
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            value = part.get_payload(decode=True)
            if isinstance(name, str) and isinstance(value, bytes):
                found.setdefault(name, value.decode("utf-8"))
    except UnicodeDecodeError:
        raise _fault("the fields are not UTF-8") from None
    return found


def _fault(problem: str) -> HttpError:
    return HttpError(
        400,
        problem,
        setting="body",
        rule="JSON, or a form in UTF-8",
        remedy='send JSON, as in {"q": "text", "source": "de", "target": "en"}',
    )
