"""The examples that a model is evaluated on: from files or from Python, in the model's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.config import DataConfig, GivenFormat
from pantoum.data import (
    Columns,
    NotedExamples,
    Sentence,
    open_file,
    read_noted_examples,
    read_texts,
)
from pantoum.data.columns import known_columns
from pantoum.data.file_format import TOKEN_FORMATS
from pantoum.data.items import is_paths, items_of, paths_of
from pantoum.data.origin import place_of_item
from pantoum.errors import PantoumError
from pantoum.predictor.groups import check_one_group, groups_for, with_group
from pantoum.tasks import PAIRS, REGISTRY, TEXT, TOKENS, Format
from pantoum.tasks.memory import data_from_memory
from pantoum.tasks.pairs import Pairs
from pantoum.tasks.tagger import as_schemes, read_right_tags

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
) -> NotedExamples:
    """Inputs with their right outputs, and features and groups if the model reads some.

    Args:
        data: in any form that `pantoum.train` takes; files and tables have the columns of the
            training data. Where these had no names, those of a table say what they are.
        name: of the argument, for messages.
        group: of all examples, so that the data need not have it; None: as the data have them.
    Raises: PantoumError for data that cannot be read so, and for features or groups that are
        missing or that the model does not read.
    """
    if is_paths(data):
        return read_pairs(model, paths_of(data), group=group)
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
    paths: Sequence[Path],
    form: GivenFormat = "auto",
    target: str | None = None,
    group: str | None = None,
) -> NotedExamples:
    """The examples of files that have the columns of the training data, and what the user should
    check.

    Args:
        form: the format of the files, where a user says it.
        target: the column of the outputs, where it is another one than in training.
        group: of all examples, so that the files need not have it; None: as the files have them.
    Raises: PantoumError for files that cannot be read so.
    """
    columns = columns_of(model, group)
    if target:
        columns = columns._replace(target=target)
    read = read_noted_examples(paths, columns, form=form)
    return read._replace(examples=with_group(read.examples, group))


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


def sentences_of(model: TagPredictor, data: Any, name: str = "data") -> list[Sentence]:
    """Sentences with their right tags, in the order of the model's columns.

    Args:
        data: in any form that `pantoum.train` takes; there may be several files.
        name: of the argument, for messages.
    Raises: PantoumError for data that cannot be read so, for other columns than the model has, and
        for tags that do not fit its scheme.
    """
    if is_paths(data):
        return read_sentences(model, paths_of(data))
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
    return as_schemes(file, model.schemes).sentences


def read_sentences(
    model: TagPredictor, paths: Sequence[Path], form: GivenFormat = "auto"
) -> list[Sentence]:
    """The sentences of files that have the columns of the training data, with their right tags.

    Args:
        form: the format of the files, where a user says it.
    Raises: PantoumError for files that cannot be read so, and for tags that do not fit the model's
        scheme.
    """
    files = [open_file(path, form, TOKEN_FORMATS) for path in paths]
    return [
        sentence
        for file in files
        for sentence in read_right_tags(file, model.words_column, model.schemes)
    ]


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
