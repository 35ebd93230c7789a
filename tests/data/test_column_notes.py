"""Guesses about columns follow the bulk of a file, and name the lines that are otherwise."""

import pytest
from tests.data.files import write

from pantoum.config import DataConfig
from pantoum.data import Columns, Example, read_training
from pantoum.errors import PantoumError

FORMS = [f"lemma{i}\tform{i}\tV;{('PST', 'PRS')[i % 2]};{i % 3 + 1};SG" for i in range(40)]
WORDS = [f"word{i}\tw {i}" for i in range(40)]


def trained(tmp_path, lines, data=None, name="a.tsv"):
    path = write(tmp_path, name, "\n".join(lines) + "\n")
    return read_training([path], data or DataConfig())


def refused(tmp_path, lines, name="a.tsv"):
    with pytest.raises(PantoumError) as caught:
        trained(tmp_path, lines, name=name)
    return str(caught.value).removeprefix(f"{tmp_path / name}")


def test_a_trailing_tab_changes_nothing(tmp_path):
    lines = [*FORMS[:4], FORMS[4] + "\t", *FORMS[5:]]
    training = trained(tmp_path, lines)
    assert training == trained(tmp_path, FORMS)
    assert training.columns == Columns(features="3")
    assert training.notes == []


def test_a_header_that_is_not_known_changes_nothing(tmp_path):
    training = trained(tmp_path, ["Grundform\tForm_\tMerkmale", *FORMS])
    assert training.columns == Columns(features="3")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("# a comment", "the line has 1 column, but the target is column '2': put a TAB"),
        ("lemma\tform", "the line has 2 columns, but the features are column '3': put a TAB"),
    ],
)
def test_a_line_with_too_few_columns_is_refused_and_not_a_reason_to_read_less(
    tmp_path, line, message
):
    lines = [*FORMS[:7], line, *FORMS[7:]]
    assert refused(tmp_path, lines).startswith(f", line 8: {message}")


def test_a_line_with_more_columns_is_named(tmp_path):
    training = trained(tmp_path, [*WORDS[:6], "one\ttwo\tthree", *WORDS[6:]])
    assert training.examples[6] == Example("one", "two")
    assert training.notes == ["40 of 41 lines have 2 columns, but line 7 has 3"]
    lines = [*FORMS * 3]
    for place in (3, 5, 7, 9):
        lines[place] += "\tx\ty"
    training = trained(tmp_path, lines)
    assert training.columns.features == "3"
    assert training.notes == [
        "116 of 120 lines have 3 columns, but line 4 has 5, line 6 has 5, line 8 has 5 and 1 more"
    ]


def test_many_lines_with_further_columns_are_counted(tmp_path):
    lines = [f"{line}\tzwei" if place % 4 == 1 else line for place, line in enumerate(WORDS)]
    wider = len(range(1, len(WORDS), 4))
    assert trained(tmp_path, lines).notes == [
        f"{wider} of {len(WORDS)} lines have more than 2 columns, such as line 2: if all are right "
        "outputs, give the target column as 2-"
    ]


def test_columns_that_nobody_reads_are_named(tmp_path):
    training = trained(tmp_path, [f"{line}\t0.99" for line in WORDS])
    assert training.notes == ['column 3 ("0.99") is not read']
    header = ["id\tword\tipa\tnote\tbook\tpage", *(f"1\t{line}\tx\tA\t3" for line in WORDS)]
    assert trained(tmp_path, header).notes == [
        'columns id ("1"), note ("x"), book ("A") and 1 more are not read'
    ]
    objects = ['{"input": "a", "output": "b", "id": "7"}', '{"output": "d", "input": "c"}']
    assert trained(tmp_path, objects, name="a.jsonl").notes == ['column id ("7") is not read']


def test_a_header_inside_the_file_is_named(tmp_path):
    lines = ["word\tipa", *WORDS[:5], "word\tipa", *WORDS[5:]]
    assert trained(tmp_path, lines).notes == [
        "a header inside the file is read as an example, in 1 line: 7"
    ]
    assert trained(tmp_path, [*WORDS[:5], "word\tipa"]).notes == [
        "a header inside the file is read as an example, in 1 line: 6"
    ]


def test_a_column_that_is_named_like_features_must_look_like_some(tmp_path):
    titles = [f"word{i}\tw {i}\tthe {i}th of {3 * i + 1} things" for i in range(60)]
    training = trained(tmp_path, ["word\tipa\ttags", *titles])
    assert training.columns == Columns("word", "ipa", "")
    assert training.notes == ['column tags ("the 0th of 1 things") is not read']
    assert trained(tmp_path, ["word\tipa\ttags", *FORMS]).columns.features == "tags"
    given = DataConfig(features_column="tags")
    assert trained(tmp_path, ["word\tipa\ttags", *titles], given).columns.features == "tags"


def test_sounds_among_features_are_named(tmp_path):
    lines = [*FORMS[:3], "deve\tdeveler\tʃ a", *FORMS[3:]]
    assert trained(tmp_path, lines).notes == [
        "features with letters of the phonetic alphabet: 1, as in line 4"
    ]


def test_outputs_that_are_numbers_alone_are_questioned(tmp_path):
    lines = [f"word{i}\t{i * 7}\tw {i}" for i in range(30)]
    assert refused(tmp_path, lines) == (
        ': column 2, the output, holds numbers alone ("0"), and likely outputs are in column 3 '
        '("w 0"): name the right one, as in --data.target_column 3'
    )
    assert trained(tmp_path, lines, DataConfig(target_column="2")).examples[1].target == "7"
    assert trained(tmp_path, lines, DataConfig(target_column="3")).examples[1].target == "w 1"
    numbers = [f"number {i}\t{i}" for i in range(30)]
    assert trained(tmp_path, numbers).examples[3] == Example("number 3", "3")
    named = ["text\tlabel\tnote", *(f"text {i}\t{i % 2}\tnote {i}" for i in range(30))]
    assert trained(tmp_path, named).examples[1].target == "1"
