"""All that is wrong with data before training: what checks find, and what training refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pantoum.config import Config, FormatName
from pantoum.data import Columns, DataFile, Example, open_file
from pantoum.data.file_format import COLUMN_FORMATS, TOKEN_FORMATS
from pantoum.data.formats import formats_with
from pantoum.data.quality import Finding, Part, check_files, ordered, unreadable
from pantoum.errors import PantoumError
from pantoum.tasks.pairs import Pairs, task_of_pairs
from pantoum.tasks.registry import open_training, prepare_read, read_opened


def check_data(files: Mapping[str, Sequence[Path]], config: Config) -> list[Finding]:
    """Read the parts of some data as training does, and check them.

    Training stops at the first thing that it refuses. Here each line is read by itself, so that all
    of them are found; what is refused of the data as a whole is then what preparing a training
    with them says.

    Args:
        files: for each part, by its name (train; dev, test), one file or two line-aligned ones.
        config: the settings that a training would have.
    Returns: what was found, the worst first. It has an error for all that training refuses.
    """
    findings: list[Finding] = []
    opened: dict[str, Sequence[DataFile]] = {}
    reading: tuple[Any, Any] | None = None
    refused: list[PantoumError] = []
    try:
        opened["train"] = open_training(files["train"], config)
        reading = read_opened(opened["train"], config)
    except PantoumError as error:
        refused.append(error)
    for name, paths in files.items():
        if name != "train":
            expected = _expected(opened.get("train"), reading, len(paths))
            try:
                opened[name] = [open_file(path, config.format, expected) for path in paths]
            except PantoumError as error:
                findings.append(unreadable(error))
    if reading is not None:
        # Without a part of one's own, some of the training data are held out.
        own = [part for name, part in opened.items() if name != "train"]
        for part in own or [()]:
            try:
                prepare_read(*reading, part, config)
            except PantoumError as error:
                refused.append(error)
    findings += check_files(opened, config.data, lambda part: _are_labels(part, config))
    for error in refused:
        if not _is_said(error, findings):
            findings.append(unreadable(error))
    return ordered(findings)


def _expected(
    train: Sequence[DataFile] | None, reading: tuple[Any, Any] | None, count: int
) -> Sequence[FormatName]:
    """The formats that the content of further files may speak for, as where training reads them."""
    if count > 1 or (train and len(train) == 1 and train[0].format == "text"):
        return ("text",)
    if train and train[0].format in TOKEN_FORMATS:
        return TOKEN_FORMATS
    training = None if reading is None else reading[1]
    if isinstance(training, Pairs):
        return formats_with(training.columns._replace(weight=""))
    return COLUMN_FORMATS


def _are_labels(part: Part, config: Config) -> bool:
    """Whether training would take the outputs for labels."""
    if config.task is not None:
        return config.task == "classifier"
    examples = [Example(item.source, item.target) for item in part.items if item.target]
    return bool(examples) and task_of_pairs(Pairs([], examples, Columns()))[0] == "classifier"


def _is_said(error: PantoumError, findings: Sequence[Finding]) -> bool:
    problem = error.problem.removesuffix(";")
    return any(one.severity == "error" and problem in one.problem for one in findings)
