"""The part of a finding that a picture is of: the answers of one kind, such as a column of tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pantoum.errors import PantoumError


def part_of(values: Mapping[str, Any], name: str | None) -> tuple[str, Mapping[str, Any]]:
    """The name of a part and its values; by default the first one.

    Raises: PantoumError for a finding without parts, and for a part that it does not have.
    """
    parts = values.get("parts", {})
    if not parts:
        raise PantoumError(
            "nothing was found, so there is nothing to draw",
            setting="values",
            remedy="see what the finding has left out, and why",
        )
    chosen = next(iter(parts)) if name is None else name
    if chosen not in parts:
        raise PantoumError(
            f"no part {chosen[:40]!r} in this finding",
            setting="part",
            value=chosen,
            remedy=f"choose one of {', '.join(parts)}",
        )
    return chosen, parts[chosen]
