"""The examples that a model is evaluated on: from files or from Python, in the model's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.config import DataConfig, GivenFormat, UnseenGroup
from pantoum.data import (
    Columns,
    DataFile,
    NotedExamples,
    read_noted_examples,
    read_texts,
)
from pantoum.data.columns import known_columns
from pantoum.data.data_file import path_of
from pantoum.data.items import is_paths, items_of, paths_of
from pantoum.data.lines import where
from pantoum.data.origin import place_of_item
from pantoum.errors import PantoumError
from pantoum.predictor.groups import check_groups, check_one_group, groups_for, with_group
from pantoum.tasks import PAIRS, REGISTRY, TEXT, TOKENS, Format
from pantoum.tasks.memory import data_from_memory
from pantoum.tasks.pairs import Pairs
from pantoum.tasks.tagger import NotedSentences, as_schemes, read_test_sentences

if TYPE_CHECKING:
    from pantoum.predictor.classifier import ClassifierPredictor
    from pantoum.predictor.seq2seq import Predictor
    from pantoum.predictor.tagger import TagPredictor

# What each format of data is, for messages.
FORMS = {
    PAIRS: "pairs of an input and an output",
    TOKENS: "sentences, each as a list of words and a list of tags",
    TEXT: "texts",
}


def pairs_of(
    model: Predictor | ClassifierPredictor,
    data: Any,
    name: str = "data",
    *,
    group: str | None = None,
    unseen_group: UnseenGroup | None = None,
) -> NotedExamples:
    """Inputs with their right outputs, and features and groups if the model reads some.

    Args:
        data: in any form that `pantoum.train` takes; files and tables have the columns of the
            training data. Where these had no names, those of a table say what they are.
        name: of the argument, for messages.
        group: of all examples, so that the data need not have it; None: as the data have them.
        unseen_group: what to do with groups that training has not seen; None: as in training.
    Raises: PantoumError for data that cannot be read so, and for features or groups that are
        missing, refused, or that the model does not read.
    """
    if is_paths(data):
        return read_pairs(model, paths_of(data), group=group, unseen_group=unseen_group)
    read = _pairs_in_memory(model, data, name, group)
    check_groups(model, read.examples, lambda row: place_of_item(name, row + 1), unseen_group)
    return read


def _pairs_in_memory(
    model: Predictor | ClassifierPredictor, data: Any, name: str, group: str | None
) -> NotedExamples:
    items = items_of(data, name)
    columns = columns_of(model, group)
    if isinstance(items[0], Mapping):
        known = known_columns([str(key) for key in items[0]])
        if known is not None and not columns.named:
            features = known.features if model.reads_features else ""
            columns = Columns(known.source, known.target, features, columns.group)
        training = Pairs([Path(name)], [], columns)
        examples = _in_memory(model, items, DataConfig(), PAIRS, name, training).examples
        return NotedExamples(with_group(examples, group), columns)
    examples = _in_memory(model, items, _places(model, columns), PAIRS, name).examples
    if model.reads_features and examples[0].features is None:
        raise PantoumError(
            "the model reads features, but the items have none",
            where=place_of_item(name, 1),
            remedy="give (input, output, features)",
        )
    if not model.reads_features and examples[0].features is not None:
        raise PantoumError(
            "the items have features, but the model reads none",
            where=place_of_item(name, 1),
            remedy="give (input, output)",
        )
    return NotedExamples(with_group(examples, group), columns)


def _places(model: Predictor | ClassifierPredictor, columns: Columns) -> DataConfig:
    """Where the parts of an item without names stand: the group comes last."""
    if not columns.group:
        return DataConfig()
    last = 3 + model.reads_features
    return DataConfig(features_column="3" if model.reads_features else "", group_column=str(last))


def read_pairs(
    model: Predictor | ClassifierPredictor,
    paths: Sequence[Path | DataFile],
    form: GivenFormat = "auto",
    target: str | None = None,
    group: str | None = None,
    unseen_group: UnseenGroup | None = None,
) -> NotedExamples:
    """The examples of files that have the columns of the training data, and what the user should
    check.

    Args:
        form: the format of the files, where a user says it.
        target: the column of the outputs, where it is another one than in training.
        group: of all examples, so that the files need not have it; None: as the files have them.
        unseen_group: what to do with groups that training has not seen; None: as in training.
    Raises: PantoumError for files that cannot be read so, and for a group that is refused, with its
        line.
    """
    columns = columns_of(model, group)
    if target:
        columns = columns._replace(target=target)
    try:
        read = read_noted_examples(paths, columns, form=form)
    except PantoumError as error:
        raise _or_one_group(error) if error.setting == "data.group_column" else error from error
    examples = with_group(read.examples, group)
    path = path_of(paths[0])

    def place(row: int) -> str:
        return where(path, read.lines[row]) if read.lines and group is None else str(path)

    check_groups(model, examples, place, unseen_group)
    return NotedExamples(examples, read.columns, read.notes)


def _or_one_group(error: PantoumError) -> PantoumError:
    """A column of groups that a file lacks, with what else can be done where a model reads it."""
    return PantoumError(
        error.problem,
        setting=error.setting,
        where=error.where,
        rule=error.rule,
        value=error.value,
        remedy=f"{error.remedy}, or give one group for all inputs (--group NAME, in Python "
        "group=NAME)",
    )


def columns_of(model: Predictor | ClassifierPredictor, group: str | None = None) -> Columns:
    """The columns that a model reads.

    Args:
        group: of all inputs, so that no column of it is read.
    Raises: PantoumError for a group where the model reads none.
    """
    data = model.config.data
    check_one_group(group, "evaluate", "leave it out and give data with a column of groups")
    if group is not None:
        groups_for(0, group, model.groups, data.unseen_group)
    features = data.features_column if model.reads_features else ""
    reads_group = model.groups is not None and group is None
    return Columns(
        data.source_column, data.target_column, features, data.group_column if reads_group else ""
    )


def sentences_of(model: TagPredictor, data: Any, name: str = "data") -> NotedSentences:
    """Sentences with their right tags, in the order of the model's columns.

    Args:
        data: in any form that `pantoum.train` takes; there may be several files.
        name: of the argument, for messages.
    Raises: PantoumError for data that cannot be read so, for other columns than the model has, and
        for tags that do not fit its scheme.
    """
    if is_paths(data):
        return read_test_sentences(paths_of(data), model.words_column, model.schemes)
    items = items_of(data, name)
    settings = DataConfig()
    if isinstance(items[0], Mapping):
        columns = {model.words_column: "words_column", ",".join(model.schemes): "tag_columns"}
        named = {role: value for value, role in columns.items() if _are_in(items[0], value)}
        settings = replace(settings, **named)
    file = _in_memory(model, items, settings, TOKENS, name)
    if len(file.columns.tags) != len(model.schemes):
        raise PantoumError(
            f"the words have {len(file.columns.tags)} kinds of tags, but the model gives "
            f"{len(model.schemes)} ({', '.join(model.schemes)})",
            where=place_of_item(name, 1),
            remedy="give words and one list of tags for each kind, in this order",
        )
    file = replace(file, columns=file.columns._replace(tags=tuple(model.schemes)))
    return NotedSentences(as_schemes(file, model.schemes).sentences)


def texts_of(model: Any, data: Any, name: str = "data") -> list[str]:
    """Plain texts, without white space around them.

    Args:
        data: in any form that `pantoum.train` takes.
        name: of the argument, for messages.
    Raises: PantoumError for data that cannot be read so.
    """
    if is_paths(data):
        return read_texts(paths_of(data)).texts
    return _in_memory(model, data, DataConfig(), TEXT, name).texts


def _in_memory(
    model: Any,
    data: Any,
    settings: DataConfig,
    wanted: Format,
    name: str,
    training: Any = None,
) -> Any:
    given = data_from_memory(data, settings, name, training)
    if given.file_format is not wanted:
        raise PantoumError(
            f"{REGISTRY[model.task].description} is not evaluated on {FORMS[given.file_format]}",
            where=name,
            remedy=f"give {FORMS[wanted]}",
        )
    return given.data


def _are_in(item: Mapping[Any, Any], columns: str) -> bool:
    return all(column in item for column in columns.split(","))
