"""What the commands for models of pairs, an input and its output, have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pantoum.cli.streams import Line


def parse_lines(model: Any, lines: Sequence[Line]) -> tuple[list[str], list[str | None]]:
    """The inputs that stand on some lines, and their features."""
    from pantoum.data import parse_input

    parsed = [parse_input(line.text, line.place, model.reads_features) for line in lines]
    return [source for source, _ in parsed], [features for _, features in parsed]
