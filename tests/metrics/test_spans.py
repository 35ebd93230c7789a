"""Span scores, against sets of spans and against seqeval."""

from collections import defaultdict
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import precision_recall_fscore_support
from seqeval.metrics.v1 import precision_recall_fscore_support as strictly
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES
from tests.data.tag_sequences import SCHEMES, TYPES, tag_lists

from pantoum.data import convert, spans
from pantoum.metrics import PrecisionRecall, span_scores

# Without it, seqeval warns of each type that was never predicted.
QUIET: dict[str, Any] = {"zero_division": 0}
STRICT = {"BIO": IOB2, "IOB1": IOB1, "IOBES": IOBES, "BILOU": BILOU}


@st.composite
def tagged(draw, prefixes="BIES", min_size=1):
    """References and hypotheses of the same lengths; about half of the tags agree."""
    references = draw(st.lists(tag_lists(prefixes).filter(bool), min_size=min_size, max_size=4))
    hypotheses = []
    for reference in references:
        size = len(reference)
        guesses = draw(tag_lists(prefixes, max_size=size))
        right = draw(st.lists(st.booleans(), min_size=size, max_size=size))
        guesses += ["O"] * (size - len(guesses))
        hypotheses.append(
            [a if hit else b for a, b, hit in zip(reference, guesses, right, strict=True)]
        )
    return references, hypotheses


def counted(references, hypotheses, scheme):
    """Spans in the references, in the hypotheses and in both, by type, from sets."""
    found = [
        {(place, *span) for place, tags in enumerate(sequences) for span in spans(tags, scheme)}
        for sequences in (references, hypotheses)
    ]
    counts = defaultdict(lambda: [0, 0, 0])
    for which, some in enumerate((*found, found[0] & found[1])):
        for *_, type in some:
            counts[type][which] += 1
    return dict(counts)


def share(part, whole):
    return 100 * part / whole if whole else 0.0


def harmonic_mean(a, b):
    return 2 * a * b / (a + b) if a + b else 0.0


@given(tagged(), st.sampled_from(SCHEMES))
def test_scores_are_those_of_sets_of_spans(case, scheme):
    references, hypotheses = case
    scores = span_scores(references, hypotheses, scheme)
    counts = counted(references, hypotheses, scheme)
    assert {type: list(one[3:]) for type, one in scores.by_type.items()} == counts
    assert list(scores.by_type) == sorted(counts)
    assert list(scores.overall[3:]) == [
        sum(column) for column in zip(*counts.values(), [0, 0, 0], strict=True)
    ]
    for one in (scores.overall, *scores.by_type.values()):
        assert one.precision == share(one.right, one.predicted)
        assert one.recall == share(one.right, one.gold)
        assert one.f1 == pytest.approx(harmonic_mean(one.precision, one.recall))


def assert_same(scores, support):
    """That these are the scores that seqeval's function gives for all spans and for each type."""
    overall = support(average="micro")
    by_type = support(average=None)
    assert scores.overall[:3] == pytest.approx([100 * value for value in overall[:3]])
    assert [one[:3] for one in scores.by_type.values()] == [
        pytest.approx([100 * value for value in row]) for row in zip(*by_type[:3], strict=True)
    ]
    assert [one.gold for one in scores.by_type.values()] == list(by_type[3])


@given(tagged(), st.sampled_from(SCHEMES))
def test_scores_are_those_of_seqeval(case, scheme):
    references, hypotheses = case
    support = partial(precision_recall_fscore_support, references, hypotheses, **QUIET)
    assert_same(span_scores(references, hypotheses, scheme), support)


@given(tagged(), st.sampled_from(SCHEMES))
def test_well_formed_sequences_have_the_scores_of_strict_reading(case, scheme):
    references, hypotheses = (
        [convert(tags, scheme, scheme) for tags in sequences] for sequences in case
    )
    support = partial(strictly, references, hypotheses, scheme=STRICT[scheme], **QUIET)
    assert_same(span_scores(references, hypotheses, scheme), support)


@given(tagged())
def test_the_scheme_makes_no_difference(case):
    references, hypotheses = case
    scores = span_scores(references, hypotheses, "IOBES")
    for scheme in SCHEMES:
        converted = [[convert(tags, "IOBES", scheme) for tags in sequences] for sequences in case]
        assert span_scores(converted[0], converted[1], scheme) == scores


def test_one_sentence_by_hand():
    reference = ["B-PER", "I-PER", "O", "B-LOC", "O", "B-LOC"]
    hypothesis = ["B-PER", "I-PER", "O", "B-PER", "O", "I-LOC"]
    scores = span_scores([reference], [hypothesis], "BIO")
    assert scores.overall == PrecisionRecall(
        100 * 2 / 3, 100 * 2 / 3, 100 * 2 / 3, gold=3, predicted=3, right=2
    )
    assert scores.by_type == {
        "LOC": PrecisionRecall(100.0, 50.0, 200 / 3, gold=2, predicted=1, right=1),
        "PER": PrecisionRecall(50.0, 100.0, 200 / 3, gold=1, predicted=2, right=1),
    }


def test_the_same_span_in_another_sentence_or_place_is_not_right():
    assert span_scores([["B-X"], ["O"]], [["O"], ["B-X"]], "BIO").overall == PrecisionRecall(
        0, 0, 0, 1, 1, 0
    )
    assert span_scores([["B-X", "I-X"]], [["B-X", "O"]], "BIO").overall.right == 0
    assert span_scores([["B-X", "I-X"]], [["B-X", "B-X"]], "BIO").overall == PrecisionRecall(
        0, 0, 0, 1, 2, 0
    )


def test_nothing_to_find_and_nothing_found():
    scores = span_scores([["O", "O"]], [["O", "O"]], "BIO")
    assert scores == (PrecisionRecall(0.0, 0.0, 0.0, 0, 0, 0), {})


def test_sequences_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="2 references and 1 hypotheses"):
        span_scores([["O"], ["O"]], [["O"]], "BIO")
    with pytest.raises(
        ValueError, match="sequence 1 has 2 in the references and 1 in the hypotheses"
    ):
        span_scores([["O"], ["O", "O"]], [["O"], ["O"]], "BIO")
    with pytest.raises(ValueError, match="nothing to score"):
        span_scores([], [], "BIO")
    with pytest.raises(ValueError, match="write no spans"):
        span_scores([["O"]], [["O"]], "none")


def test_types_are_all_that_is_behind_the_first_hyphen():
    assert list(
        span_scores([[f"B-{type}" for type in TYPES]], [["O"] * 3], "BIO").by_type
    ) == sorted(TYPES)
