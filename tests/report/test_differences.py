"""What differs is marked, and named by its kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.reading import read

from pantoum.metrics import edit_distance
from pantoum.report.differences import Difference

SYMBOLS = st.lists(st.sampled_from(["a", "t͡ʃ", "ɑ̃", "aː", "<"]), max_size=7)


@pytest.mark.parametrize(
    ("right", "predicted", "kind", "pattern"),
    [
        ("abc", "axc", "substitution", ("b → x",)),
        ("abc", "abxc", "insertion", ("+ x",)),
        ("abc", "ac", "deletion", ("− b",)),
        ("abcd", "xbc", "several kinds", ("a → x", "− d")),
        ("ab", "xy", "substitution", ("a → x", "b → y")),
        ("a b", "ab", "deletion", ("− (space)",)),
        ("", "ab", "insertion", ("+ a", "+ b")),
        (["a", "\u0303"], ["a"], "deletion", ("− ◌\u0303",)),
    ],
)
def test_kinds_and_patterns(
    right: str, predicted: str, kind: str, pattern: tuple[str, ...]
) -> None:
    difference = Difference.of(list(right), list(predicted))
    assert difference.kind == kind
    assert difference.pattern == pattern


@pytest.mark.parametrize(
    ("right", "predicted", "marked_right", "marked_predicted"),
    [
        ("abc", "axc", "a[b]c", "a[x]c"),
        ("abcd", "axyd", "a[bc]d", "a[xy]d"),
        ("abc", "ac", "a[b]c", "a_c"),
        ("abc", "ab", "ab[c]", "ab_"),
        ("bc", "abc", "bc", "[a]bc"),
        ("abcd", "bxd", "[a]b[c]d", "_b[x]d"),
        ("ab", "", "[ab]", "__"),
    ],
)
def test_what_differs_is_marked(
    right: str, predicted: str, marked_right: str, marked_predicted: str
) -> None:
    difference = Difference.of(list(right), list(predicted))
    assert shown(difference.marked_right("")) == marked_right
    # One gap stands for symbols that are missing one behind the other.
    assert shown(difference.marked_predicted("")) == marked_predicted.replace("__", "_")


def test_symbols_stand_apart_also_within_a_mark() -> None:
    difference = Difference.of(["a", "b", "c", "d"], ["a", "x", "y"])
    assert shown(difference.marked_right(" ")) == "a [b c d]"
    assert difference.marked_right(" ") == "<bdi>a <mark>b c d</mark></bdi>"
    assert read(difference.marked_predicted(" ")).text.split() == ["a", "x", "y"]


@given(SYMBOLS, SYMBOLS)
def test_the_texts_stay_whole_and_every_wrong_symbol_is_marked(
    right: list[str], predicted: list[str]
) -> None:
    difference = Difference.of(right, predicted)
    assert len(difference.edits) == edit_distance(right, predicted)
    for symbols, made in (
        (right, difference.marked_right("|")),
        (predicted, difference.marked_predicted("|")),
    ):
        tree = read(made)
        assert [one for one in tree.text.split("|") if one] == symbols
        wrong = [one for mark in tree.all("mark") if mark.text for one in mark.text.split("|")]
        inserted = sum(not one.reference for one in difference.edits)
        deleted = sum(not one.hypothesis for one in difference.edits)
        expected = len(difference.edits) - (inserted if symbols is right else deleted)
        if right != predicted:
            assert len(wrong) == expected


def test_a_long_pattern_is_cut() -> None:
    difference = Difference.of(list("a" * 30), list("b" * 30))
    assert difference.shown_pattern == (*["a → b"] * 20, "10 more")


def shown(markup: str) -> str:
    """Marks as brackets, gaps as underscores."""
    parts = []
    for child in read(markup).one("bdi").children:
        if isinstance(child, str):
            parts.append(child)
        else:
            parts.append(f"[{child.text}]" if child.text else "_")
    return "".join(parts)
