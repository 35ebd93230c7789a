"""A model as a function of a column: its answers are those of a call, bad inputs have errors."""

import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import pyarrow
import pytest

import pantoum
from pantoum.errors import PantoumError
from pantoum.scale.answers import FORMS, NO_TEXT
from pantoum.scale.model_function import ModelFunction

WORDS = ["abc", "b", "cab", "", "cc"]
PAIR = ["abc ab", "b"]


def test_a_list_in_gives_a_list_out(reverser: Path) -> None:
    function = pantoum.udf(reverser)
    assert function(WORDS) == [one.text for one in pantoum.load(reverser, task="seq2seq")(WORDS)]
    assert function([]) == []


def test_columns_are_the_json_form_of_predictions(
    reverser: Path, labeller: Path, writer: Path, clause_tagger: Path
) -> None:
    for path in (reverser, labeller, writer, clause_tagger):
        model: Any = pantoum.load(path)
        kind = model.task
        rows = pantoum.udf(path, returns="columns")(PAIR)
        options = {"probabilities": True} if kind == "tagger" else {}
        for text, row, one in zip(PAIR, rows, model(PAIR, **options), strict=True):
            wanted = one.to_dict() if kind == "tagger" else one.to_dict(text)
            assert tuple(row) == (*FORMS[kind].columns, "error")
            assert row["error"] is None
            kept = {name: wanted[name] for name in wanted if name not in ("rank", "attention")}
            assert {name: row[name] for name in kept} == kept
            if kind == "tagger":
                assert row["tagged"] == " ".join(one.tags)
        outputs = [row[FORMS[kind].output] for row in rows]
        exact = kind != "language_model"  # JSON rounds to six decimals
        wanted = outputs if exact else pytest.approx(outputs, abs=1e-6)
        assert pantoum.udf(path)(PAIR) == wanted


def test_an_exported_file_is_a_function_too(reverser: Path, exported_reverser: Path) -> None:
    assert pantoum.udf(exported_reverser, beam=2)(WORDS) == pantoum.udf(reverser, beam=2)(WORDS)


def test_a_bad_input_has_its_error_and_the_others_their_outputs(reverser: Path) -> None:
    given = ["abc", None, 3, "abc" * 20_000, "b"]
    assert pantoum.udf(reverser)(given) == ["cba", None, None, None, "b"]
    rows = pantoum.udf(reverser, returns="columns")(given)
    assert [row["error"] is None for row in rows] == [True, False, False, False, True]
    assert rows[1]["error"] == rows[2]["error"] == NO_TEXT
    assert rows[3]["error"].startswith("the input starting 'abcabc")
    assert rows[3]["source"] == "abc" * 20_000
    assert rows[3]["text"] is None


def test_one_that_only_the_model_finds_bad_is_found_among_many(
    labeller: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = pantoum.udf(labeller, returns="columns")
    whole = function(WORDS)
    model = function.model
    calls = []

    class Fragile:
        task, groups, reads_features = "classifier", None, False

        def __call__(self, texts: list[str], features: Any, **options: Any) -> Any:
            calls.append(len(texts))
            if "cab" in texts:
                raise ZeroDivisionError
            return model(texts, features, **options)

    monkeypatch.setattr(ModelFunction, "model", Fragile())
    rows = function(WORDS)
    assert [row["error"] for row in rows] == [None, None, "ZeroDivisionError", None, None]
    others = [row for row in rows if row["source"] != "cab"]
    assert others == [row for row in whole if row["source"] != "cab"]
    assert max(calls) == 5


def test_series_and_arrays(reverser: Path) -> None:
    pandas = pytest.importorskip("pandas")
    pyarrow = pytest.importorskip("pyarrow")
    series = pandas.Series(["abc", None, "cab"], index=[7, 9, 3])
    found = pantoum.udf(reverser)(series)
    assert list(found.index) == [7, 9, 3]
    assert found[7] == "cba"
    assert found.isna().tolist() == [False, True, False]
    assert pantoum.udf(reverser)(pandas.Series([None])).isna().tolist() == [True]
    frame = pantoum.udf(reverser, returns="columns")(series)
    assert list(frame.index) == [7, 9, 3]
    assert list(frame.columns) == [*FORMS["seq2seq"].columns, "error"]
    assert frame.loc[9, "error"] == NO_TEXT
    array = pyarrow.array(["abc", None])
    assert pantoum.udf(reverser)(array).to_pylist() == ["cba", None]
    table = pantoum.udf(reverser, returns="columns")(array)
    assert table["tokens"].to_pylist() == [["c", "b", "a", "</s>"], None]


def test_a_group_is_refused_where_the_model_reads_none(reverser: Path) -> None:
    with pytest.raises(PantoumError, match="the model reads no group, but got 1 for 1 inputs"):
        _ = pantoum.udf(reverser, group="fr").model


def test_a_new_function_reads_a_model_that_was_written_anew(reverser: Path, tmp_path: Path) -> None:
    place = tmp_path / "model"
    shutil.copytree(reverser, place)
    before = pantoum.udf(place).model
    assert pantoum.udf(place).model is before
    os.utime(place / "model.safetensors", ns=(1, 1))
    assert pantoum.udf(place).model is not before


@pytest.mark.parametrize("inputs", [5, None, "abc", {"abc": 1}, pyarrow.table({"a": ["b"]})])
def test_what_is_no_column_is_refused(reverser: Path, inputs: Any) -> None:
    with pytest.raises(PantoumError, match="a function answers a column, but got a "):
        pantoum.udf(reverser)(inputs)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"nbest": 2}, "a column has one output for each input, without nbest"),
        ({"attention": True}, "a column has one output for each input, without attention"),
        ({"threads": 0}, "threads must be a whole number from 1"),
        ({"threads": 10**10}, "threads must be a whole number from 1"),
    ],
)
def test_options_that_are_refused_at_once(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PantoumError, match=sentence):
        pantoum.udf("model", **options)


def test_a_part_without_an_output_has_the_type_of_the_others(reverser: Path, writer: Path) -> None:
    none = pyarrow.array([None], pyarrow.string())
    assert pantoum.udf(reverser)(none).type == pyarrow.string()
    assert pantoum.udf(writer)(none).type == pyarrow.float64()


def test_groups_stand_beside_inputs_or_are_one(two_ways: Path) -> None:
    model: Any = pantoum.load(two_ways)
    groups = ["same", "reversed", "elsewhere", "same"]
    rows = pantoum.udf(two_ways, returns="columns")(["ab", "ab", "ab", "ca"], group=groups)
    assert [row["text"] for row in rows] == [
        model("ab", group="same").text,
        model("ab", group="reversed").text,
        None,
        model("ca", group="same").text,
    ]
    assert "elsewhere" in rows[2]["error"]
    one = pantoum.udf(two_ways, group="reversed")(["ab", "ca"])
    assert one == [model("ab", group="reversed").text, model("ca", group="reversed").text]
    with pytest.raises(PantoumError, match="the model reads group, but got none for 1 inputs"):
        pantoum.udf(two_ways)(["ab"])


def test_it_is_pickled_without_its_model_and_loads_it_once(
    reverser: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = pantoum.udf(reverser, returns="columns", beam=1)
    function(["ab"])
    data = pickle.dumps(function)
    assert len(data) < 1_000
    again = pickle.loads(data)
    assert again.model is function.model
    monkeypatch.chdir("/")
    assert again(["ab"]) == function(["ab"])


def test_what_cannot_work_is_refused(reverser: Path, tmp_path: Path) -> None:
    unchecked: Any = pantoum.udf
    with pytest.raises(PantoumError, match="returns must be output or columns, but is 'all'"):
        unchecked(reverser, returns="all")
    with pytest.raises(PantoumError, match="no option 'beams'"):
        _ = unchecked(reverser, beams=2).model
    with pytest.raises(PantoumError, match="no such directory"):
        _ = pantoum.udf(tmp_path / "none").model
    with pytest.raises(PantoumError, match="the model reads no features, but got 1 for 1 inputs"):
        pantoum.udf(reverser)(["ab"], features=["PL"])
