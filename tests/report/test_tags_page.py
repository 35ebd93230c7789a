"""The page of a tagger: each kind of tags, known and unknown words, each wrong tag in its
sentence.
"""

import json
from collections.abc import Sequence

import pytest
from tests.report.judging import HOSTILE, page_of_tags
from tests.report.reading import Node, heads_of, read, rows_of, table_of

from pantoum.config import Scheme

# A word, its right tag and the predicted one; words in capitals are unknown.
WORDS = [
    [("Ms", "B-PER", "B-PER"), ("ADA", "I-PER", "O"), ("sees", "O", "O"), ("OSLO", "B-LOC", "O")],
    [("Rio", "B-LOC", "B-PER")],
    [("OSLO", "B-LOC", "B-LOC"), (",", "O", "O")],
]


def tree_of(
    words: Sequence[Sequence[tuple[str, str, str]]],
    scheme: Scheme = "BIO",
    columns: Sequence[str] = ("ner",),
) -> Node:
    return read(page_of_tags(words, scheme, columns))


def test_known_and_unknown_words_are_counted() -> None:
    table = table_of(tree_of(WORDS), "By whether the training data have the word")
    assert heads_of(table) == ["word", "words", "wrong tags", "accuracy"]
    assert rows_of(table) == [["known", "4", "1", "75.00"], ["unknown", "3", "2", "33.33"]]


def test_each_tag_and_each_type_of_span_has_its_scores() -> None:
    tree = tree_of(WORDS)
    heads = ["precision", "recall", "F1", "support", "predicted"]
    tags = table_of(tree, "By tag")
    assert heads_of(tags) == ["tag", *heads]
    assert rows_of(tags) == [
        ["B-LOC", "100.00", "33.33", "50.00", "3", "1"],
        ["O", "50.00", "100.00", "66.67", "2", "4"],
        ["B-PER", "50.00", "100.00", "66.67", "1", "2"],
        ["I-PER", "0.00", "0.00", "0.00", "1", "0"],
    ]
    spans = table_of(tree, "By type of span")
    assert heads_of(spans) == ["type", *heads]
    assert rows_of(spans) == [
        ["LOC", "100.00", "33.33", "50.00", "3", "1"],
        ["PER", "0.00", "0.00", "0.00", "1", "2"],
    ]


def test_tags_without_spans_have_no_types() -> None:
    tree = tree_of(WORDS, "none")
    captions = [table.one("caption").text for table in tree.all("table")]
    assert captions == [
        "All examples",
        "By whether the training data have the word",
        "By tag",
        "How often each right label (rows) is predicted as each label (columns)",
        "Most frequent confusions (at most 30)",
        "Words with a wrong tag",
    ]


def test_each_wrong_tag_stands_in_its_sentence() -> None:
    table = tree_of(WORDS).one("table", id="error-table")
    assert heads_of(table) == [
        *("sentence", "word", "in training", "right", "predicted", "in its sentence")
    ]
    assert rows_of(table) == [
        ["2", "Rio", "known", "B-LOC", "B-PER", "Rio"],
        ["1", "OSLO", "unknown", "B-LOC", "O", "Ms ADA sees OSLO"],
        ["1", "ADA", "unknown", "I-PER", "O", "Ms ADA sees OSLO"],
    ]
    assert [mark.text for mark in table.all("mark")] == ["Rio", "OSLO", "ADA"]


def test_several_kinds_of_tags_have_a_section_each_and_one_list() -> None:
    tree = tree_of(WORDS, "none", ("upos", "<xpos>"))
    assert [heading.text for heading in tree.all("h2")] == [
        *("Scores", "Training", "Tags: upos", "Tags: <xpos>", "Errors")
    ]
    assert [one.text for one in tree.one("section", id="scores").all("caption")] == [
        *("upos", "<xpos>")
    ]
    table = tree.one("table", id="error-table")
    assert [row[3] for row in rows_of(table)] == ["upos"] * 3 + ["<xpos>"] * 3
    links = tree.one("section", id="tags-2").all("a")
    assert json.loads(links[0].attributes["data-choices"] or "") == {
        "tags": "<xpos>",
        "right": "B-LOC",
        "predicted": "O",
    }
    choices = tree.one("select", data_name="tags").all("option")
    assert [one.text for one in choices] == ["all", "<xpos> (3)", "upos (3)"]


def test_of_a_long_sentence_what_is_around_the_word_is_shown() -> None:
    words = [(f"w{number}", "A", "B" if number == 50 else "A") for number in range(100)]
    table = tree_of([words], "none").one("table", id="error-table")
    (row,) = rows_of(table)
    assert row[-1].split() == ["…", *(f"w{number}" for number in range(20, 81)), "…"]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_the_data_is_text(text: str) -> None:
    tree = tree_of([[(text, text, "a"), ("b", "a", text)]], "none", (text, "b"))
    assert len(tree.all("script")) == 1
    assert tree.all("img") == []
    words = {row[1] for row in rows_of(tree.one("table", id="error-table"))}
    assert words == {text.replace("\x1b", "\\x1b"), "b"}
