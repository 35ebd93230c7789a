"""Columns of groups and of weights: how they are read, and what is refused."""

from pathlib import Path

import pytest
from tests.data.files import message, write
from tests.reversing import with_settings

from pantoum.config import Config, DataConfig, validate
from pantoum.data import (
    Columns,
    Example,
    LabelVocabulary,
    hold_out,
    read_examples,
    read_training,
    with_references,
)
from pantoum.data.data_file import open_file
from pantoum.data.groups import counted, group_name, named, unseen_problem
from pantoum.data.inputs import Input, has_input_columns, read_inputs
from pantoum.data.quality import check_files
from pantoum.errors import PantoumError

WORDS = "word\tpronunciation\tlang\tcount\npain\tpɛ̃\tfre\t12\npain\tpeɪn\teng\t3\n"
GROUPS = Columns("word", "pronunciation", "", "lang")
WEIGHTS = Columns("word", "pronunciation", "", "", "count")


def refused(path, data):
    with pytest.raises(PantoumError) as caught:
        read_training([path], data)
    return str(caught.value)


def test_a_group_and_a_weight_stand_in_their_columns(tmp_path):
    path = write(tmp_path, "a.tsv", WORDS)
    data = DataConfig(group_column="lang", weight_column="count")
    training = read_training([path], data)
    assert training.columns == Columns("word", "pronunciation", "", "lang", "count")
    assert training.examples == [
        Example("pain", "pɛ̃", None, "fre", 12.0),
        Example("pain", "peɪn", None, "eng", 3.0),
    ]


def test_a_number_in_a_file_with_names_becomes_the_name(tmp_path):
    path = write(tmp_path, "a.tsv", WORDS)
    columns = read_training([path], DataConfig(group_column="3")).columns
    assert columns == Columns("word", "pronunciation", "", "lang")


def test_a_third_column_of_groups_is_not_taken_for_features(tmp_path):
    groups = ["FR"] * 3 + ["NL"] * 3
    lines = zip("abcdef", groups, strict=True)
    rows = "".join(f"{one}\t{one}x\t{group}\n" for one, group in lines)
    path = write(tmp_path, "a.tsv", rows)
    assert read_training([path], DataConfig()).columns == Columns(features="3")
    training = read_training([path], DataConfig(group_column="3"))
    assert training.columns == Columns("1", "2", "", "3")
    assert [one.group for one in training.examples] == groups


def test_features_are_found_beside_a_column_of_groups(tmp_path):
    forms = [f"mot{i}\tmots{i}\tN;{'PL' if i % 2 else 'SG'}\tfra\t2" for i in range(40)]
    path = write(tmp_path, "a.tsv", "\n".join(forms) + "\n")
    columns = read_training([path], DataConfig(group_column="4", weight_column="5")).columns
    assert columns == Columns("1", "2", "3", "4", "5")


def test_json_has_groups_as_texts_and_weights_as_numbers_or_texts(tmp_path):
    path = write(
        tmp_path,
        "a.jsonl",
        '{"input": "a", "output": "b", "lang": "x", "n": 2}\n'
        '{"input": "a", "output": "b", "lang": "y", "n": "0.5"}\n',
    )
    examples = read_training([path], DataConfig(group_column="lang", weight_column="n")).examples
    assert [(one.group, one.weight) for one in examples] == [("x", 2.0), ("y", 0.5)]


def test_names_of_groups_are_equal_in_any_normalisation_and_spacing():
    assert group_name(" Old   Fran\u0063\u0327ais ") == "Old Fran\u00e7ais"


@pytest.mark.parametrize("cell", ["", "  "])
def test_an_empty_group_is_refused_with_its_line(tmp_path, cell):
    path = write(tmp_path, "a.tsv", f"{WORDS}eau\to\t{cell}\t1\n")
    expected = f"{path}, line 4: the group is empty: fill it in or remove the line"
    assert refused(path, DataConfig(group_column="lang")) == expected
    assert message(path, columns=GROUPS) == expected


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("many", "the weight is many"),
        ("-1", "the weight is -1"),
        ("0", "the weight is 0"),
        ("nan", "the weight is nan"),
        ("inf", "the weight is inf"),
        ("1,000", "the weight is 1,000"),
        ("", "the weight is empty"),
    ],
)
def test_a_weight_is_a_finite_number_above_0(tmp_path, cell, what):
    path = write(tmp_path, "a.tsv", f"{WORDS}eau\to\tfre\t{cell}\n")
    assert refused(path, DataConfig(weight_column="count")) == (
        f"{path}, line 4: {what}, but must be a finite number above 0: write such a number, or "
        "remove the line"
    )


@pytest.mark.parametrize(
    ("value", "what"),
    [("NaN", "nan"), ("-2", "-2"), ("true", "true or false"), ("null", "null"), ("[1]", "a list")],
)
def test_a_weight_of_json_too(tmp_path, value, what):
    path = write(tmp_path, "a.jsonl", f'{{"input": "a", "output": "b", "n": {value}}}\n')
    expected = f"{path}, line 1: the weight is {what}, but must be a finite number above 0"
    assert refused(path, DataConfig(weight_column="n")).startswith(expected)


def test_a_column_that_is_not_there_is_refused(tmp_path):
    path = write(tmp_path, "a.tsv", WORDS)
    assert (
        "no column 'language' for the group in this header: word, pronunciation, lang, count;"
        in refused(path, DataConfig(group_column="language"))
    )
    short = write(tmp_path, "b.tsv", "a\tb\tx\nc\td\n")
    assert refused(short, DataConfig(group_column="3")) == (
        f"{short}, line 2: the line has 2 columns, but the group is column '3': put a TAB between "
        "columns, or name another column"
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (DataConfig(group_column="1"), "column '1' is the source, but the group as well"),
        (DataConfig(group_column="2"), "column '2' is the target, but the group as well"),
        (DataConfig(weight_column="2"), "column '2' is the target, but the weight as well"),
        (
            DataConfig(group_column="3", weight_column="3"),
            "column '3' is the group, but the weight as well",
        ),
        (
            DataConfig(features_column="3", group_column="3"),
            "column '3' are the features, but the group as well",
        ),
        (
            DataConfig(target_column="2-", group_column="3"),
            "column '2-' is the target, but the group as well",
        ),
    ],
)
def test_a_column_is_of_one_use(tmp_path, data, what):
    path = write(tmp_path, "a.tsv", "ab\tx y\t1\nc\tz\t2\n")
    assert what in refused(path, data)


def test_files_without_columns_have_none(tmp_path):
    lexicon = write(tmp_path, "a.dict", "AB  A B\nBA  B A\n")
    assert "the group stands in a column, but a lexicon has a word and its phones alone" in message(
        open_file(lexicon, "lexicon"), columns=Columns(group="3")
    )
    one, two = (write(tmp_path, name, "a\nb\n") for name in ("a.txt", "b.txt"))
    with pytest.raises(PantoumError, match=r"data\.weight_column is '3', but line-aligned files"):
        read_training([one, two], DataConfig(weight_column="3"))


@pytest.mark.parametrize(
    ("name", "value"), [("group_temperature", 5.0), ("unseen_group", "unknown")]
)
def test_what_is_said_of_groups_needs_a_column(name, value):
    config = with_settings(Config(), {f"data.{name}": value})
    with pytest.raises(PantoumError, match="but no column of groups is given") as caught:
        validate(config)
    assert caught.value.setting == f"data.{name}"
    validate(with_settings(config, {"data.group_column": "lang"}))


def test_the_same_word_in_two_groups_is_two_inputs(tmp_path):
    path = write(tmp_path, "a.tsv", f"{WORDS}pain\tpeːn\teng\t1\n")
    examples = read_examples([path], GROUPS)
    assert with_references(examples).texts == ["pɛ̃", ("peɪn", "peːn")]
    data = DataConfig(group_column="lang", weight_column="count")
    found = [one for one in check_files({"train": [path]}, data) if one.check == "conflicts"]
    assert [place.line for one in found for place in one.places] == [4]


def test_a_share_of_each_group_is_held_out():
    examples = [
        Example(f"{group}{number}", "x", None, group)
        for group, size in (("a", 200), ("b", 20), ("c", 2), ("d", 1))
        for number in range(size)
    ]
    train, dev = hold_out(examples, 1, Path("x"), lambda one: one.source, lambda one: one.group)
    assert counted(one.group or "" for one in dev) == "a 20, b 2, c 1"
    assert counted(one.group or "" for one in train) == "a 180, b 18, c 1, d 1"
    assert sorted([*train, *dev]) == sorted(examples)


def test_groups_in_messages():
    assert counted(["b", "a", "b"]) == "b 2, a 1"
    assert named(map(str, range(10))) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
    vocabulary = LabelVocabulary.train([["fre", "fre", "dut"]])
    expected = "the group 'x' is not in the training data, which have fre, dut"
    assert unseen_problem("x", vocabulary.labels) == expected


class TestInputsToPredictFrom:
    COLUMNS = Columns("word", "pronunciation", "", "lang")

    def inputs(self, folder, name, content, columns=COLUMNS, has_features=False):
        return read_inputs(open_file(write(folder, name, content)), columns, has_features).inputs

    def test_names_say_where_the_group_stands(self, tmp_path):
        found = self.inputs(tmp_path, "a.tsv", "lang\tother\tword\nfre\tx\tpain\n")
        assert found == [Input("pain", None, 2, "fre")]

    def test_a_narrow_file_has_the_group_behind_the_input(self, tmp_path):
        assert not has_input_columns(["pain", "fre"], Columns(group="3"), has_features=False)
        found = self.inputs(tmp_path, "a.csv", "pain,fre\n", Columns(group="3"))
        assert found == [Input("pain", None, 1, "fre")]
        both = self.inputs(tmp_path, "b.csv", "deve,N,tur\n", Columns("1", "2", "3", "4"), True)
        assert both == [Input("deve", "N", 1, "tur")]

    def test_a_wide_file_has_the_columns_of_training(self, tmp_path):
        assert has_input_columns(["a", "b", "fre"], Columns(group="3"), has_features=False)
        found = self.inputs(tmp_path, "a.tsv", "pain\tpɛ̃\tfre\n", Columns(group="3"))
        assert found == [Input("pain", None, 1, "fre")]

    def test_json(self, tmp_path):
        found = self.inputs(tmp_path, "a.jsonl", '{"lang": "fre", "word": "pain"}\n')
        assert found == [Input("pain", None, 1, "fre")]

    def test_a_group_is_not_read_where_it_is_said_otherwise(self, tmp_path):
        columns = self.COLUMNS._replace(group="")
        found = self.inputs(tmp_path, "a.tsv", "word\tlang\npain\tfre\n", columns)
        assert found == [Input("pain", None, 2, None)]

    def test_an_empty_group_is_refused_with_its_line(self, tmp_path):
        with pytest.raises(PantoumError, match=r"a\.tsv, line 3: the group is empty: fill it in"):
            self.inputs(tmp_path, "a.tsv", "word\tlang\npain\tfre\neau\t\n")
