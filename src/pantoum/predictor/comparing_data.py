"""The test data of a comparison, as each of two systems reads them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.config import DataConfig, FormatName, GivenFormat, TaskName, UnseenGroup
from pantoum.data import DataFile, Example, NotedExamples, open_file, read_training
from pantoum.data.file_format import ALL_FORMATS, TOKEN_FORMATS
from pantoum.data.formats import formats_with
from pantoum.errors import PantoumError
from pantoum.predictor.examples import columns_of, read_pairs
from pantoum.tasks.pairs import Pairs, task_of_pairs


class OfGroups(NamedTuple):
    """The group of all examples, and what to do with groups that training has not seen."""

    group: str | None
    unseen_group: UnseenGroup | None


def check_groups_are_read(models: Sequence[Any], groups: OfGroups) -> None:
    """Refuse what is said of groups where no model reads some."""
    if any(getattr(model, "groups", None) is not None for model in models):
        return
    for name, value in groups._asdict().items():
        if value is not None:
            raise PantoumError(
                "no model that is compared reads groups",
                setting=name,
                rule="left out where no model reads groups",
                value=value,
                remedy=f"leave {name} out",
            )


def open_data(
    paths: Sequence[Path], models: Sequence[Any], form: GivenFormat, groups: OfGroups
) -> list[DataFile]:
    """The files of examples, read once, for they may be pipes."""
    expected: Collection[FormatName] = ALL_FORMATS
    if models and models[0].task == "tagger":
        expected = TOKEN_FORMATS
    elif len(paths) > 1:
        # Of two line-aligned files without a model the names say what they are.
        expected = ("text",) if models else ()
    elif models:
        group = None if models[0].groups is None else groups.group
        expected = formats_with(columns_of(models[0], group))
    return [open_file(path, form, expected) for path in paths]


def examples_of(
    models: Sequence[Any],
    files: Sequence[DataFile],
    task: TaskName | None,
    groups: OfGroups,
) -> tuple[list[list[Example]], TaskName]:
    """The examples as each system reads them, and the task.

    Args:
        models: of the two systems; None for one that is not a model.
        task: of the models, if there are any.
    Raises: PantoumError where two models read other inputs or outputs in the same file.
    """
    read = [_read_as(model, files, groups) for model in models if model is not None]
    if not read:
        training = _read_without_model(files)
        inferred = task or task_of_pairs(Pairs([], training.examples, training.columns))[0]
        return [training.examples] * 2, inferred
    if any(
        (one.source, one.target) != (other.source, other.target)
        for one, other in zip(read[0], read[-1], strict=True)
    ):
        raise PantoumError(
            "the two models read other columns of this file",
            where=str(files[0].path),
            remedy="compare the files of their outputs",
        )
    each = iter(read)
    return [read[0] if one is None else next(each) for one in models], task or "seq2seq"


def _read_as(model: Any, files: Sequence[DataFile], groups: OfGroups) -> list[Example]:
    """The examples as a model reads them, with groups only where it reads some."""
    of_model = groups if model.groups is not None else OfGroups(None, None)
    return read_pairs(model, files, **of_model._asdict()).examples


def _read_without_model(files: Sequence[DataFile]) -> NotedExamples:
    """The examples of files whose columns are inferred."""
    try:
        return read_training(files, DataConfig())
    except PantoumError as error:
        # Only an output that was guessed has no value; its remedy is a flag of training.
        if error.setting != "data.target_column" or error.value is not None:
            raise
        raise PantoumError(
            error.problem,
            setting=error.setting,
            where=error.where,
            value=error.value,
            remedy="give a file in which the input and the output are the first two columns",
        ) from error
