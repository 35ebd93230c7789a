"""Scores of single labels and their confusions, against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.metrics import (
    Confusion,
    PrecisionRecall,
    class_confusions,
    class_scores,
    confusion_matrix,
)

PAIRS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("bcde")), min_size=1, max_size=30
)


@given(PAIRS)
def test_scores_by_class_are_counted(pairs):
    references, hypotheses = map(list, zip(*pairs, strict=True))
    scores = class_scores(references, hypotheses)
    f1 = {}
    for label in sorted(set(references + hypotheses)):
        right = sum(a == b == label for a, b in pairs)
        missed = sum(a == label != b for a, b in pairs)
        wrong = sum(b == label != a for a, b in pairs)
        precision = 100 * right / (right + wrong) if right + wrong else 0.0
        recall = 100 * right / (right + missed) if right + missed else 0.0
        f1[label] = 2 * precision * recall / (precision + recall) if right else 0.0
        one = scores.by_class[label]
        assert one[3:] == (right + missed, right + wrong, right)
        assert one[:3] == pytest.approx((precision, recall, f1[label]))
    assert list(scores.by_class) == list(f1)
    assert scores.macro_f1 == pytest.approx(sum(f1.values()) / len(f1))
    assert scores.accuracy == 100 * sum(a == b for a, b in pairs) / len(pairs)


def test_four_labels_by_hand():
    scores = class_scores(["en", "en", "de", "fr"], ["en", "de", "de", "nl"])
    assert scores.accuracy == 50.0
    assert scores.by_class == {
        "de": PrecisionRecall(50.0, 100.0, 200 / 3, gold=1, predicted=2, right=1),
        "en": PrecisionRecall(100.0, 50.0, 200 / 3, gold=2, predicted=1, right=1),
        "fr": PrecisionRecall(0.0, 0.0, 0.0, gold=1, predicted=0, right=0),
        "nl": PrecisionRecall(0.0, 0.0, 0.0, gold=0, predicted=1, right=0),
    }
    assert scores.macro_f1 == pytest.approx(100 / 3)


@given(PAIRS)
def test_the_matrix_holds_every_pair_once(pairs):
    references, hypotheses = map(list, zip(*pairs, strict=True))
    matrix = confusion_matrix(references, hypotheses)
    expected = [
        [sum(pair == (a, b) for pair in pairs) for b in matrix.labels] for a in matrix.labels
    ]
    assert matrix.counts.tolist() == expected
    assert sorted(matrix.labels) == sorted(set(references + hypotheses))
    frequencies = [(-references.count(label), label) for label in matrix.labels]
    assert frequencies == sorted(frequencies)


@given(PAIRS)
def test_confusions_are_the_cells_beside_the_diagonal(pairs):
    references, hypotheses = map(list, zip(*pairs, strict=True))
    matrix = confusion_matrix(references, hypotheses)
    found = class_confusions(references, hypotheses, most=100)
    beside = matrix.counts - np.diag(np.diag(matrix.counts))
    assert sum(one.count for one in found) == beside.sum()
    for one in found:
        assert (
            one.count
            == beside[matrix.labels.index(one.reference), matrix.labels.index(one.hypothesis)]
        )
    assert found == sorted(found, key=lambda one: (-one.count, one.reference, one.hypothesis))


def test_only_the_most_frequent_are_given():
    references = ["NOUN", "NOUN", "ADJ", "ADP", "X"]
    hypotheses = ["PROPN", "PROPN", "NOUN", "ADV", "X"]
    assert class_confusions(references, hypotheses, most=2) == [
        Confusion("NOUN", "PROPN", 2),
        Confusion("ADJ", "NOUN", 1),
    ]
    assert class_confusions(["a"], ["a"]) == []


@pytest.mark.parametrize("score", [class_scores, class_confusions, confusion_matrix])
def test_what_does_not_match_is_refused(score):
    with pytest.raises(ValueError, match="1 references and 2 hypotheses"):
        score(["a"], ["a", "b"])
    with pytest.raises(ValueError, match="nothing to score"):
        score([], [])
