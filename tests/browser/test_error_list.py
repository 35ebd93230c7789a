"""The list of errors in a browser: searched, narrowed down, sorted, read in parts."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import numpy as np
import pytest
from tests.browser.conftest import Opener
from tests.report.judging import HOSTILE, judge, page_of, page_of_labels, page_of_tags

from pantoum.report import Attention

# 120 outputs with an x for the last letter, then one of each other kind; every input is different.
ROWS = [(f"w{number}", "ab", "ax") for number in range(120)]
OTHERS = [("Zoë", "ab", "abc"), ("eta", "abc", "ab"), ("theta", "ɑ̃b", "b")]
PICTURE = Attention(np.eye(2, dtype=np.float32), ["q", "</s>"], ["z", "</s>"])


def rows_of(page: Any) -> list[list[str]]:
    """The texts of the cells of the rows that are shown."""
    return page.eval_on_selector_all(
        "#error-table tbody tr:not([hidden])",
        "rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))",
    )


def column(page: Any, place: int) -> list[str]:
    return [row[place] for row in rows_of(page)]


def status(page: Any) -> str:
    return page.get_by_role("status").inner_text()


@pytest.fixture
def page(open_page: Opener) -> Any:
    return open_page(page_of(judge([*ROWS, *OTHERS]), {0: PICTURE}))


class TestTheSearch:
    def test_it_narrows_the_list(self, page: Any) -> None:
        search = page.get_by_role("searchbox", name="Search")
        search.fill("w11")
        assert column(page, 1) == ["w11", *(f"w{number}" for number in range(110, 120))]
        assert status(page) == "11 of 123 errors; rows 1 to 11"
        search.fill("w11 ")
        assert len(rows_of(page)) == 11
        search.fill("nothing has this")
        assert rows_of(page) == []
        assert status(page) == "0 of 123 errors"
        search.fill("")
        assert status(page) == "123 of 123 errors; rows 1 to 50"

    def test_it_makes_no_difference_between_cases_and_ways_to_write_a_letter(
        self, page: Any
    ) -> None:
        search = page.get_by_role("searchbox", name="Search")
        search.fill("zoe\u0308")
        assert column(page, 1) == ["Zoë"]
        search.fill("ɑ\u0303")
        assert column(page, 1) == ["theta"]

    def test_it_reads_texts_and_no_pictures(self, page: Any) -> None:
        search = page.get_by_role("searchbox", name="Search")
        for nowhere in ("</s>", "show", "q ← z"):
            search.fill(nowhere)
            assert rows_of(page) == []
        # No part of a text is a pattern, and none goes over from one cell to the next.
        for nowhere in (".*", "w1ab"):
            search.fill(nowhere)
            assert rows_of(page) == []
        search.fill("abax")
        assert rows_of(page) == []

    def test_enter_does_not_leave_the_page(self, page: Any) -> None:
        search = page.get_by_role("searchbox", name="Search")
        search.fill("w119")
        search.press("Enter")
        assert column(page, 1) == ["w119"]


class TestChoices:
    def test_kinds_and_edits(self, page: Any) -> None:
        page.get_by_role("combobox", name="Kind").select_option("deletion")
        assert sorted(column(page, 1)) == ["eta", "theta"]
        page.get_by_role("combobox", name="Edits").select_option("− c")
        assert column(page, 1) == ["eta"]
        page.get_by_role("searchbox").fill("theta")
        assert rows_of(page) == []
        page.get_by_role("button", name="Show all errors").click()
        assert status(page) == "123 of 123 errors; rows 1 to 50"
        assert page.get_by_role("combobox", name="Kind").input_value() == ""
        assert page.get_by_role("searchbox").input_value() == ""

    def test_a_number_leads_to_the_errors_that_it_counts(self, page: Any) -> None:
        page.get_by_role("searchbox").fill("w1")
        page.get_by_role("link", name="show the errors with b → x").click()
        assert status(page) == "120 of 123 errors; rows 1 to 50"
        assert set(column(page, 5)) == {"b → x"}
        assert page.get_by_role("combobox", name="Edits").input_value() == "b → x"
        assert page.url.endswith("#errors")
        page.get_by_role("link", name="show the errors: insertion").click()
        assert column(page, 1) == ["Zoë"]
        assert page.get_by_role("combobox", name="Edits").input_value() == ""

    def test_an_edit_of_several_is_chosen_whole(self, open_page: Opener) -> None:
        page = open_page(page_of(judge([("a", "ab", "xy"), ("b", "aab", "xxy")])))
        page.get_by_role("combobox", name="Edits").select_option("a → x")
        assert sorted(column(page, 1)) == ["a", "b"]

    def test_a_cell_of_the_matrix_chooses_both_labels(self, open_page: Opener) -> None:
        rows = [("a", "Dutch", "French"), ("b", "Dutch", "Turkish"), ("c", "Turkish", "French")]
        page = open_page(page_of_labels(rows))
        matrix = page.locator("table.matrix")
        matrix.get_by_role("link", name="show the errors: Dutch, predicted as Turkish").click()
        assert rows_of(page) == [["2", "b", "Dutch", "Turkish", "0.125", "0.250"]]

    def test_tags_of_one_kind(self, open_page: Opener) -> None:
        words = [[("a", "A", "B"), ("B", "A", "B")]]
        page = open_page(page_of_tags(words, "none", ("upos", "xpos")))
        page.locator("#tags-2").get_by_role("link").first.click()
        assert [row[1:4] for row in rows_of(page)] == [
            ["a", "known", "xpos"],
            ["B", "unknown", "xpos"],
        ]
        page.get_by_role("combobox", name="In training").select_option("unknown")
        assert [row[1:4] for row in rows_of(page)] == [["B", "unknown", "xpos"]]


class TestTheOrder:
    def test_numbers_are_sorted_as_numbers_and_back(self, page: Any) -> None:
        head = page.locator("#error-table").get_by_role("columnheader", name="example")
        head.get_by_role("button").click()
        assert column(page, 0) == [f"{number}" for number in range(1, 51)]
        assert head.get_attribute("aria-sort") == "ascending"
        head.get_by_role("button").click()
        assert column(page, 0) == [f"{number}" for number in range(123, 73, -1)]
        assert head.get_attribute("aria-sort") == "descending"

    def test_another_column_takes_over(self, page: Any) -> None:
        heads = page.locator("#error-table").get_by_role("columnheader")
        heads.filter(has_text="score").get_by_role("button").click()
        assert [float(score) for score in column(page, 6)] == [
            -float(place) for place in range(122, 72, -1)
        ]
        heads.filter(has_text="input").get_by_role("button").click()
        assert column(page, 1)[:4] == ["eta", "theta", "w0", "w1"]
        assert [head.get_attribute("aria-sort") for head in heads.all()].count("ascending") == 1

    def test_the_search_keeps_the_order(self, page: Any) -> None:
        heads = page.locator("#error-table").get_by_role("columnheader")
        for _ in range(2):
            heads.filter(has_text="input").get_by_role("button").click()
        page.get_by_role("searchbox").fill("eta")
        assert column(page, 1) == ["theta", "eta"]

    def test_rows_that_are_equal_keep_their_order(self, page: Any) -> None:
        heads = page.locator("#error-table").get_by_role("columnheader")
        before = column(page, 1)
        heads.filter(has_text="kind").get_by_role("button").click()
        page.get_by_role("combobox", name="Kind").select_option("substitution")
        assert column(page, 1) == before

    def test_errors_with_attention_come_first(self, page: Any) -> None:
        heads = page.locator("#error-table").get_by_role("columnheader")
        heads.filter(has_text="attention").get_by_role("button").click()
        assert column(page, 1)[0] == "w0"

    def test_an_infinite_score_has_its_place(self, open_page: Opener) -> None:
        judged = judge([("a", "x", "y"), ("b", "x", "z"), ("c", "x", "w")])
        outputs = [
            one._replace(score=score)
            for one, score in zip(judged.outputs, (-1.0, float("-inf"), -2.0), strict=True)
        ]
        judged.outputs[:] = outputs  # type: ignore[index]
        page = open_page(page_of(judged))
        heads = page.locator("#error-table").get_by_role("columnheader")
        heads.filter(has_text="score").get_by_role("button").click()
        assert column(page, 1) == ["b", "c", "a"]

    def test_other_tables_are_sorted_too(self, page: Any) -> None:
        table = page.locator("#confusions table")
        head = table.get_by_role("columnheader", name="times")
        head.get_by_role("button").click()
        assert table.locator("tbody tr td:nth-child(4)").all_inner_texts() == ["1", "1", "1", "120"]


class TestParts:
    def test_next_and_previous(self, page: Any) -> None:
        following = page.get_by_role("button", name="Next rows")
        previous = page.get_by_role("button", name="Previous rows")
        assert (previous.is_disabled(), following.is_disabled()) == (True, False)
        everything = column(page, 1)
        following.click()
        everything += column(page, 1)
        assert status(page) == "123 of 123 errors; rows 51 to 100"
        following.click()
        everything += column(page, 1)
        assert status(page) == "123 of 123 errors; rows 101 to 123"
        assert following.is_disabled()
        assert sorted(everything) == sorted(source for source, *_ in [*ROWS, *OTHERS])
        previous.click()
        assert status(page) == "123 of 123 errors; rows 51 to 100"

    def test_as_many_rows_as_asked(self, page: Any) -> None:
        page.get_by_role("button", name="Next rows").click()
        page.get_by_role("combobox", name="Rows at once").select_option("200")
        assert len(rows_of(page)) == 123
        assert page.get_by_role("button", name="Next rows").is_disabled()
        page.get_by_role("combobox", name="Rows at once").select_option("all")
        assert status(page) == "123 of 123 errors; rows 1 to 123"


@pytest.mark.usefixtures("unchecked_shapes")
def test_ten_thousand_errors(open_page: Opener) -> None:
    rows = [(f"word {number}", "ab", "ax") for number in range(10_000)]
    page = open_page(page_of(judge(rows)))
    assert status(page) == "10,000 of 10,000 errors; rows 1 to 50"
    page.get_by_role("searchbox").fill("word 99")
    assert status(page) == "111 of 10,000 errors; rows 1 to 50"
    page.get_by_role("button", name="Show all errors").click()
    head = page.locator("#error-table").get_by_role("columnheader", name="example")
    for _ in range(2):
        head.get_by_role("button").click()
    assert column(page, 0)[0] == "10,000"


def test_what_data_hold_does_nothing(open_page: Opener) -> None:
    # Each of them on the page of another kind of model, and one on all.
    for text, kinds in zip(HOSTILE, cycle(((0, 1, 2), (0,), (1,), (2,))), strict=False):
        for kind in kinds:
            check_harmless(open_page, text, kind)


def check_harmless(open_page: Opener, text: str, kind: int) -> None:
    pages = [
        page_of(judge([(text, (text, "x"), f"{text} y")])),
        page_of_labels([(text, text, "a"), ("b", "a", text)], text),
        page_of_tags([[(text, text, "a"), ("b", "a", text)]], "none", (text, "b")),
    ]
    for one in pages[kind : kind + 1]:
        page = open_page(one)
        assert page.evaluate("window.hacked") is None
        assert page.locator("script").count() == 1
        assert page.locator("img").count() == 0
        shown = text.replace("\x1b", "\\x1b")
        assert shown in [cell for row in rows_of(page) for cell in row]
        page.get_by_role("searchbox").fill(shown)
        assert rows_of(page)
