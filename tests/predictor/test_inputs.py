"""Inputs that are no texts are refused with the place and the value."""

import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pantoum
from pantoum.data import FlatSequences
from pantoum.errors import PantoumError
from pantoum.predictor.inputs import InputError, check_longest, features_for, listed


@pytest.mark.parametrize(
    "values",
    [
        ["a", ""],
        ("a", ""),
        deque(["a", ""]),
        iter(["a", ""]),
        np.array(["a", ""]),
        np.array(["a", ""], dtype=object),
    ],
)
def test_texts_may_stand_in_anything_that_has_an_order(values: object) -> None:
    assert listed(values, "input") == ["a", ""]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        *[
            (None, "NoneType"),
            (3, "int"),
            (1.5, "float"),
            (b"ab", "bytes"),
            (bytearray(b"ab"), "bytearray"),
        ],
        *[
            ({"a", "b"}, "set"),
            ({"a": "b"}, "dict"),
            (Path("a"), "PosixPath"),
            (np.array("ab"), "ndarray"),
        ],
    ],
)
def test_what_holds_no_listed(values: object, kind: str) -> None:
    with pytest.raises(PantoumError) as caught:
        listed(values, "input")
    assert str(caught.value) == f"inputs must be a list of strings, but are of type {kind}"


@pytest.mark.parametrize("value", [None, 3, float("nan"), b"b", ["b"], Path("b")])
def test_one_that_is_no_text(value: object) -> None:
    with pytest.raises(InputError) as caught:
        listed(["a", value], "output")
    assert str(caught.value) == f"output 2 is {value!r}, but outputs are strings"
    assert caught.value.row == 1


def table(*marks: str) -> Any:
    """As a table of pandas or polars: it goes through the names of its columns."""
    names = ["text", "label"]
    methods = {
        "columns": property(lambda self: names),
        "__len__": lambda self: len(names),
        "__iter__": lambda self: iter(names),
        "__contains__": lambda self, name: name in names,
    }
    return type("DataFrame", (), methods | dict.fromkeys(marks))()


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize("mark", ["iloc", "with_columns", "column_names"])
def test_a_whole_table_is_refused_by_every_predictor(
    mark: str, reverser: Path, labeller: Path, writer: Path, name_tagger: Path
) -> None:
    for path in (reverser, labeller, writer, name_tagger):
        model: Any = pantoum.load(path)
        with pytest.raises(PantoumError) as caught:
            model(table(mark))
        assert str(caught.value).endswith(
            "s must be a list of strings, but are a whole DataFrame: give one column of it, such "
            'as table["text"].to_list()'
        )


def test_none_where_it_may_stand() -> None:
    assert listed(["a", None], "feature", none=True) == ["a", None]
    with pytest.raises(InputError, match="feature 2 is 3, but features are strings or None"):
        listed(["a", 3], "feature", none=True)


def test_a_value_is_shown_shortened() -> None:
    with pytest.raises(InputError, match=r"^input 1 is b'a{38}, but inputs are strings$"):
        listed([b"a" * 1_000], "input")


def test_a_predictor_says_so(reverser: Path) -> None:
    """In a process of its own: the checked types of these tests would refuse the values before."""
    program = f"""
import pantoum
model = pantoum.load({str(reverser)!r})
for call in (
    lambda: model(None), lambda: model(3), lambda: model(b"ab"), lambda: model(["ab", None]),
    lambda: model.nbest(3), lambda: model("ab", 3), lambda: model(["ab"], [3]),
    lambda: model.perplexity(["a", None], ["b", "c"]),
    lambda: model.perplexity(["a"], [None]), lambda: model.perplexity(["a"], ["a"], 3),
    lambda: model.perplexity("a", ["b"]),
):
    try:
        print(call())
    except pantoum.PantoumError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "inputs must be a list of strings, but are of type NoneType",
        "inputs must be a list of strings, but are of type int",
        "inputs must be a list of strings, but are of type bytes",
        "input 2 is None, but inputs are strings",
        "inputs must be a list of strings, but are of type int",
        "features must be a list of strings, but are of type int",
        "feature 1 is 3, but features are strings or None",
        "input 2 is None, but inputs are strings",
        "output 1 is None, but outputs are strings",
        "features must be a list of strings, but are of type int",
        "a list of inputs is needed, but got one string: put it in a list",
    ]


def test_one_string_is_no_list() -> None:
    with pytest.raises(
        PantoumError, match=r"^a list of texts is needed, but got one string: put it in a list$"
    ):
        listed("abc", "text")


def test_there_are_as_many_features_as_inputs() -> None:
    assert features_for(2, None, False) == [None, None]
    assert features_for(0, None, True) == []
    with pytest.raises(
        PantoumError, match=r"^this model reads features: give those of each input, or '' for none$"
    ):
        features_for(2, None, True)
    assert features_for(2, ["V", None], True) == ["V", None]
    assert features_for(2, [None, ""], False) == [None, ""]
    with pytest.raises(PantoumError, match=r"^2 inputs need as many features, but got 1$"):
        features_for(2, ["V"], True)
    with pytest.raises(PantoumError, match=r"^this model reads no features"):
        features_for(1, ["V"], False)


def test_a_text_that_is_too_long_is_named() -> None:
    ids = FlatSequences.of([[4], [4, 5, 6], [4, 5]])
    check_longest(ids, ["a", "abc", "ab"], [0, 1, 2], 3)
    check_longest(FlatSequences.of([]), [], [], 3)
    what = (
        r"^the input starting 'abc' has 3 symbols, but no more than 2 are sure to fit in "
        r"memory: split it"
    )
    with pytest.raises(InputError, match=what) as caught:
        check_longest(ids, ["", "a", "abc", "ab"], [1, 2, 3], 2)
    assert caught.value.row == 2
