"""Origins: where a page comes from, as browsers say it."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_origin(text: str) -> bool:
    """Whether this is an origin as browsers send it, or * for all of them."""
    if text == "*":
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = f"{parts.scheme}://{parts.netloc}"
    return bool(parts.scheme and parts.netloc) and plain == text == text.lower()
