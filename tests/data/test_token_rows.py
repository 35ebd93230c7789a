"""Cells are found where a plain split finds them, and nothing but them changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data.token_rows import cell_spans, fits, is_blank, put_cells, split_cells, split_words

lines = st.text("ab \t\r\u00a0", max_size=12)


@given(lines)
def test_spans_are_where_the_cells_are(line):
    assert [line[start:end] for start, end in cell_spans(line)] == split_cells(line)
    if "\t" in line:
        assert split_cells(line) == [cell.strip(" ") for cell in line.split("\t")]


@given(lines.filter(lambda line: not is_blank(line)), st.data())
def test_put_cells_are_read_back_and_the_others_stay(line, data):
    before = split_cells(line)
    places = st.integers(0, len(before) - 1)
    replaced = data.draw(st.dictionaries(places, st.sampled_from(["x", "yyy"]), max_size=3))
    added = data.draw(st.lists(st.sampled_from(["z", "zz"]), max_size=2))
    new = put_cells(line, replaced, added)
    assert (
        split_cells(new) == [replaced.get(place, cell) for place, cell in enumerate(before)] + added
    )
    # What is between the cells stays as it was.
    gaps = gaps_between(new)
    assert gaps[: len(before)] == gaps_between(line)[:-1]
    assert gaps[-1] == gaps_between(line)[-1]


def test_words_of_plain_text_stand_between_ascii_white_space_alone():
    assert split_words(" the\tdog\v\fruns\r\n") == ["the", "dog", "runs"]
    assert split_words("10\u00a0000 \u3000 a\u2028b") == ["10\u00a0000", "\u3000", "a\u2028b"]
    assert split_words(" \n") == []


def gaps_between(line):
    """What stands before, between and behind the cells."""
    borders = [0, *(border for span in cell_spans(line) for border in span), len(line)]
    return [line[start:end] for start, end in zip(borders[::2], borders[1::2], strict=True)]


@pytest.mark.parametrize(
    ("line", "replaced", "added", "expected"),
    [
        ("EU  NNP   B-ORG ", {2: "O"}, [], "EU  NNP   O "),
        ("EU\tNNP\t B-ORG \t", {2: "O", 3: "x"}, [], "EU\tNNP\t O \tx"),
        (" EU", {}, ["O"], " EU\tO"),
        ("EU NNP ", {0: "US"}, ["O", "P"], "US NNP O P "),
        ("EU \tNNP", {}, ["O"], "EU \tNNP\tO"),
        ("EU\t", {1: "O"}, ["P"], "EU\tO\tP"),
        ("New York\tX", {0: "Old York"}, [], "Old York\tX"),
    ],
)
def test_where_texts_are_put(line, replaced, added, expected):
    assert put_cells(line, replaced, added) == expected


def test_many_spaces_do_not_take_their_square_in_time():
    line = "a\t" + " " * 50_000 + "\t" + " " * 50_000 + "b"
    assert cell_spans(line) == [(0, 1), (50_002, 50_002), (100_003, 100_004)]


def test_only_ascii_white_space_is_blank():
    assert all(map(is_blank, ["", " ", "\t \t", "\r", " \v\f"]))
    assert not any(map(is_blank, ["\u00a0", "\u3000", "\u200b", "_", "#"]))


def test_what_fits_into_a_cell():
    assert fits("B-PER", "a b")
    assert fits("a b", "a\tb")
    assert not fits("a b", "a b")
    assert not any(fits(text, "a\tb") for text in ["", " ", "a ", " a", "a\tb", "a\nb", "a\rb"])
