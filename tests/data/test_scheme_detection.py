"""Which scheme a column of tags is written in, whatever a few stray tags say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.tag_sequences import SCHEMES, span_lists, tag_lists

from pantoum.data import convert, count_invalid_tags, detect_scheme, tags_of
from pantoum.data.scheme_detection import right_spelling

# Ten sentences of 50 tags in all, 10 of them no O.
NAMES = ["O O B-X I-X O"] * 5 + ["O O O O O"] * 5


def detected(sequences):
    return detect_scheme([sequence.split() for sequence in sequences])


@given(st.lists(span_lists(), max_size=3), span_lists(min_size=1), st.sampled_from(SCHEMES))
def test_a_scheme_is_told_from_sequences_that_follow_it(some, one, scheme):
    written = [tags_of(found, length, scheme) for found, length in [*some, one]]
    assert detect_scheme(written).scheme == scheme


@given(st.lists(tag_lists("BIESLU", types=["X"]), max_size=6), st.sampled_from(SCHEMES))
def test_valid_sequences_come_back_from_the_model_s_scheme_as_they_were(sequences, learned):
    scheme = detect_scheme(sequences).scheme
    for tags in sequences if scheme != "none" else ():
        if count_invalid_tags([tags], scheme).tags == 0:
            assert convert(convert(tags, scheme, learned), learned, scheme) == tags


@pytest.mark.parametrize(
    ("sequences", "scheme", "reason"),
    [
        (["NOUN VERB", "NOUN X"], "none", ""),
        (["O O", "O"], "none", ""),
        ([], "none", ""),
        (["NOUN S B V", "E B"], "none", ""),
        (["", "B-X"], "BIO", "tags other than O begin with B, and 1 would not follow IOB1"),
        (["O B I"], "BIO", "tags other than O begin with B, I, and 1 would not follow IOB1"),
        (
            ["B-X I-X", "O I-X B-Y I-Y", "B-X"],
            "BIO",
            "tags other than O begin with B, I, and 3 would not follow IOB1",
        ),
        (
            ["I-X I-X", "O I-Y B-Y", "O I-X", "B-X"],
            "IOB1",
            "tags other than O begin with B, I, and 3 would not follow BIO",
        ),
        (["B-X O I-X"], "BIO", "tags other than O begin with B, I, and 1 would not follow IOB1"),
        (["S-X O"], "IOBES", "tags other than O begin with S, and 1 would not follow BIO"),
        (["U-X O"], "BILOU", "tags other than O begin with U, and 1 would not follow BIO"),
    ],
)
def test_detected_schemes(sequences, scheme, reason):
    assert detected(sequences) == (scheme, reason)


def test_a_few_stray_tags_do_not_decide():
    for stray in ("o", "NOUN", "S-X"):
        assert detected([*NAMES, f"O {stray} O"]).scheme == "BIO"
    assert detected([*NAMES, "o o o O"]) == (
        "none",
        "3 of 13 tags other than O are none of BIO, such as 'o' (write O)",
    )
    assert detected([*NAMES, "S-X S-X S-X"]).reason == (
        "3 of 13 tags other than O are none of BIO, such as 'S-X'"
    )


def test_stress_marks_are_no_spans():
    assert detected(["S U S U", "U S"]) == (
        "none",
        "all tags are S, U, without a type, and none is O",
    )
    # With O for what is not stressed either no scheme knows both.
    assert detected(["S U O S U", "U S O"]).scheme == "none"


def test_letters_that_do_not_follow_each_other_as_a_scheme_says_are_no_spans():
    assert detected(["O I O B O"] * 5) == ("none", "5 of 10 tags would not follow BIO")
    # With types they are spans, though written carelessly.
    assert detected(["O I-X O B-X O"] * 5).scheme == "BIO"


@pytest.mark.parametrize(
    ("tag", "right"),
    [
        ("B_PER", "B-PER"),
        ("b-per", "B-per"),
        ("PER-B", "B-PER"),
        ("geo-loc-I", "I-geo-loc"),
        ("U:X", "U-X"),
        ("o", "O"),
        ("B-PER", None),
        ("O", None),
        ("NOUN", None),
        ("B-", None),
        ("s", None),
    ],
)
def test_how_a_tag_that_looks_like_one_of_a_span_is_written(tag, right):
    assert right_spelling(tag) == right


@pytest.mark.parametrize(
    ("sequences", "reason"),
    [
        (
            ["PER-B PER-I O", "O LOC-B"],
            "they look like spans written as TYPE-PREFIX, such as 'PER-B': write B-PER, and O "
            "outside of spans",
        ),
        (
            ["o b-per", "i-per o"],
            "they look like spans, such as 'b-per': write B-per, and O outside of spans",
        ),
        (["O B_PER X"], ""),
    ],
)
def test_tags_that_are_nearly_those_of_spans_are_named(sequences, reason):
    assert detected(sequences) == ("none", reason)
