"""Which sequences of tags are well formed, by trying all of them."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.tag_sequences import (
    PREFIXES,
    SCHEMES,
    TYPES,
    is_well_formed,
    labels,
    tag_lists,
)

from pantoum.data import (
    InvalidTags,
    allowed_transitions,
    convert,
    count_invalid_tags,
)
from pantoum.errors import PantoumError


def may_be(sequence, constraints):
    """Whether the constraints allow this sequence of label numbers."""
    steps = [constraints.transitions[a, b] for a, b in pairwise(sequence)]
    return bool(constraints.start[sequence[0]] and constraints.end[sequence[-1]] and all(steps))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("prefixes", ["BI", "BIES", "BILU"])
def test_a_sequence_is_allowed_if_and_only_if_it_is_well_formed(scheme, prefixes):
    tags = labels(prefixes, TYPES[-2:])
    constraints = allowed_transitions(tags, scheme)
    assert constraints.transitions.shape == (len(tags), len(tags))
    for length in (1, 2, 3, 4):
        for sequence in product(range(len(tags)), repeat=length):
            written = [tags[label] for label in sequence]
            assert may_be(sequence, constraints) == is_well_formed(written, scheme)
            assert may_be(sequence, constraints) == (convert(written, scheme, scheme) == written)


def test_which_of_few_labels_are_allowed():
    constraints = allowed_transitions(["E-X", "O", "B-X", "S-X"], "IOBES")
    assert constraints.start.tolist() == [False, True, True, True]
    assert constraints.end.tolist() == [True, True, False, True]
    rows = {"E-X": [0, 1, 1, 1], "O": [0, 1, 1, 1], "B-X": [1, 0, 0, 0], "S-X": [0, 1, 1, 1]}
    assert constraints.transitions.tolist() == [
        [bool(cell) for cell in row] for row in rows.values()
    ]
    assert all(array.dtype == np.bool_ for array in constraints)


def test_plain_tags_may_stand_anywhere():
    constraints = allowed_transitions(["NOUN", "VERB", "B-X"], "none")
    assert [array.shape for array in constraints] == [(3,), (3, 3), (3,)]
    assert all(array.all() for array in constraints)
    assert [array.shape for array in allowed_transitions([], "BIO")] == [(0,), (0, 0), (0,)]


@pytest.mark.parametrize(
    ("scheme", "sequences", "expected"),
    [
        ("BIO", ["O B-X I-X", "B-X B-X"], (0, None)),
        ("BIO", ["O B-X", "O I-X I-X", "B-X I-Y I-X"], (3, (1, 1))),
        ("BIO", ["S-X O", "S-X I-X", "B-X E-X O"], (4, (0, 0))),
        ("IOB1", ["O I-X I-X B-X I-Y", "I-X I-Y"], (0, None)),
        ("IOB1", ["B-X I-X", "I-X B-Y B-Y"], (2, (0, 0))),
        ("IOBES", ["S-X B-X I-X E-X", "O"], (0, None)),
        ("IOBES", ["S-X O", "B-X", "B-X O", "I-X E-X", "E-X", "B-X I-X", "I-X"], (6, (1, 0))),
        ("BILOU", ["U-X B-X L-X", "O L-X"], (1, (1, 1))),
        ("BILOU", ["S-X B-X I-X L-X"], (1, (0, 0))),
        ("none", ["NOUN VERB I-X"], (0, None)),
        ("BIO", [], (0, None)),
        ("BIO", ["", "I-X"], (1, (1, 0))),
    ],
)
def test_broken_tags_are_counted_and_the_first_is_named(scheme, sequences, expected):
    assert count_invalid_tags([sequence.split() for sequence in sequences], scheme) == InvalidTags(
        *expected
    )


@given(st.lists(tag_lists(), max_size=4), st.sampled_from(SCHEMES))
def test_nothing_is_broken_where_all_is_well_formed(sequences, scheme):
    broken = count_invalid_tags(sequences, scheme)
    assert (broken.tags == 0) == all(is_well_formed(tags, scheme) for tags in sequences)
    assert broken.tags <= sum(map(len, sequences))
    if broken.first is not None:
        sequence, word = broken.first
        assert all(is_well_formed(tags, scheme) for tags in sequences[:sequence])
        assert not is_well_formed(sequences[sequence][: word + 1], scheme)
    assert count_invalid_tags(
        [convert(tags, scheme, scheme) for tags in sequences], scheme
    ) == InvalidTags(0, None)


def test_tags_that_mark_no_span():
    for call in (
        lambda: allowed_transitions(["O", "NOUN"], "BIO"),
        lambda: count_invalid_tags([["O", "NOUN"]], "IOB1"),
    ):
        with pytest.raises(PantoumError, match="the tag 'NOUN' marks no span"):
            call()


def test_prefixes_of_a_scheme_are_those_that_it_writes():
    for scheme in SCHEMES:
        constraints = allowed_transitions(labels("BIESLU", ["X"]), scheme)
        used = [any(row) for row in constraints.transitions.tolist()]
        assert {label for label, use in zip("OBIESLU", used, strict=True) if use} == {
            "O",
            *PREFIXES[scheme],
        }
