"""CoNLL columns: tabs or spaces, documents, columns that are missing, and one clear line for what
is wrong.
"""

import pytest
from tests.data.files import token_message, write

from pantoum.data import Sentence, TokenColumns, read_token_file
from pantoum.errors import PantoumError

NEWS = """\
-DOCSTART- -X- -X- O

EU NNP B-NP B-ORG
rejects  VBZ B-VP   O
# # O O

 \t
-DOCSTART- -X- O O
Peter NNP B-NP B-PER
"""


@pytest.mark.parametrize("name", ["a.conll", "a.bio", "a.iob", "a.iob2", "a.CoNLL"])
def test_the_first_and_the_last_column(tmp_path, name):
    file = read_token_file(write(tmp_path, name, NEWS))
    assert file.sentences == [
        Sentence(("EU", "rejects", "#"), (("B-ORG", "O", "O"),), 3),
        Sentence(("Peter",), (("B-PER",),), 9),
    ]
    assert file.columns == TokenColumns("1", ("4",), 0, (3,), 4)
    assert file.lines == [[3, 4, 5], [9]]


def test_columns_by_number(tmp_path):
    path = write(tmp_path, "a.conll", NEWS)
    file = read_token_file(path, "2", ["04", "3"])
    assert file.columns == TokenColumns("2", ("4", "3"), 1, (3, 2), None)
    assert file.sentences[0] == Sentence(
        ("NNP", "VBZ", "#"), (("B-ORG", "O", "O"), ("B-NP", "B-VP", "O")), 3
    )
    assert read_token_file(path, "4", ()).sentences[1] == Sentence(("B-PER",), (), 9)


def test_predicted_tags_replace_the_column_or_come_behind_the_last(tmp_path):
    file = read_token_file(write(tmp_path, "a.conll", NEWS), "1", ["2", "5"], need_tags=False)
    assert [sentence.tags for sentence in file.sentences] == [(), ()]
    assert file.columns == TokenColumns("1", ("2", "5"), 0, (1, None), 4)
    assert file.filled({"5": ["ABC", "D"], "2": ["xyz", "w"]}).decode() == (
        "-DOCSTART- -X- -X- O\n\nEU x B-NP B-ORG A\nrejects  y B-VP   O B\n# z O O C\n\n "
        "\t\n-DOCSTART- -X- O O\n"
        "Peter w B-NP B-PER D\n"
    )
    assert b"Peter NNP B-NP B-PER D\n" in file.filled({"5": ["ABC", "D"]})


@pytest.mark.parametrize("tags", [None, ["2"], ["7"]])
@pytest.mark.parametrize(
    ("before", "after"),
    [("a\n\nb\r\nc", "a\tX\n\nb\tY\r\nc\tX"), ("  a  \n\nb\nc ", "  a\tX  \n\nb\tY\nc\tX ")],
)
def test_a_file_of_words_alone_gets_a_second_column(tmp_path, tags, before, after):
    file = read_token_file(write(tmp_path, "a.conll", before), "1", tags, need_tags=False)
    name = "2" if tags is None else tags[0]
    assert file.columns.tags == (name,)
    assert file.filled({name: ["X", "YX"]}).decode() == after


def test_each_line_has_its_own_separator(tmp_path):
    path = write(tmp_path, "a.conll", "New York\tX\nis Y\n")
    assert read_token_file(path).sentences == [Sentence(("New York", "is"), (("X", "Y"),), 1)]
    file = read_token_file(path, "1", ["3"], need_tags=False)
    assert file.filled({"3": ["AB"]}).decode() == "New York\tX\tA\nis Y B\n"


def test_a_word_may_be_anything_without_a_space(tmp_path):
    words = ["#", "_", "\u00a0", "\u3000", '"', "\u2028", "\ufeff", "-DOCSTART", "a\rb", "\u200d"]
    path = write(tmp_path, "a.conll", "".join(f"{word} O\n" for word in words))
    assert read_token_file(path).sentences[0].words == tuple(words)


def test_a_tag_with_a_space_goes_only_between_tabs(tmp_path):
    file = read_token_file(write(tmp_path, "a.conll", "a\tX\nb Y\n"), need_tags=False)
    with pytest.raises(
        PantoumError, match="line 2: the tag 'P Q' cannot stand in this line, where white space"
    ):
        file.filled({"2": [["P Q", "P Q"]]})
    assert file.filled({"2": [["P Q", "P"]]}) == b"a\tP Q\nb P\n"


@pytest.mark.parametrize(
    ("content", "words", "tags", "expected"),
    [
        (
            "a\n",
            None,
            None,
            "line 1: the line has 1 column, but the tags are column '2': put a TAB or a space",
        ),
        (
            "a X\n\nb\n",
            None,
            None,
            "line 3: the line has 1 column, but the tags are column '2': put a TAB or a",
        ),
        (
            "a X\nb\n",
            "2",
            ["1"],
            "line 2: the line has 1 column, but the words are column '2': put a TAB or a",
        ),
        (
            "a X\nb Y\n",
            "2",
            None,
            "line 1: the line has 2 columns, but the tags are column '3': put a TAB or a",
        ),
        (
            "a X Y\nb X\n",
            "1",
            ["2", "3"],
            "line 2: the line has 2 columns, but the tags are column '3': put a",
        ),
        (
            "a X\nb c X\n",
            None,
            None,
            "line 2: the line has 3 columns, but those before have 2: give every line",
        ),
        ("a\t\n", None, None, "line 1: column '2' is empty: fill it in or remove the line"),
        ("a\tX\n\tX\n", None, None, "line 2: column '1' is empty: fill it in or remove the line"),
    ],
)
def test_lines_without_a_column(tmp_path, content, words, tags, expected):
    path = write(tmp_path, "a.conll", content)
    assert token_message(path, words, tags).startswith(f"{path}, {expected}")


def test_where_a_column_is_added_all_lines_have_as_many(tmp_path):
    path = write(tmp_path, "a.conll", "a\nb X\n")
    expected = (
        f"{path}, line 2: the line has 2 columns, but those before have 1: give every line as many"
    )
    assert token_message(path, "1", ["2"], need_tags=False) == expected
    path = write(tmp_path, "a.conll", "a X\nb\n")
    expected = f"{path}, line 2: the line has 1 column, but the tags are column '2': "
    assert token_message(path, "1", ["2"], need_tags=False).startswith(expected)


@pytest.mark.parametrize("column", ["form", "0", "", "9" * 5_000, "-1", "2.0"])
def test_columns_have_no_names(tmp_path, column):
    path = write(tmp_path, "a.conll", "a X\n")
    expected = (
        f"{path}: no column {column[:40]!r} in a file whose columns have no names: give a "
        "number from 1"
    )
    assert token_message(path, column) == expected
    assert token_message(path, tags=[column]) == expected


def test_columns_that_are_asked_for_twice(tmp_path):
    path = write(tmp_path, "a.conll", "a X\n")
    assert (
        token_message(path, "1", ["01"])
        == f"{path}: column '1' is the words, but the tags as well: name another column"
    )
    assert (
        token_message(path, "1", ["2", "2"]) == f"{path}: column '2' is named twice: name it once"
    )
