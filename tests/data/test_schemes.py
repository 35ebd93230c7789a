"""Tags and the spans that they write, in every scheme, and as forgivingly as conlleval reads
them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.tag_sequences import SCHEMES, is_well_formed, span_lists, tag_lists

from pantoum.data import Span, convert, spans, tags_of
from pantoum.data.schemes import in_scheme
from pantoum.errors import PantoumError

LONDON = [
    Span(0, 1, "PER"),
    Span(1, 2, "PER"),
    Span(2, 5, "LOC"),
    Span(6, 8, "LOC"),
    Span(8, 10, "LOC"),
]
WRITTEN = {
    "BIO": "B-PER B-PER B-LOC I-LOC I-LOC O B-LOC I-LOC B-LOC I-LOC O",
    "IOB1": "I-PER B-PER I-LOC I-LOC I-LOC O I-LOC I-LOC B-LOC I-LOC O",
    "IOBES": "S-PER S-PER B-LOC I-LOC E-LOC O B-LOC E-LOC B-LOC E-LOC O",
    "BILOU": "U-PER U-PER B-LOC I-LOC L-LOC O B-LOC L-LOC B-LOC L-LOC O",
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_spans_are_written_and_read(scheme):
    tags = WRITTEN[scheme].split()
    assert tags_of(LONDON, 11, scheme) == tags
    assert tags_of(reversed(LONDON), 11, scheme) == tags
    assert spans(tags, scheme) == LONDON
    assert {other: convert(tags, scheme, other) for other in SCHEMES} == {
        other: text.split() for other, text in WRITTEN.items()
    }


@given(span_lists(), st.sampled_from(SCHEMES), st.sampled_from(SCHEMES))
def test_every_scheme_holds_any_spans(case, scheme, other):
    found, length = case
    tags = tags_of(found, length, scheme)
    assert len(tags) == length
    assert is_well_formed(tags, scheme)
    assert spans(tags, scheme) == found
    assert convert(tags, scheme, other) == tags_of(found, length, other)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("I-X I-X O", [(0, 2, "X")]),
        ("O I-X", [(1, 2, "X")]),
        ("B-X I-Y I-Y", [(0, 1, "X"), (1, 3, "Y")]),
        ("B-X I-X B-X", [(0, 2, "X"), (2, 3, "X")]),
        ("E-X E-X", [(0, 1, "X"), (1, 2, "X")]),
        ("B-X E-X I-X", [(0, 2, "X"), (2, 3, "X")]),
        ("S-X I-X", [(0, 1, "X"), (1, 2, "X")]),
        ("L-X I-X U-X I-X L-X", [(0, 1, "X"), (1, 2, "X"), (2, 3, "X"), (3, 5, "X")]),
        ("B-X S-X E-Y", [(0, 1, "X"), (1, 2, "X"), (2, 3, "Y")]),
        ("B-X I-X O E-X", [(0, 2, "X"), (3, 4, "X")]),
        ("B I O B", [(0, 2, ""), (3, 4, "")]),
        ("B-X I I-X", [(0, 1, "X"), (1, 2, ""), (2, 3, "X")]),
        ("B-a-b- I-a-b- I-a-b", [(0, 2, "a-b-"), (2, 3, "a-b")]),
        ("", []),
    ],
)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_broken_sequences_have_spans_too(tags, expected, scheme):
    assert spans(tags.split(), scheme) == expected


def spans_by_definition(tags):
    """All stretches of tags of one type in which a span begins at the first tag, at no other, and
    right behind.
    """
    parts = [tag.partition("-")[::2] for tag in tags]

    def begins(place):
        prefix, type = parts[place]
        before, type_before = parts[place - 1] if place else ("O", "")
        fresh = before in "OESLU" or type_before != type
        return prefix in "BSU" or (prefix in "IEL" and fresh)

    found = []
    for start in range(len(tags)):
        for end in range(start + 1, len(tags) + 1):
            inside = parts[start:end]
            whole = begins(start) and not any(map(begins, range(start + 1, end)))
            over = end == len(tags) or parts[end][0] == "O" or begins(end)
            if whole and over and "O" not in [prefix for prefix, _ in inside]:
                found.append(Span(start, end, parts[start][1]))
    return found


@given(tag_lists("BIESLU"), st.sampled_from(SCHEMES))
def test_spans_as_they_are_defined(tags, scheme):
    assert spans(tags, scheme) == spans_by_definition(tags)


@given(tag_lists("BIESLU"), st.sampled_from(SCHEMES))
def test_converting_mends(tags, scheme):
    mended = convert(tags, scheme, scheme)
    assert spans(mended, scheme) == spans(tags, scheme)
    assert is_well_formed(mended, scheme)
    assert is_well_formed(tags, scheme) == (mended == tags)


def test_bilou_is_iobes_by_other_letters():
    tags = ["U-PER", "O", "B-LOC", "I-LOC", "L-LOC", "U"]
    letters = ["S-PER", "O", "B-LOC", "I-LOC", "E-LOC", "S"]
    assert convert(tags, "BILOU", "IOBES") == letters
    assert convert(letters, "IOBES", "BILOU") == tags


def test_only_tags_with_prefixes_of_other_schemes_are_written_anew():
    assert in_scheme(["O", "U-X", "B-X", "L-X"], "IOBES") == ["O", "S-X", "B-X", "E-X"]
    assert in_scheme(["O", "S-X", "B-X", "E-X"], "BIO") == ["O", "B-X", "B-X", "I-X"]
    # An I behind O breaks the scheme, but has no prefix of another one.
    assert in_scheme(["O", "I-X", "B-X"], "BIO") == ["O", "I-X", "B-X"]


@pytest.mark.parametrize(
    "tag", ["NOUN", "", "o", "O-PER", "-PER", "b-PER", "B_PER", "X-PER", "BB-PER", "B-", "N" * 99]
)
def test_tags_that_mark_no_span(tag):
    with pytest.raises(PantoumError, match=f"the tag '{tag[:40]}' marks no span: write O, or B-, "):
        spans(["B-PER", tag], "BIO")


def test_plain_tags_have_no_spans():
    for call in (
        lambda: spans(["NOUN"], "none"),
        lambda: tags_of([], 1, "none"),
        lambda: convert(["O"], "BIO", "none"),
        lambda: convert(["O"], "none", "BIO"),
    ):
        with pytest.raises(ValueError, match="write no spans: expected BIO, IOB1, IOBES or BILOU"):
            call()


@pytest.mark.parametrize(
    "bad", [[(0, 0)], [(2, 1)], [(-1, 1)], [(2, 4)], [(0, 2), (1, 3)], [(0, 1), (0, 1)]]
)
def test_spans_that_cannot_be_written(bad):
    with pytest.raises(
        ValueError, match="expected spans of one word or more, apart and within 3 words, got Span"
    ):
        tags_of([Span(start, end, "X") for start, end in bad], 3, "BIO")
