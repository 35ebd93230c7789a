"""What the commands for models of pairs, an input and its output, have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.cli.streams import Line

if TYPE_CHECKING:
    from pantoum.config import GivenFormat
    from pantoum.data import Example


def read_pairs(
    model: Any,
    paths: Sequence[Path],
    form: GivenFormat = "auto",
    target: str | None = None,
) -> list[Example]:
    """The examples of test files, which have the columns of the training data.

    Args:
        model: a predictor of a model that learned from pairs.
        form: the format of the files, where a user says it.
        target: the column of the outputs, where it is another one than in training.
    """
    from pantoum.data import Columns, read_examples

    data = model.config.data
    features = data.features_column if model.reads_features else ""
    columns = Columns(data.source_column, target or data.target_column, features)
    return read_examples(paths, columns, form=form)


def parse_lines(model: Any, lines: Sequence[Line]) -> tuple[list[str], list[str | None]]:
    """The inputs that stand on some lines, and their features."""
    from pantoum.data import parse_input

    parsed = [
        line.cells or parse_input(line.text, line.place, model.reads_features) for line in lines
    ]
    return [source for source, _ in parsed], [features for _, features in parsed]
