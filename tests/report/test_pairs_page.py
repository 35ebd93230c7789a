"""The page of an encoder-decoder says what is wrong, how often, and where."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.report.judging import HOSTILE, judge, page_of
from tests.report.reading import heads_of, read, rows_of, table_of

from pantoum.data import Example
from pantoum.evaluation import Part
from pantoum.metrics import Interval
from pantoum.report.error_list import MOST_ERRORS
from pantoum.report.pairs import Attention

# Of eight outputs five are wrong: a substitution twice, and one of each other kind.
ROWS = [
    ("ab", "ba", "ba"),
    ("abc", "cba", "cbx"),
    ("bc", "cb", "cb"),
    ("bbc", "cbb", "cb"),
    ("a", "a", "x"),
    ("aab", "baa", "baaa"),
    ("ccb", ("bcc", "bxc"), "bxx"),
    ("c", ("c", "cc"), "cc"),
]


def test_errors_are_counted_by_kind() -> None:
    table = table_of(read(page_of(judge(ROWS))), "Wrong outputs by the kind")
    assert heads_of(table) == ["kind", "outputs", "% of errors", "edits", "most frequent patterns"]
    assert rows_of(table) == [
        ["substitution", "3", "60.00", "3", "a → x (2); c → x (1)"],
        ["insertion", "1", "20.00", "1", "+ a (1)"],
        ["deletion", "1", "20.00", "1", "− b (1)"],
    ]


def test_confusions_are_shares_of_the_right_symbol() -> None:
    table = table_of(read(page_of(judge(ROWS))), "The most frequent 4 kinds of edits, of 5 edits")
    right = Counter("ba cba cb cbb a baa bxc cc")  # of the last two the nearest ones
    assert rows_of(table) == [
        ["a", "x", "substitution", "2", f"{100 * 2 / right['a']:.2f}"],
        ["(nothing)", "a", "insertion", "1", ""],
        ["b", "(nothing)", "deletion", "1", f"{100 / right['b']:.2f}"],
        ["c", "x", "substitution", "1", f"{100 / right['c']:.2f}"],
    ]


def test_each_error_stands_in_the_list_the_most_frequent_pattern_first() -> None:
    table = read(page_of(judge(ROWS))).one("table", id="error-table")
    assert heads_of(table) == [
        *("example", "input", "right", "predicted", "kind", "edits", "score")
    ]
    assert rows_of(table) == [
        ["2", "abc", "cba", "cbx", "substitution", "a → x", "-1.000"],
        ["5", "a", "a", "x", "substitution", "a → x", "-4.000"],
        ["7", "ccb", "bxcor bcc", "bxx", "substitution", "c → x", "-6.000"],
        ["6", "aab", "baa", "baaa", "insertion", "+ a", "-5.000"],
        ["4", "bbc", "cbb", "cb", "deletion", "− b", "-3.000"],
    ]
    assert [mark.text for mark in table.all("mark")] == ["a", "x", "a", "x", "c", "x", "a", "b", ""]


def test_choices_and_links_name_what_is_in_the_list() -> None:
    tree = read(page_of(judge(ROWS)))
    kind, edits = (
        [
            (one.attributes["value"], one.text)
            for one in tree.one("select", data_name=name).all("option")
        ]
        for name in ("kind", "edits")
    )
    assert kind == [
        ("", "all"),
        ("substitution", "substitution (3)"),
        ("insertion", "insertion (1)"),
        ("deletion", "deletion (1)"),
    ]
    assert edits == [
        ("", "all"),
        ("a → x", "a → x (2)"),
        ("+ a", "+ a (1)"),
        ("− b", "− b (1)"),
        ("c → x", "c → x (1)"),
    ]
    links = [
        json.loads(one.attributes["data-choices"] or "")
        for one in tree.all("a")
        if "data-choices" in one.attributes
    ]
    assert links == [
        *({"kind": name} for name in ("substitution", "insertion", "deletion")),
        *({"edits": text} for text in ("a → x", "+ a", "− b", "c → x")),
    ]


def test_scores_have_their_intervals() -> None:
    judged = judge(
        ROWS,
        notes=["<note>"],
        by_seen=[Part("seen", {"examples": 3.0, "word_error_rate": 1 / 3, "exact_match": 0.5})],
    )
    tree = read(page_of(judged))
    rows = {
        name: (value, interval)
        for name, value, interval, _ in rows_of(table_of(tree, "All examples"))
    }
    low, high = judged.evaluation.intervals["word_error_rate"]
    assert rows["word error rate"] == ("62.50 %", f"[{low:.2f}, {high:.2f}]")
    assert rows["exact match"][0] == "37.50 %"
    assert rows["examples"] == ("8", "")
    assert rows["seconds"] == ("0.50 s", "")
    assert rows_of(table_of(tree, "By whether")) == [["seen", "3", "0.33", "0.50"]]
    assert rows_of(table_of(tree, "By length of the input, in characters")) == [
        ["1", "2", "50.00", "50.00"],
        ["2", "2", "0.00", "100.00"],
        ["3", "4", "100.00", "0.00"],
    ]
    assert [note.text for note in tree.all("p", **{"class": "note"})] == ["<note>"]


def test_the_picture_of_an_interval_has_its_ends() -> None:
    judged = judge(ROWS)
    intervals = {
        "word_error_rate": Interval(25.0, 100.0),
        "symbol_error_rate": Interval(20.0, 120.0),
    }
    narrow = replace(judged, evaluation=replace(judged.evaluation, intervals=intervals))
    pictures = table_of(read(page_of(narrow)), "All examples").all("svg")
    # What goes beyond 100 has no place on this line.
    (picture,) = pictures
    paths = [path.attributes["d"] for path in picture.all("path")]
    assert paths == ["M0 7H160", "M40.0 7H160.0", "M100.0 0V14"]


def test_features_are_a_column_of_models_that_read_them() -> None:
    judged = judge(ROWS[:2])
    inputs = [Example(one.source, None, "<V>;3") for one in judged.inputs]
    table = read(page_of(replace(judged, inputs=inputs, reads_features=True))).one(
        "table", id="error-table"
    )
    assert heads_of(table)[:3] == ["example", "input", "features"]
    assert rows_of(table)[0][:3] == ["2", "abc", "<V>;3"]


def test_attention_is_drawn_for_the_errors_that_have_it() -> None:
    picture = Attention(np.full((1, 2), 0.5, dtype=np.float32), ["<x>"], ["a", "b"])
    tree = read(page_of(judge(ROWS), {4: picture}))
    table = tree.one("table", id="error-table")
    assert heads_of(table)[-1] == "attention"
    cells = {row[0]: row[-1] for row in rows_of(table)}
    assert cells["2"] == ""
    assert cells["5"] == "showattention: a row for each output symbol, a column for each input " + (
        "symbolab<x><x> ← a: 0.50<x> ← b: 0.50"
    )
    assert (
        "Attention is drawn for the first 1 of 5 errors in the order of the examples" in tree.text
    )
    # The search does not read pictures.
    assert "data-searched" not in table.all("th")[-1].attributes


def test_without_errors_the_page_says_so() -> None:
    tree = read(page_of(judge(ROWS[:1])))
    assert tree.one("section", id="errors").one("p").text == "There is no error."
    assert tree.one("section", id="confusions").one("p").text == "There is no error."
    assert tree.all("form") == []


@pytest.mark.parametrize("units", ["characters", "symbols", "words"])
def test_whatever_stands_in_the_data_is_text(units: Any) -> None:
    rows = [(text, (text, f"{text} x"), f"{text} y") for text in HOSTILE]
    tree = read(page_of(judge(rows, units)))
    assert len(tree.all("script")) == 1
    assert tree.all("img") == []
    table = tree.one("table", id="error-table")
    assert len(rows_of(table)) == len(HOSTILE)
    shown = {row[1] for row in rows_of(table)}
    assert shown == {*HOSTILE[:-1], HOSTILE[-1].replace("\x1b", "\\x1b")}
    for cells in table.all("tr")[1:]:
        for cell in cells.all("td")[1:4]:
            assert cell.children[0].tag == "bdi"  # type: ignore[union-attr]


def test_a_page_has_a_limit_of_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pantoum.report.pairs_page.MOST_ERRORS", 2)
    tree = read(page_of(judge(ROWS)))
    assert "The list has the first 2 of 5 errors; --errors FILE writes all." in tree.text
    assert [row[0] for row in rows_of(tree.one("table", id="error-table"))] == ["2", "4"]
    # Confusions are of all errors, and lead to the list where it has them.
    table = table_of(tree, "The most frequent 4 kinds of edits, of 5 edits")
    assert [link.text for link in table.all("a")] == ["2", "1"]


@pytest.mark.exhaustive
@pytest.mark.usefixtures("unchecked_shapes")
def test_ten_thousand_errors_make_a_page_of_some_megabytes() -> None:
    rows = [(f"{number}", "a", "b") for number in range(MOST_ERRORS + 5)]
    text = page_of(judge(rows))
    assert text.count("<li>a → b</li>") == MOST_ERRORS
    assert "The list has the first 10,000 of 10,005 errors" in text
    assert len(text) < 6_000_000
