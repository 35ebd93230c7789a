"""Answers as tables of Arrow, with the same types whatever stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pantoum.config import TaskName
from pantoum.scale.answers import ERROR, FORMS, Answer

_TEXTS = pa.list_(pa.string())
_NUMBERS = pa.list_(pa.float64())
_TYPES: dict[str, pa.DataType] = {
    "source": pa.string(),
    "text": pa.string(),
    "label": pa.string(),
    "tagged": pa.string(),
    "score": pa.float64(),
    "log_probability": pa.float64(),
    "probability": pa.float64(),
    "perplexity": pa.float64(),
    "unknown": pa.int64(),
    "tokens": _TEXTS,
    "source_tokens": _TEXTS,
    "words": _TEXTS,
    "warnings": _TEXTS,
    "weights": _NUMBERS,
    "log_probabilities": _NUMBERS,
    "probabilities": pa.map_(pa.string(), pa.float64()),
}
# A tagger has one value for each kind of tags.
_OF_TAGGERS: dict[str, pa.DataType] = {
    "tags": pa.map_(pa.string(), _TEXTS),
    "probability": pa.map_(pa.string(), _NUMBERS),
    "log_probability": pa.map_(pa.string(), pa.float64()),
}


def schema_of(task: TaskName) -> pa.Schema:
    """The columns of the answers of a kind of model, and their types."""
    types = {**_TYPES, **(_OF_TAGGERS if task == "tagger" else {}), ERROR: pa.string()}
    return pa.schema([(name, types[name]) for name in (*FORMS[task].columns, ERROR)])


def table_of(rows: Sequence[Answer], task: TaskName) -> pa.Table:
    """Answers as a table; dictionaries become maps."""
    schema = schema_of(task)
    columns = [
        pa.array([_plain(row[field.name], field.type) for row in rows], field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def rows_of(table: pa.Table) -> list[Answer]:
    """A table as rows; maps become dictionaries."""
    return table.to_pylist(maps_as_pydicts="strict")


def _plain(value: Any, kind: pa.DataType) -> Any:
    return list(value.items()) if isinstance(value, dict) and pa.types.is_map(kind) else value
