"""What the commands for models of pairs, an input and its output, have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.cli.streams import Line

if TYPE_CHECKING:
    from pantoum.data import Example


def read_pairs(model: Any, paths: Sequence[Path]) -> list[Example]:
    """The examples of test files, which have the columns of the training data.

    Args:
        model: a predictor of a model that learned from pairs.
    """
    from pantoum.data import Columns, read_examples

    data = model.config.data
    features = data.features_column if model.reads_features else ""
    return read_examples(paths, Columns(data.source_column, data.target_column, features))


def parse_lines(model: Any, lines: Sequence[Line]) -> tuple[list[str], list[str | None]]:
    """The inputs that stand on some lines, and their features."""
    from pantoum.data import parse_input

    parsed = [parse_input(line.text, line.place, model.reads_features) for line in lines]
    return [source for source, _ in parsed], [features for _, features in parsed]
