"""The fields of a request in the forms in which the clients of LibreTranslate send them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from pantoum.serve.http_error import HttpError
from pantoum.serve.strict_json import read_object

# More than any client sends, and too few to cost much.
MOST_FIELDS = 100
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^\s;"]+))', re.IGNORECASE)
_NAME = re.compile(
    rb'^content-disposition:[^\r\n]*?;[ \t]*name=(?:"([^"\r\n]*)"|([^\s;"]+))',
    re.IGNORECASE | re.MULTILINE,
)


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
        raise _too_many() from None
    return pairs[::-1]


def _parts(kind: str, body: bytes) -> dict[str, str]:
    """The fields of a form in parts. Python's own reader of e-mails is not for what strangers send:
    it nests as deeply as they like, and takes seconds for many parts.
    """
    found = _BOUNDARY.search(kind)
    if found is None:
        return {}
    boundary = (found[1] or found[2]).encode("latin-1", "replace")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary, MOST_FIELDS + 2)[1:]
    if len(parts) > MOST_FIELDS + 1:
        raise _too_many()
    fields: dict[str, str] = {}
    try:
        for part in parts:
            head, _, value = part.partition(b"\r\n\r\n")
            name = _NAME.search(head)
            if name is not None:
                known = (name[1] or name[2] or b"").decode("utf-8")
                fields.setdefault(known, value.decode("utf-8"))
    except UnicodeDecodeError:
        raise _fault("the fields are not UTF-8") from None
    return fields


def _too_many() -> HttpError:
    return _fault(f"there are more than {MOST_FIELDS} fields")


def _fault(problem: str) -> HttpError:
    return HttpError(
        400,
        problem,
        setting="body",
        rule="JSON, or a form in UTF-8",
        remedy='send JSON, as in {"q": "text", "source": "de", "target": "en"}',
    )
