"""The data that a model is explained on: as an evaluation reads them, or inputs without answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pantoum.config import GivenFormat, UnseenGroup
from pantoum.data import (
    Columns,
    DataFile,
    Example,
    Sentence,
    parse_input,
    read_examples,
    read_texts,
)
from pantoum.data.data_file import open_file
from pantoum.data.file_format import TOKEN_FORMATS
from pantoum.data.formats import open_table
from pantoum.data.inputs import has_input_columns, read_inputs
from pantoum.data.items import is_paths, items_of, paths_of
from pantoum.data.lines import where
from pantoum.errors import PantoumError
from pantoum.explaining.examined import Examined
from pantoum.predictor.examples import columns_of, pairs_of, read_pairs, sentences_of, texts_of
from pantoum.predictor.groups import check_groups, with_group
from pantoum.predictor.sentences import words_of_all
from pantoum.tasks.tagger import read_same_columns, read_test_sentences

# What stands for a tag that was not given.
EMPTY = "_"


class Noted(NamedTuple):
    """Inputs, and what the user should check of them."""

    data: Sequence[Any]
    notes: Sequence[str] = ()


class Read(NamedTuple):
    """A model with the data that were read for it, and what the user should check of them."""

    examined: Examined
    notes: list[str]


def read_examined(
    predictor: Any,
    data: Any,
    *,
    form: GivenFormat = "auto",
    group: str | None = None,
    unseen_group: UnseenGroup | None = None,
) -> Read:
    """A model and the data that it is to be explained on.

    Args:
        predictor: of a single model.
        data: what its `evaluate` takes, or inputs alone: the path of a file of them, texts, or for
            a tagger sentences as strings or lists of words.
        form: the format of files, where a user says it.
        group: of all inputs, for a model that reads groups; None: as the data have them.
        unseen_group: what to do with groups that training has not seen; None: as in training.
    Raises: PantoumError for data that cannot be read so, or that hold nothing, for an ensemble and
        for an exported file.
    """
    Examined.of(predictor, [])  # refuses a model into which nobody can look
    if predictor.task == "language_model":
        found = _texts(predictor, data, form)
    elif predictor.task == "tagger":
        found = _sentences(predictor, data, form)
    else:
        found = _examples(predictor, data, form, group, unseen_group)
    if not found.data:
        raise PantoumError(
            "there are no inputs",
            where=", ".join(map(str, paths_of(data))) if is_paths(data) else "data",
            remedy="give at least one",
        )
    return Read(Examined.of(predictor, found.data), list(found.notes))


def _texts(predictor: Any, data: Any, form: GivenFormat) -> Noted:
    if not is_paths(data):
        return Noted(texts_of(predictor, data))
    read = read_texts(paths_of(data), form)
    return Noted(read.texts, read.notes)


def _sentences(predictor: Any, data: Any, form: GivenFormat) -> Noted:
    if not is_paths(data):
        if _holds_no_pairs(items_of(data, "data")):
            return Noted(_untagged(words_of_all(data)))
        return Noted(*sentences_of(predictor, data))
    files = [open_file(path, form, TOKEN_FORMATS) for path in paths_of(data)]
    if all(file.format in (None, "text") for file in files):
        lines = [line for file in files for line in file.lines if line.strip()]
        return Noted(_untagged(words_of_all(lines)))
    words, columns = predictor.words_column, list(predictor.schemes)
    same = [read_same_columns(file, words, columns) for file in files]
    sentences = [sentence for file in same for sentence in file.sentences]
    if all(tag == EMPTY for one in sentences for tags in one.tags for tag in tags):
        note = f"all tags are {EMPTY!r}, which stands for none, so there are no answers"
        return Noted(_untagged([one.words for one in sentences]), [note])
    return Noted(*read_test_sentences(files, words, predictor.schemes, form))


def _untagged(sentences: Sequence[Sequence[str]]) -> list[Sentence]:
    return [
        Sentence(tuple(words), (), number)
        for number, words in enumerate(sentences, start=1)
        if words
    ]


def _examples(
    predictor: Any,
    data: Any,
    form: GivenFormat,
    group: str | None,
    unseen_group: UnseenGroup | None,
) -> Noted:
    if not is_paths(data):
        items = items_of(data, "data")
        if _holds_no_pairs(items):
            examples = with_group([Example(text, None) for text in items], group)
            check_groups(predictor, examples, lambda row: f"data, item {row + 1}", unseen_group)
            return Noted(examples)
        read = pairs_of(predictor, data, group=group, unseen_group=unseen_group)
        return Noted(read.examples, read.notes)
    paths = paths_of(data)
    if len(paths) == 1:
        columns = columns_of(predictor, group)
        # Read once, and handed on: it may be a pipe.
        file = open_table(paths[0], columns, form)
        alone = _inputs_alone(predictor, file, columns)
        if alone is not None:
            examples = with_group(alone, group)
            check_groups(
                predictor, examples, lambda row: f"{paths[0]}, input {row + 1}", unseen_group
            )
            return Noted(examples, file.notes)
        read = read_pairs(predictor, [file], form, group=group, unseen_group=unseen_group)
        return Noted(read.examples, read.notes)
    read = read_pairs(predictor, paths, form, group=group, unseen_group=unseen_group)
    return Noted(read.examples, read.notes)


def _inputs_alone(predictor: Any, file: DataFile, columns: Columns) -> list[Example] | None:
    """The inputs of a file that has nothing else; None for one with answers."""
    has_features = predictor.reads_features
    first = next((line for line in file.lines if line.strip()), "")
    is_narrow = not has_input_columns(first.split("\t"), columns, has_features)
    if file.format in (None, "text") or (file.format == "tsv" and is_narrow):
        parsed = [
            parse_input(line, where(file.path, number), has_features, bool(columns.group))
            for number, line in enumerate(file.lines, start=1)
            if line.strip()
        ]
        return [Example(source, None, features, group) for source, features, group in parsed]
    if any(one.target for one in read_examples([file], columns, need_target=False)):
        return None
    inputs = read_inputs(file, columns, has_features).inputs
    return [Example(one.source, None, one.features, one.group) for one in inputs]


def _holds_no_pairs(items: Sequence[Any]) -> bool:
    """Whether all items are texts, or for a tagger lists of words."""
    return all(
        isinstance(item, str)
        or (isinstance(item, list) and all(isinstance(word, str) for word in item))
        for item in items
    )
