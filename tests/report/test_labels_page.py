"""The page of a classifier: each label, which is taken for which, and each wrong one."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tests.report.judging import HOSTILE, page_of_labels
from tests.report.reading import Node, heads_of, read, rows_of, table_of

# Of French one of three is wrong, of Dutch all three, of Greek, which the model does not know, one.
ROWS = [
    ("chat", "French", "French"),
    ("eau", "French", "French"),
    ("pad", "French", "Dutch"),
    ("kat", "Dutch", "French"),
    ("ie", "Dutch", "French"),
    ("oo", "Dutch", "Turkish"),
    ("αβ", "Greek", "Dutch"),
]


def tree_of(rows: Sequence[tuple[str, str, str]], features: str | None = None) -> Node:
    return read(page_of_labels(rows, features))


def test_each_label_has_its_scores() -> None:
    table = table_of(tree_of(ROWS), "By label")
    assert heads_of(table) == ["label", "precision", "recall", "F1", "support", "predicted"]
    assert rows_of(table) == [
        ["Dutch", "0.00", "0.00", "0.00", "3", "2"],
        ["French", "50.00", "66.67", "57.14", "3", "4"],
        ["Greek", "0.00", "0.00", "0.00", "1", "0"],
        ["Turkish", "0.00", "0.00", "0.00", "0", "1"],
    ]


def test_confusions_are_a_matrix_and_a_list_that_lead_to_the_errors() -> None:
    tree = tree_of(ROWS)
    matrix = table_of(tree, "How often each right label")
    assert heads_of(matrix) == ["right \\ predicted", "Dutch", "French", "Greek", "Turkish"]
    assert rows_of(matrix) == [
        ["Dutch", "", "2", "", "1"],
        ["French", "1", "2", "", ""],
        ["Greek", "1", "", "", ""],
        ["Turkish", "", "", "", ""],
    ]
    shades = [cell.attributes.get("class") for cell in matrix.all("td") if cell.text]
    assert shades == [f"number shade-{shade}" for shade in (6, 3, 3, 6, 9)]
    links = [json.loads(link.attributes["data-choices"] or "") for link in matrix.all("a")]
    assert links == [
        {"right": "Dutch", "predicted": "French"},
        {"right": "Dutch", "predicted": "Turkish"},
        {"right": "French", "predicted": "Dutch"},
        {"right": "Greek", "predicted": "Dutch"},
    ]
    assert rows_of(table_of(tree, "Most frequent confusions")) == [
        ["Dutch", "French", "2"],
        ["Dutch", "Turkish", "1"],
        ["French", "Dutch", "1"],
        ["Greek", "Dutch", "1"],
    ]


def test_every_wrong_label_is_listed_with_its_probabilities() -> None:
    table = tree_of(ROWS).one("table", id="error-table")
    assert heads_of(table) == [
        *("example", "text", "right", "predicted", "probability", "of the right label")
    ]
    assert rows_of(table) == [
        ["4", "kat", "Dutch", "French", "0.500", "0.250"],
        ["5", "ie", "Dutch", "French", "0.500", "0.250"],
        ["6", "oo", "Dutch", "Turkish", "0.125", "0.250"],
        ["3", "pad", "French", "Dutch", "0.250", "0.500"],
        ["7", "αβ", "Greek", "Dutch", "0.250", "0.000"],
    ]


def test_more_labels_than_a_page_is_wide_make_no_matrix() -> None:
    rows = [("a", f"label {number}", "label 0") for number in range(31)]
    captions = [table.one("caption").text for table in tree_of(rows).all("table")]
    assert not any(caption.startswith("How often") for caption in captions)
    assert "Most frequent confusions (at most 30)" in captions


def test_without_errors_there_are_no_confusions() -> None:
    tree = tree_of(ROWS[:2])
    captions = [table.one("caption").text for table in tree.all("table")]
    assert captions == ["All examples", "By label"]
    assert "There is no error." in tree.one("section", id="errors").text


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_the_data_is_text(text: Any) -> None:
    tree = tree_of([(text, text, "a"), ("b", "a", text)], features=text)
    assert len(tree.all("script")) == 1
    assert tree.all("img") == []
    shown = text.replace("\x1b", "\\x1b")
    (row,) = [row for row in rows_of(tree.one("table", id="error-table")) if row[0] == "1"]
    assert row[1:3] == [shown, shown]
    assert heads_of(tree.one("table", id="error-table"))[2] == "features"
