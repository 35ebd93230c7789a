"""Data from Python, as a file of them would be read: pairs, words with tags, or plain texts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.config import DataConfig
from pantoum.data import Columns, Example, Sentence, TextFile, TokenFile
from pantoum.data.columns import known_columns
from pantoum.data.conllu import NAMES as CONLLU_NAMES
from pantoum.data.formats import examples_of_rows
from pantoum.data.items import KINDS, check_tagged, clean, is_list, items_of, shown
from pantoum.data.lines import Text
from pantoum.data.noted_examples import training_of_rows
from pantoum.data.origin import place_of_item
from pantoum.data.rows import NoText, Number, Row
from pantoum.data.token_rows import TokenColumns
from pantoum.errors import PantoumError
from pantoum.tasks.contract import Format
from pantoum.tasks.pairs import Pairs
from pantoum.tasks.registry import PAIRS, TEXT, TOKENS

# Where words and tags stand in a table or in dictionaries, if the settings do not say it.
WORDS_NAMES = ("words", "tokens", "form")
TAGS_NAMES = ("tags", "upos", "xpos", "pos", "pos_tags", "ner", "ner_tags", "chunk_tags")


class Given(NamedTuple):
    """Data from Python: the format of files of this kind, and what reading such a file gives."""

    file_format: Format
    data: Any


def data_from_memory(
    values: Any, settings: DataConfig, name: str = "data", training: Any = None
) -> Given:
    """What a caller gives as data.

    Args:
        values: an iterable of (input, output), (input, output, features), (words, tags) or texts;
            an iterable of dictionaries, or a table with named columns (pandas, polars, datasets).
            Where the settings say which place holds a group or a weight, an item may be longer.
        settings: name the columns of a table; what is open is inferred from the names.
        name: of the argument, for messages.
        training: what this gave for the training data, for development data, which have the same
            columns.
    Raises: PantoumError for data that are none of these, with the number of the item that is wrong.
    """
    items = items_of(values, name)
    first = items[0]
    if isinstance(first, str):
        return Given(TEXT, TextFile(Path(name), _texts(items, name)))
    if isinstance(first, Mapping):
        return _from_mappings(items, settings, name, training)
    if is_list(first) and len(first) > 1 and is_list(first[0]):
        return Given(TOKENS, _tokens(items, name, tuple(map(str, range(2, 1 + len(first))))))
    if is_list(first) and (settings.group_column or settings.weight_column):
        return _from_places(items, settings, name, training)
    if is_list(first) and len(first) in (2, 3):
        return Given(PAIRS, _pairs(items, name))
    raise PantoumError(
        f"the item is {shown(first)}", where=place_of_item(name, 1), remedy=f"give {KINDS}"
    )


def _texts(items: Sequence[Any], name: str) -> list[str]:
    texts = [clean(text, name, number) for number, text in enumerate(items, start=1)]
    texts = [text for text in texts if text]
    if not texts:
        raise PantoumError("all texts are empty", where=name, remedy="give some that are not")
    return texts


def _pairs(items: Sequence[Any], name: str) -> Pairs:
    width = len(items[0])
    examples = []
    for number, item in enumerate(items, start=1):
        if not is_list(item) or len(item) != width:
            raise PantoumError(
                f"the item is {shown(item, 60)}, but the first one has {width} texts",
                where=place_of_item(name, number),
                remedy="give each as many",
            )
        source, target, *features = [clean(text, name, number) for text in item]
        for role, text in (("input", source), ("output", target)):
            if not text:
                raise PantoumError(
                    f"the {role} is empty",
                    where=place_of_item(name, number),
                    remedy="fill it in or leave the item out",
                )
        examples.append(Example(source, target, features[0] if features else None))
    return Pairs([Path(name)], examples, Columns(features="3" if width == 3 else ""))


def _tokens(items: Sequence[Any], name: str, tag_columns: tuple[str, ...]) -> TokenFile:
    """Sentences of words and their tags, of one kind or of several.

    Args:
        tag_columns: the names of the kinds of tags.
    """
    sentences = []
    for number, item in enumerate(items, start=1):
        if not is_list(item) or len(item) != 1 + len(tag_columns):
            raise PantoumError(
                f"the item is {shown(item, 60)}, but must be words and their tags, as lists",
                where=place_of_item(name, number),
                rule="words and their tags, as lists",
                value=item,
            )
        words, *tags = [_cells(part, name, number) for part in item]
        check_tagged(words, tags, name, number)
        if words:
            sentences.append(Sentence(words, tuple(tags), number))
    if not sentences:
        raise PantoumError("all sentences are empty", where=name, remedy="give some that are not")
    conllu = all(column in CONLLU_NAMES for column in tag_columns)
    cells = tuple(range(1, 1 + len(tag_columns)))
    columns = TokenColumns("form" if conllu else "1", tag_columns, 0, cells)
    lines = [[sentence.line] * len(sentence.words) for sentence in sentences]
    text = Text("", has_bom=False, old_mac=False)
    return TokenFile(Path(name), columns, sentences, text, lines)


def _cells(part: Any, name: str, number: int) -> tuple[str, ...]:
    """Words or tags, as a list or between white space."""
    if isinstance(part, str):
        return tuple(clean(part, name, number).split())
    if not is_list(part):
        raise PantoumError(
            f"words and tags are lists of strings, but one is {shown(part)}",
            where=place_of_item(name, number),
            rule="lists of strings",
            value=part,
        )
    cells = tuple(clean(cell, name, number) for cell in part)
    if "" in cells:
        raise PantoumError(
            "a word or a tag is empty", where=place_of_item(name, number), remedy="fill it in"
        )
    return cells


def _from_mappings(items: Sequence[Any], settings: DataConfig, name: str, training: Any) -> Given:
    names = [str(key) for key in items[0]]
    words = settings.words_column or next((key for key in WORDS_NAMES if key in names), "")
    if settings.words_column or (words and _has_lists(items, words)):
        tags = [key for key in TAGS_NAMES if key in names]
        if settings.tag_columns:
            tags = settings.tag_columns.split(",")
        rows = [_picked(item, (words, *tags), name, n) for n, item in enumerate(items, start=1)]
        numbered = tuple(map(str, range(2, 2 + len(tags))))
        conllu = all(tag in CONLLU_NAMES for tag in tags)
        return Given(TOKENS, _tokens(rows, name, tuple(tags) if conllu else numbered))
    if len(names) == 1:
        texts = [_picked(item, names, name, n)[0] for n, item in enumerate(items, start=1)]
        return Given(TEXT, TextFile(Path(name), _texts(texts, name)))
    rows = [
        Row(number, [_cell(cell, name, number) for cell in item.values()], list(map(str, item)))
        for number, item in enumerate(items, start=1)
    ]
    if training is None:
        _check_named(names, settings, name)
    return _of_rows(rows, settings, name, training)


def _has_lists(items: Sequence[Any], column: str) -> bool:
    """Whether the first cell of a column that is not empty is a list."""
    cells = (item[column] for item in items if isinstance(item, Mapping) and column in item)
    return is_list(next((cell for cell in cells if not _is_empty(cell)), None))


def _from_places(items: Sequence[Any], settings: DataConfig, name: str, training: Any) -> Given:
    """Pairs with a group or a weight: the settings say at which places, from 1, these stand. The
    third is the features, unless it is one of these.
    """
    given = (settings.group_column, settings.weight_column, settings.target_column)
    features = settings.features_column
    if features is None:
        features = "3" if len(items[0]) > 2 and "3" not in given else ""
    placed = replace(
        settings,
        source_column=settings.source_column or "1",
        target_column=settings.target_column or "2",
        features_column=features,
    )
    rows = []
    for number, item in enumerate(items, start=1):
        if not is_list(item):
            raise PantoumError(
                f"the item is {shown(item, 60)}, but the first one is a list",
                where=place_of_item(name, number),
                remedy="give all in one form",
            )
        cells = [_cell(cell, name, number) for cell in item]
        rows.append(Row(number, cells, [str(place) for place in range(1, 1 + len(cells))]))
    return _of_rows(rows, placed, name, training)


def _of_rows(rows: list[Row], settings: DataConfig, name: str, training: Any) -> Given:
    path = Path(name)
    if training is None:
        return Given(PAIRS, Pairs([path], *training_of_rows(path, rows, settings)))
    columns = training.columns._replace(weight="")  # those of training data alone count
    return Given(PAIRS, Pairs([path], examples_of_rows(path, rows, columns), columns))


def _check_named(names: Sequence[str], settings: DataConfig, name: str) -> None:
    """Refuse a table whose columns do not say what they are: their order in memory says nothing."""
    if known_columns(names) is None and not (settings.source_column and settings.target_column):
        listed = ", ".join(map(repr, names[:20]))
        raise PantoumError(
            f"input and output cannot be recognised among the columns {listed}",
            where=name,
            remedy="name them with source_column and target_column",
        )


def _picked(item: Any, keys: Sequence[str], name: str, number: int) -> list[Any]:
    missing = [key for key in keys if not isinstance(item, Mapping) or key not in item]
    if missing:
        raise PantoumError(
            f"there is no {missing[0]!r}",
            where=place_of_item(name, number),
            remedy="give each item one",
        )
    return [item[key] for key in keys]


def _cell(cell: Any, name: str, number: int) -> str:
    """The cell of a table; what is no text is refused only where a text is read."""
    if isinstance(cell, str):
        return clean(cell, name, number)
    kind = "null" if _is_empty(cell) else shown(cell)
    if isinstance(cell, Real | Decimal) and not isinstance(cell, bool):
        return Number(kind, _as_float(cell))
    return NoText(kind)


def _as_float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:  # a whole number beyond all floats
        return math.inf if number > 0 else -math.inf


def _is_empty(cell: Any) -> bool:
    """Whether a cell is None, a NaN or what pandas has for nothing."""
    if cell is None:
        return True
    try:
        return bool(cell != cell)
    except (TypeError, ValueError):
        # pandas.NA refuses to say whether it differs from itself, and so does an array, which is
        # no empty cell.
        return not hasattr(cell, "__len__")
