"""Examples from files: every format, and one clear line for everything that can be wrong with a
file.
"""

import csv
import json
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.files import message, write

from pantoum.config import DataConfig
from pantoum.data import Columns, Example, parse_input, read_examples, read_training
from pantoum.errors import PantoumError

PAIRS = [Example("abby", "a b i"), Example("naïve", "n a i v")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tsv", "abby\ta b i\nnaïve\tn a i v\n"),
        ("no_last_newline.tsv", "abby\ta b i\nnaïve\tn a i v"),
        ("crlf.tsv", "abby\ta b i\r\nnaïve\tn a i v\r\n"),
        ("old_mac.tsv", "abby\ta b i\r\rnaïve\tn a i v\r"),
        ("old_mac.csv", "source,target\rabby,a b i\rnaïve,n a i v"),
        ("bom.tsv", "\ufeffabby\ta b i\nnaïve\tn a i v\n"),
        ("blank_lines.tsv", "\nabby\ta b i\n \t \n\nnaïve\tn a i v\n\n"),
        ("spaces_around.tsv", " abby \ta b i \nnaïve\t n a i v\n"),
        ("header.tsv", "word\tpronunciation\nabby\ta b i\nnaïve\tn a i v\n"),
        ("UPPER.TSV", "abby\ta b i\nnaïve\tn a i v\n"),
        ("a.csv", "abby,a b i\nnaïve,n a i v\n"),
        ("quoted.csv", '"abby","a b i"\r\n\r\n"naïve",n a i v\r\n'),
        ("header.csv", "Source,Target\nabby,a b i\nnaïve,n a i v\n"),
        (
            "a.jsonl",
            '{"source": "abby", "target": "a b i"}\n\n{"target": "n a i v", "source": '
            '"na\\u00efve"}\n',
        ),
        (
            "other_keys.jsonl",
            '{"id": 1, "src": "abby", "tgt": "a b i"}\n{"src": "naïve", "tgt": "n a i v"}\n',
        ),
    ],
)
def test_the_same_examples_from_every_format(tmp_path, name, content):
    path = write(tmp_path, name, content)
    assert read_training([path], DataConfig())[0] == PAIRS


def test_a_tsv_keeps_quotes_and_unusual_line_ends_inside_cells(tmp_path):
    path = write(tmp_path, "a.tsv", '"a\t"b"\nx\u2028y\vz\tw\n')
    assert read_examples([path], Columns()) == [Example('"a', '"b"'), Example("x\u2028y\vz", "w")]


def test_a_csv_cell_may_hold_commas_quotes_and_newlines(tmp_path):
    path = write(tmp_path, "a.csv", '"one, ""two""","a\nb"\nc,d\n')
    assert read_examples([path], Columns()) == [Example('one, "two"', "a\nb"), Example("c", "d")]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_whatever_is_written_as_csv_or_json_is_read_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    expected = [Example(source.strip(), target.strip()) for source, target in rows]
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("source", "target"), *(("<" + a, b + ">") for a, b in rows)])
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"source": "<" + a, "target": b + ">"}) + "\n" for a, b in rows)
    for name in ("a.csv", "a.jsonl"):
        read = read_examples([folder / name], Columns("source", "target"))
        assert [
            (a.removeprefix("<").strip(), (b or "").removesuffix(">").strip()) for a, b, *_ in read
        ] == [example[:2] for example in expected]


def test_a_carriage_return_stays_where_lines_end_with_lf(tmp_path):
    path = write(tmp_path, "a.csv", '"one\rtwo",b\r\nc,d\n')
    assert read_examples([path], Columns()) == [Example("one\rtwo", "b"), Example("c", "d")]


def test_a_json_number_may_be_of_any_length(tmp_path):
    path = write(
        tmp_path, "a.jsonl", '{"source": "a", "target": "b", "count": ' + "9" * 5_000 + "}\n"
    )
    assert read_examples([path], Columns("source", "target")) == [Example("a", "b")]


def test_columns_by_number_and_by_name(tmp_path):
    path = write(tmp_path, "a.tsv", "id\tform\tlemma\tfeats\n1\tdeveleri\tdeve\tN;ACC;PL\n")
    example = Example("deve", "develeri", "N;ACC;PL")
    assert read_examples([path], Columns("lemma", "form", "feats")) == [example]
    assert read_examples([path], Columns("3", "2", "4")) == [example]
    assert read_examples([path], Columns("lemma", "2", "4")) == [example]


def test_a_number_counts_the_keys_of_the_first_json_object(tmp_path):
    path = write(tmp_path, "a.jsonl", '{"x": "a", "y": "b"}\n{"y": "d", "x": "c"}\n')
    assert read_examples([path], Columns()) == [Example("a", "b"), Example("c", "d")]


def test_a_first_line_of_unknown_names_is_data_unless_columns_are_named(tmp_path):
    path = write(tmp_path, "a.tsv", "chat\tkatze\nchien\thund\n")
    assert read_examples([path], Columns())[0] == Example("chat", "katze")
    assert read_examples([path], Columns("katze", "chat")) == [Example("hund", "chien")]


def test_without_need_of_targets_they_may_be_missing_and_sources_empty(tmp_path):
    path = write(tmp_path, "a.tsv", "abby\nnaïve\tn a i v\n\tx\nxyz\t\n")
    assert read_examples([path], Columns(), need_target=False) == [
        Example("abby", None),
        Example("naïve", "n a i v"),
        Example("", "x"),
        Example("xyz", None),
    ]
    path = write(tmp_path, "a.csv", "word\nabby\n")
    assert read_examples([path], Columns("word", "pronunciation"), need_target=False) == [
        Example("abby", None)
    ]
    path = write(tmp_path, "a.jsonl", '{"source": "abby"}\n')
    assert read_examples([path], Columns("source", "target"), need_target=False) == [
        Example("abby", None)
    ]


@pytest.mark.parametrize("columns", [Columns(), Columns("source", "target")])
def test_empty_cells_are_refused_in_training(tmp_path, columns):
    path = write(tmp_path, "source.tsv", "source\ttarget\na\tb\n\tb\n")
    assert message(path, columns=columns).startswith(f"{path}, line 3: the source is empty")
    path = write(tmp_path, "target.csv", "source,target\na,b\na,\n")
    assert message(path, columns=columns).startswith(f"{path}, line 3: the target is empty")
    path = write(
        tmp_path,
        "target.jsonl",
        '{"source": "a", "target": "b"}\n\n{"source": "a", "target": " "}\n',
    )
    assert message(path, columns=columns).startswith(f"{path}, line 3: the target is empty")


@pytest.mark.parametrize(
    ("name", "content", "line", "expected"),
    [
        ("a.tsv", "a\tb\nc\n", 2, "the line has 1 column, but the target is column '2': put a TAB"),
        ("a.tsv", "a b\n", 1, "the line has 1 column, but the target is column '2': put a TAB"),
        ("a.csv", "a,b\n\nc\n", 3, "the line has 1 column, but the target is column '2': put a "
                                   "comma"),
        ("a.tsv", b"a\tb\nc\td\ne\xe9\tf\n", 3, "not UTF-8 (byte 0xe9)"),
        ("a.tsv", b"\xef\xbb\xbfa\tb\n\xff\tb\n", 2, "not UTF-8 (byte 0xff)"),
        ("a.tsv", "a\tb\n".encode("utf-16"), 1, "a NUL byte"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 3, "a NUL byte"),
        ("a.tsv", b"a\tb\rc\td\re\xe9\tf\r", 3, "not UTF-8 (byte 0xe9)"),
        ("a.tsv", "a\tb\n" + "x" * 100_001 + "\tb\n", 2, "the line has 100,003 characters"),
        ("a.csv", 'a,b\n"a,b\nc,d\n', 2, "not valid CSV (unexpected end of data)"),
        ("a.csv", 'a,b\n"x\ny",b\n"a"c,d\n', 4, "not valid CSV"),
        ("a.jsonl", '{"source": "a", "target": "b"}\n{"source": "a"\n', 2, "not valid JSON"),
        ("a.jsonl", '{"source": "a", "target": "b"}\n["a", "b"]\n', 2, "not a JSON object"),
        ("a.jsonl", '{"source": "a", "target": "b"}\n{"source": "a"}\n', 2, "no key 'target' for "
                                                                            "the target"),
        ("a.jsonl", '{"source": "a", "target": "b"}\n{"source": 3}\n', 2, "'source' is a number, "
                                                                          "but must be a"),
        ("a.jsonl", '{"source": "a", "target": null}\n', 1, "'target' is null, but must be a "
                                                            "string: fill it in or"),
        ("a.jsonl", '{"source": ' + "9" * 5_000 + ', "target": "b"}\n', 1, "'source' is a number, "
                                                                           "but must be"),
        ("a.jsonl", '{"source": "a", "target": "\\ud83d"}\n', 1, "half a surrogate pair"),
        ("a.jsonl", "[" * 50_000 + "\n", 1, "JSON nested too deeply"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named(tmp_path, name, content, line, expected):
    path = write(tmp_path, name, content)
    assert message(path).startswith(f"{path}, line {line}: {expected}")


def test_a_column_that_the_header_does_not_have(tmp_path):
    path = write(tmp_path, "a.tsv", "\nword\tipa\na\tb\n")
    expected = f"{path}, line 2: no column 'sound' for the target in this header: word, ipa;"
    assert message(path, columns=Columns("word", "sound")).startswith(expected)


def test_a_number_of_thousands_of_digits_is_no_column(tmp_path):
    column = "9" * 5_000
    path = write(tmp_path, "a.tsv", "a\tb\n")
    assert message(path, columns=Columns(column)).startswith(
        f"{path}, line 1: no column '{column[:40]}' for the source"
    )
    path = write(tmp_path, "a.jsonl", '{"a": "x", "b": "y"}\n')
    assert message(path, columns=Columns(column)).startswith(
        f"{path}, line 1: no key '{column[:40]}' for the source"
    )


@pytest.mark.parametrize("column", ["3", "9"])
def test_a_column_number_that_no_line_has(tmp_path, column):
    path = write(tmp_path, "a.tsv", "a\tb\n")
    expected = f"{path}, line 1: the line has 2 columns, but the features are column '{column}'"
    assert message(path, columns=Columns(features=column)).startswith(expected)


@pytest.mark.parametrize("name", ["a.tsv", "a.csv", "a.jsonl"])
@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_a_file_without_examples(tmp_path, name, content):
    path = write(tmp_path, name, content)
    assert message(path).startswith(f"{path}: the file ")
    assert "empty" in message(path) or "no examples" in message(path)


def test_a_header_alone_is_no_example(tmp_path):
    path = write(tmp_path, "a.tsv", "source\ttarget\n")
    assert message(path).startswith(f"{path}: the file has no examples")


@pytest.mark.parametrize("name", ["a.tsv", "a.csv", "a.jsonl"])
def test_a_pipe_is_read_once(tmp_path, name):
    content = {"a.tsv": "a\tb\n", "a.csv": "a,b\n", "a.jsonl": '{"source": "a", "target": "b"}\n'}[
        name
    ]
    path = tmp_path / name
    found = []
    os.mkfifo(path)
    reader = threading.Thread(
        target=lambda: found.append(read_training([path], DataConfig())[0]), daemon=True
    )
    reader.start()
    path.write_text(content)
    reader.join(10)  # a second look at the pipe would wait for ever
    assert found == [[Example("a", "b")]]


def test_an_input_line_to_predict_from():
    place = "stdin, line 1"
    assert parse_input("abandonner\n", place, has_features=False) == ("abandonner", None, None)
    assert parse_input("deve \tN;ACC;PL\r\n", place, has_features=True) == (
        "deve",
        "N;ACC;PL",
        None,
    )
    assert parse_input("deve\t\n", place, has_features=True) == ("deve", "", None)
    assert parse_input("\n", place, has_features=False) == ("", None, None)
    assert parse_input(" \n", place, has_features=True) == ("", None, None)
    both = parse_input("deve\tN\ttur\n", place, has_features=True, has_group=True)
    assert both == ("deve", "N", "tur")
    assert parse_input("pain\tfre\n", place, False, has_group=True) == ("pain", None, "fre")
    assert parse_input("\n", place, False, has_group=True) == ("", None, None)


@pytest.mark.parametrize(
    ("line", "has_features", "what"),
    [
        ("abby\ta b i", False, "2 columns, but this model reads only the input: remove"),
        (
            "deve\tdeveleri\tN;ACC;PL",
            True,
            "3 columns, but this model reads the input and its features: remove",
        ),
        (
            "deve",
            True,
            "1 column, but this model reads `input TAB features`: put a TAB and the features",
        ),
    ],
)
def test_an_input_line_with_too_many_or_too_few_columns(line, has_features, what):
    with pytest.raises(PantoumError) as caught:
        parse_input(line, "stdin, line 7", has_features)
    assert str(caught.value).startswith(f"stdin, line 7: the line has {what}")
