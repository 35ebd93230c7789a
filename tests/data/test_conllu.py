"""CoNLL-U: what is a word, which column is which, and one clear line for everything that can be
wrong.
"""

import pytest
from tests.data.files import token_message, write

from pantoum.data import Sentence, TokenColumns, read_token_file
from pantoum.data.conllu import NAMES

TREEBANK = """\
# sent_id = 1
# text = vámonos al mar
1-2\tvámonos\t_\t_\t_\t_\t_\t_\t_\t_
1\tvamos\tir\tVERB\t_\tMood=Imp\t0\troot\t_\t_
2\tnos\tnosotros\tPRON\t_\tCase=Acc\t1\tobj\t_\t_
3-4\tal\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
3\ta\ta\tADP\t_\t_\t5\tcase\t_\t_
4\tel\tel\tDET\t_\t_\t5\tdet\t_\t_
5\tmar\tmar\tNOUN\t_\t_\t1\tobl\t_\t_


# text = 10 000 _
0.1\tsaw\tsee\tVERB\t_\t_\t_\t_\t0:root\t_
1\t10 000\t10 000\tNUM\t_\tNumType=Card\t0\troot\t_\t_
1.1\tx\tx\tX\t_\t_\t_\t_\t1:dep\t_
1.2\ty\ty\tX\t_\t_\t_\t_\t1:dep\t_
2\t_\t_\tSYM\t_\t_\t1\tdep\t_\t_

# a comment about nothing
"""


def row(id="1", form="a", upos="X"):
    return f"{id}\t{form}\t_\t{upos}\t_\t_\t0\troot\t_\t_\n"


def test_words_are_told_from_comments_multi_word_tokens_and_empty_nodes(tmp_path):
    file = read_token_file(write(tmp_path, "a.conllu", TREEBANK))
    assert file.sentences == [
        Sentence(("vamos", "nos", "a", "el", "mar"), (("VERB", "PRON", "ADP", "DET", "NOUN"),), 4),
        Sentence(("10 000", "_"), (("NUM", "SYM"),), 14),
    ]
    assert file.columns == TokenColumns("form", ("upos",), 1, (3,), None)
    assert file.lines == [[4, 5, 7, 8, 9], [14, 17]]


def test_columns_by_name_in_any_case_and_by_number(tmp_path):
    path = write(tmp_path, "a.CONLLU", TREEBANK)
    for words, tags in [
        ("lemma", ("feats", "upos")),
        ("LEMMA", ("Feats", "UPOS")),
        ("3", ("6", "04")),
    ]:
        file = read_token_file(path, words, tags)
        assert (file.columns.words, file.columns.tags) == ("lemma", ("feats", "upos"))
        assert file.sentences[1] == Sentence(
            ("10 000", "_"), (("NumType=Card", "_"), ("NUM", "SYM")), 14
        )
    assert read_token_file(path, tags=()).sentences[0].tags == ()
    numbered = [
        read_token_file(path, "2" if number != 2 else "1", [str(number)]) for number in range(1, 11)
    ]
    assert [file.columns.tags[0] for file in numbered] == list(NAMES)


def test_predicted_tags_go_into_their_cells_alone(tmp_path):
    path = write(tmp_path, "a.conllu", TREEBANK)
    file = read_token_file(path, tags=["upos", "feats"], need_tags=False)
    assert [sentence.tags for sentence in file.sentences] == [(), ()]
    filled = file.filled({"upos": ["ABCDE", "FG"], "feats": [["a=b"] * 5, ["_", "x=y"]]}).decode()
    again = read_token_file(write(tmp_path, "b.conllu", filled), tags=["upos", "feats"])
    assert [sentence.tags for sentence in again.sentences] == [
        (tuple("ABCDE"), ("a=b",) * 5),
        (("F", "G"), ("_", "x=y")),
    ]
    changed = [
        number
        for number, (a, b) in enumerate(
            zip(*map(str.split, (TREEBANK, filled), "\n\n"), strict=True), 1
        )
        if a != b
    ]
    assert changed == [4, 5, 7, 8, 9, 14, 17]
    assert (
        file.filled({"feats": [["Mood=Imp", "Case=Acc", "_", "_", "_"], ["NumType=Card", "_"]]})
        == path.read_bytes()
    )


def test_an_empty_cell_is_filled_where_tags_are_predicted(tmp_path):
    path = write(tmp_path, "a.conllu", row(upos=" "))
    assert (
        token_message(path)
        == f"{path}, line 1: column 'upos' is empty: fill it in or remove the line"
    )
    assert read_token_file(path, need_tags=False).filled({"upos": [["NOUN"]]}).decode() == row(
        upos=" NOUN"
    )


def test_a_word_may_be_anything_but_nothing(tmp_path):
    forms = ["#", "_", "\u00a0", "a b", '"', "\u2028", "-DOCSTART-"]
    path = write(
        tmp_path, "a.conllu", "".join(row(str(id), form) for id, form in enumerate(forms, 1))
    )
    assert read_token_file(path).sentences[0].words == tuple(forms)
    path = write(tmp_path, "b.conllu", "\n" + row() + row("2", " "))
    assert (
        token_message(path)
        == f"{path}, line 3: column 'form' is empty: fill it in or remove the line"
    )


@pytest.mark.parametrize(
    "ids",
    ["2", "1 1", "1 3", "1 2 4", "1 1-2", "1 2-1", "1 3-4", "1.1 1", "1 2.1", "1 0.1", "10-9"],
)
def test_ids_that_do_not_count_up(tmp_path, ids):
    content = row() + "\n" + "".join(map(row, ids.split()))
    path = write(tmp_path, "a.conllu", content)
    line = 2 + len(ids.split())
    wrong = ids.split()[-1]
    if ids == "1.1 1":
        line = 3
        wrong = "1.1"
    assert token_message(path).startswith(f"{path}, line {line}: the id '{wrong}' does not follow ")


def test_where_the_count_stands_is_told(tmp_path):
    path = write(tmp_path, "a.conllu", row() + row("2") + row("4"))
    assert token_message(path).startswith(
        f"{path}, line 3: the id '4' does not follow word 2 of its sentence: number"
    )
    path = write(tmp_path, "a.conllu", row("0.1") + row("2"))
    assert token_message(path).startswith(
        f"{path}, line 2: the id '2' does not follow the beginning of a sentence: "
    )


@pytest.mark.parametrize(
    "id", ["", "0", "01", "x", "1.", "1-", "-1", "1.0", "1-2-3", "١", "1 2", "_", "9" * 5_000 + "x"]
)
def test_bad_ids(tmp_path, id):
    path = write(tmp_path, "a.conllu", row() + "\n" + row(id))
    assert token_message(path).startswith(
        f"{path}, line 3: {id[:40]!r} is no id of CoNLL-U: write 1, 2, 3"
    )


def test_an_id_of_thousands_of_digits(tmp_path):
    path = write(tmp_path, "a.conllu", row("1-" + "9" * 5_000) + row())
    assert read_token_file(path).sentences == [Sentence(("a",), (("X",),), 2)]
    path = write(tmp_path, "a.conllu", row("9" * 5_000))
    assert token_message(path).startswith(f"{path}, line 1: the id '{'9' * 40}' does not follow")


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("1 a _ X", "1 column"),
        ("1\ta", "2 columns"),
        ("1-2\ta\t_", "3 columns"),
        ("\t".join("1" * 11), "11 columns"),
    ],
)
def test_ten_columns(tmp_path, line, count):
    path = write(tmp_path, "a.conllu", row() + "\n# text\n" + line + "\n")
    assert token_message(path).startswith(
        f"{path}, line 4: the line has {count}, but CoNLL-U has 10: put one TAB"
    )


@pytest.mark.parametrize("column", ["wrd", "0", "11", "", "9" * 5_000, "-1", "2.0"])
def test_columns_that_there_are_not(tmp_path, column):
    path = write(tmp_path, "a.conllu", row())
    expected = (
        f"{path}: no column {column[:40]!r} in CoNLL-U: name one of id, form, lemma, upos, "
        "xpos, feats, head, "
    )
    assert token_message(path, column).startswith(expected)
    assert token_message(path, tags=[column]).startswith(expected)


def test_columns_that_are_asked_for_twice(tmp_path):
    path = write(tmp_path, "a.conllu", row())
    twice = f"{path}: column 'upos' is the words, but the tags as well: name another column"
    assert token_message(path, "UPOS") == twice
    assert token_message(path, "4", ["feats", "upos"]) == twice
    assert (
        token_message(path, tags=["4", "upos"])
        == f"{path}: column 'upos' is named twice: name it once"
    )


def test_comments_of_any_length(tmp_path):
    path = write(tmp_path, "a.conllu", "# text = " + "a" * 200_000 + "\n" + row())
    assert read_token_file(path).sentences == [Sentence(("a",), (("X",),), 2)]
    path = write(tmp_path, "b.conllu", row() + row("2", "a" * 100_000))
    assert token_message(path).startswith(
        f"{path}, line 2: the line has 100,021 characters, more than 100,000"
    )
