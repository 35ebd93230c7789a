"""Cells and columns of tables in memory, as pandas, polars and pyarrow have them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from pantoum.config import DataConfig
from pantoum.errors import PantoumError
from pantoum.tasks.memory import data_from_memory

WORDS = ["ab", "cd"]
SOUNDS = ["b a", "d c"]
RIGHT = list(zip(WORDS, SOUNDS, strict=True))


class NotAvailable:
    """As `pandas.NA`: it answers no comparison with True or False."""

    def __ne__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = object.__hash__


class Frame:
    """A table with named columns; names may stand twice, as in a data frame of pandas."""

    def __init__(self, *columns: tuple[str, Any]) -> None:
        self._columns = columns
        self.columns = [name for name, _ in columns]

    def __getitem__(self, name: str) -> Any:
        return next(cells for of_column, cells in self._columns if of_column == name)


class Scalars:
    """A column of pyarrow: it goes through scalars, and `to_pylist` gives values."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._cells = cells

    def __iter__(self) -> Iterator[object]:
        return (object() for _ in self._cells)

    def to_pylist(self) -> list[str]:
        return list(self._cells)


class Lazy:
    """As a lazy table of polars: it knows its columns, and gives none."""

    def collect_schema(self) -> dict[str, type]:
        return SchemaOf(source=str, target=str)

    @property
    def columns(self) -> list[str]:
        raise AssertionError("polars warns when a lazy table is asked for its columns like this")

    def __getitem__(self, name: str) -> Any:
        raise TypeError("LazyFrame is not subscriptable")


class SchemaOf(dict[str, type]):
    def names(self) -> list[str]:
        return list(self)


class Rows:
    """A data set that is read row by row: it names its columns, and has none of them at hand."""

    column_names = ("source", "target")

    def __iter__(self) -> Iterator[dict[str, str]]:
        return ({"source": word, "target": sound} for word, sound in RIGHT)


def pairs(table: Any, **settings: Any) -> list[tuple[str, str]]:
    examples = data_from_memory(table, DataConfig(**settings)).data.examples
    return [(example.source, example.target) for example in examples]


def named(*more: tuple[str, Any]) -> Frame:
    return Frame(("source", WORDS), ("target", SOUNDS), *more)


@pytest.mark.parametrize(
    "cell",
    [NotAvailable(), np.array([1, 2]), np.array([]), [1, 2], np.datetime64("NaT"), Decimal("NaN")],
    ids=["NA", "array", "empty array", "list", "NaT", "decimal NaN"],
)
def test_what_stands_in_a_column_that_is_not_read_is_no_matter(cell: Any) -> None:
    assert pairs(named(("other", [cell, "x"]))) == RIGHT


@pytest.mark.parametrize("cell", [None, float("nan"), np.float64("nan"), NotAvailable()])
def test_a_cell_without_a_text_is_named(cell: Any) -> None:
    with pytest.raises(PantoumError, match=r"1: 'target' is null, but must be a string"):
        pairs(Frame(("source", WORDS), ("target", [cell, "d c"])))


def test_a_value_of_several_lines_is_shown_on_one() -> None:
    with pytest.raises(PantoumError, match=r"'target' is array\(\[\[1, 2\], \[3, 4\]\]\), but"):
        pairs(Frame(("source", WORDS), ("target", [np.array([[1, 2], [3, 4]]), "d c"])))


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (10**400, "inf"),
        (-(10**400), "-inf"),
        (10**9_000, "inf"),
        (Decimal("-0.5"), "-0.5"),
    ],
    ids=["large", "large below 0", "too large to be written", "below 0"],
)
def test_weights_that_are_none(count: Any, shown: str) -> None:
    with pytest.raises(PantoumError, match=f"the weight is {shown}, but must be a finite number"):
        data_from_memory(named(("count", [count, 1])), DataConfig(weight_column="count"))


@pytest.mark.parametrize("two", [2, 2.0, np.int64(2), np.float32(2), Decimal("2"), Fraction(2)])
def test_weights_are_numbers_of_any_type(two: Any) -> None:
    table = named(("count", [two, 1]))
    examples = data_from_memory(table, DataConfig(weight_column="count")).data.examples
    assert [example.weight for example in examples] == [2.0, 1.0]


def test_a_value_that_cannot_be_written_is_named_by_its_type() -> None:
    with pytest.raises(PantoumError, match="'target' is a value of type int, but must be a string"):
        pairs(Frame(("source", WORDS), ("target", [10**9_000, "d c"])))


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(PantoumError, match="data: several columns have the name 'target': rename"):
        pairs(named(("target", SOUNDS)))


def test_a_column_of_scalars_is_read_as_values() -> None:
    assert pairs(Frame(("source", Scalars(WORDS)), ("target", Scalars(SOUNDS)))) == RIGHT


def test_a_table_that_is_not_read_yet_is_refused() -> None:
    with pytest.raises(PantoumError, match=r"'source' of a Lazy cannot be read: .* collect\(\)"):
        pairs(Lazy())


def test_a_data_set_that_is_read_row_by_row() -> None:
    assert pairs(Rows()) == RIGHT


def test_a_table_with_words_and_tags_whose_first_row_is_empty() -> None:
    table = Frame(("tokens", [None, ["a"]]), ("tags", [["X"], ["X"]]))
    with pytest.raises(PantoumError, match="data, item 1: words and tags are lists of strings"):
        data_from_memory(table, DataConfig())
