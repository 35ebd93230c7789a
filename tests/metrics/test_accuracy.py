"""Accuracies of tags, against plain loops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.metrics import KnownAccuracy, TagAccuracy, known_accuracy, tag_accuracy

ITEMS = st.tuples(
    st.sampled_from(["the", "The", "cat", "sat"]), st.sampled_from("DNV"), st.sampled_from("DNV")
)
CASES = st.lists(st.lists(ITEMS, max_size=5), min_size=1, max_size=5)


def columns(case):
    return [[[item[place] for item in sentence] for sentence in case] for place in range(3)]


@given(CASES)
def test_words_and_sentences_are_counted(case):
    _, references, hypotheses = columns(case)
    words = right = whole = 0
    for sentence in case:
        hits = 0
        for _, reference, hypothesis in sentence:
            words += 1
            hits += reference == hypothesis
        right += hits
        whole += hits == len(sentence)
    expected = TagAccuracy(
        100 * right / words if words else 0.0, 100 * whole / len(case), words, len(case)
    )
    assert tag_accuracy(references, hypotheses) == expected


@given(CASES, st.frozensets(st.sampled_from(["the", "cat", "dog"])))
def test_known_and_unknown_words_are_counted_apart(case, vocabulary):
    items = [item for sentence in case for item in sentence]
    known = [a == b for word, a, b in items if word.lower() in vocabulary]
    unknown = [a == b for word, a, b in items if word.lower() not in vocabulary]
    expected = KnownAccuracy(
        100 * sum(known) / len(known) if known else None,
        100 * sum(unknown) / len(unknown) if unknown else None,
        len(known),
        len(unknown),
    )
    words, references, hypotheses = columns(case)
    assert (
        known_accuracy(words, references, hypotheses, lambda word: word.lower() in vocabulary)
        == expected
    )


def test_a_set_of_known_words():
    words = [["the", "cat"], ["sat"]]
    references = [["D", "N"], ["V"]]
    hypotheses = [["D", "V"], ["V"]]
    assert known_accuracy(words, references, hypotheses, {"the", "cat"}.__contains__) == (
        50.0,
        100.0,
        2,
        1,
    )
    assert tag_accuracy(references, hypotheses) == (100 * 2 / 3, 50.0, 3, 2)


def test_lists_and_tuples_compare_equal():
    assert tag_accuracy([("D", "N")], [["D", "N"]]).exact_match == 100.0


def test_what_does_not_match_is_refused():
    with pytest.raises(ValueError, match="2 references and 1 hypotheses"):
        tag_accuracy([["D"], ["N"]], [["D"]])
    with pytest.raises(
        ValueError, match="sequence 0 has 1 in the references and 2 in the hypotheses"
    ):
        tag_accuracy([["D"]], [["D", "N"]])
    with pytest.raises(ValueError, match="nothing to score"):
        tag_accuracy([], [])
    for words in ([["a", "b"]], [["a"], ["b"]], []):
        with pytest.raises(ValueError, match="words and references must be as many"):
            known_accuracy(words, [["D"]], [["D"]], bool)
