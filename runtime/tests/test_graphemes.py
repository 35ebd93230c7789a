"""Clusters are those of `\\X` in the tokenizers library, and those of Unicode's examples."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

import pytest
import tokenizers
from hypothesis import given
from hypothesis import strategies as st
from runtime.tests.samples import any_texts
from tokenizers import pre_tokenizers

from pantoum_runtime.grapheme_table import RANGES
from pantoum_runtime.graphemes import graphemes

CLUSTERS = pre_tokenizers.Split(tokenizers.Regex(r"\X"), "isolated")
FACE = "\U0001f600"
# What of a sign and its neighbours is one cluster tells the class of the sign.
AROUND: Sequence[Callable[[str], str]] = [
    lambda sign: f"{FACE}{sign}\u200d{FACE}{sign}a",
    lambda sign: f"\u1161{sign}\u11a8{sign}\u1161{sign}\U0001f1e6",
    lambda sign: f"\u1100{sign}\u1100{sign}\u0301\r{sign}\n",
]
# One of each class, and one more where several are alike only by their class.
OF_EACH_CLASS = [
    *(
        "\r",
        "\n",
        "\0",
        "\u00ad",
        "\u0301",
        "\u094d",
        "\U0001f3fd",
        "\u200d",
        "\U0001f1e6",
        "\u0600",
    ),
    *("\u0903", "\u0e33", "\u1100", "\u1161", "\u11a8", "가", "각", FACE, "©", "a", "क", " "),
]


def expected(text: str) -> list[str]:
    return [piece for piece, _ in CLUSTERS.pre_tokenize_str(text)]


def wrong(codes: Iterable[int]) -> list[str]:
    """The code points that are cut otherwise than the library cuts them, between known ones."""
    found = []
    signs = [chr(code) for code in codes if not 0xD800 <= code < 0xE000]
    for start in range(0, len(signs), 500):
        part = signs[start : start + 500]
        for text_of in AROUND:
            texts = [text_of(sign) for sign in part]
            # U+0001 is apart from whatever stands beside it.
            together = "\1".join(texts)
            if graphemes(together) != expected(together):
                found += [text for text in texts if graphemes(text) != expected(text)]
    return found


def test_every_range_ends_where_the_library_has_its_end() -> None:
    ends = [
        int(number, 16)
        for parts in RANGES.values()
        for part in parts.split()
        for number in part.split("-")
    ]
    assert len(ends) > 700
    beside = {code + step for code in ends for step in (-1, 0, 1)} & {*range(0x110000)}
    assert wrong(sorted(beside)) == []


# Elsewhere are ideographs, which are all alike, and code points that are private or not assigned.
@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "codes",
    [
        *(range(0x10000), range(0x10000, 0x20000), range(0x20000, 0x40000, 37)),
        *(range(0xE0000, 0xE1100), range(0xE1100, 0x110000, 997)),
    ],
)
def test_every_code_point_has_the_class_that_it_has_in_the_library(codes: range) -> None:
    assert wrong(codes) == []


def test_every_three_classes_beside_each_other_are_cut_as_in_the_library() -> None:
    texts = ["".join(signs) for signs in product(OF_EACH_CLASS, repeat=3)]
    assert [text for text in texts if graphemes(text) != expected(text)] == []


@given(st.lists(st.sampled_from(OF_EACH_CLASS), max_size=9).map("".join))
def test_more_classes_beside_each_other_are_cut_as_in_the_library(text: str) -> None:
    assert graphemes(text) == expected(text)


@given(any_texts)
def test_texts_are_cut_as_in_the_library(text: str) -> None:
    clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert graphemes(clean) == expected(clean)
    assert "".join(graphemes(clean)) == clean


@pytest.mark.parametrize(
    "clusters",
    [
        [],
        ["a", "b"],
        ["a", "\r\n", "\n", "\r", "b"],
        ["e\u0301", "x"],
        ["\0", "\u0301", "a"],
        ["\U0001f1eb\U0001f1f7", "\U0001f1e9\U0001f1ea", "\U0001f1eb"],
        ["\U0001f468\u200d\U0001f469\u200d\U0001f467", FACE],
        ["a\u200d", FACE],
        ["\U0001f44d\U0001f3fd", "❤\ufe0f"],
        ["\u1100\u1161\u11a8", "가\u11a8", "각", "\u1100"],
        ["न", "म", "स्", "ते"],
        ["क्", "त"],
        ["\u0600a", "b"],
        ["\u0600", "\n"],
    ],
)
def test_clusters_are_those_of_the_annex(clusters: Sequence[str]) -> None:
    assert graphemes("".join(clusters)) == clusters
