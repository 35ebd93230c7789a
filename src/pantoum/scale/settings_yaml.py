"""Settings as a YAML file that ``pantoum train --config`` reads, and the difference of two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def settings_yaml(values: Mapping[str, Any], comment: str = "") -> str:
    """The text of a file of settings.

    Args:
        values: by full names, such as ``model.hidden``.
        comment: lines for its head, without their marks.
    """
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    sections: dict[str, list[str]] = {}
    for name, value in values.items():
        section, _, last = name.rpartition(".")
        sections.setdefault(section, []).append(f"{last}: {_scalar(value)}")
    lines += sections.pop("", [])
    for section, of_section in sections.items():
        lines += [f"{section}:", *(f"  {line}" for line in of_section)]
    return "\n".join(lines) + "\n"


def _scalar(value: Any) -> str:
    """A value as JSON has it, which is YAML as well, but for numbers such as 1e-05: without a point
    YAML 1.1 takes them for texts.
    """
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and "e" in text and "." not in text:
        return text.replace("e", ".0e")
    return text
