"""BLEU and chrF against examples computed by hand."""

from math import exp

import pytest

from pantoum.metrics import bleu, chrf

MAT = "the cat sat on the mat"


def test_bleu_is_the_geometric_mean_of_the_precisions():
    # 1- to 4-grams in common: 5 of 6, 3 of 5, 2 of 4, 1 of 3.
    expected = 100 * (5 / 6 * 3 / 5 * 2 / 4 * 1 / 3) ** (1 / 4)
    assert bleu([MAT], ["the cat sat on a mat"]) == pytest.approx(expected)


def test_bleu_punishes_brevity():
    assert bleu([MAT], ["the cat sat on the"]) == pytest.approx(100 * exp(1 - 6 / 5))


def test_bleu_without_any_4_gram_in_common_is_smoothed():
    # In common: 3 of 5, 2 of 4, 1 of 3, and 0 of 2, which counts as half a match.
    expected = 100 * (3 / 5 * 2 / 4 * 1 / 3 * 0.5 / 2) ** (1 / 4)
    assert bleu(["a b c d e"], ["a b c x y"]) == pytest.approx(expected)
    assert bleu(["a b c"], ["a b c"]) == 0.0


def test_bleu_counts_over_the_corpus_not_per_sentence():
    references = [MAT, "a b c d e f"]
    hypotheses = ["the cat sat on a mat", "a b c d e f"]
    expected = 100 * (11 / 12 * 8 / 10 * 6 / 8 * 4 / 6) ** (1 / 4)
    assert bleu(references, hypotheses) == pytest.approx(expected)


def test_chrf_is_the_mean_over_the_orders():
    # Character 1-, 2- and 3-grams in common: 2 of 3, 1 of 2, 0 of 1; precision and recall are the
    # same.
    assert chrf(["abd"], ["abc"]) == pytest.approx(100 * (2 / 3 + 1 / 2 + 0) / 3)


@pytest.mark.parametrize("metric", [bleu, chrf])
def test_a_perfect_corpus_has_exactly_100(metric):
    assert metric([MAT, "a b c d e ."], [MAT, "a b c d e ."]) == 100.0


@pytest.mark.parametrize("metric", [bleu, chrf])
def test_any_accepted_reference_is_right(metric):
    assert (
        metric([(MAT, "on the mat sat a cat"), "a b c d"], ["on the mat sat a cat", "a b c d"])
        == 100.0
    )
    assert metric(["x y z w", (MAT, "a b c d")], ["x y z w", "a b c d"]) == 100.0


@pytest.mark.parametrize("metric", [bleu, chrf])
def test_transposed_references_are_refused_with_both_numbers(metric):
    with pytest.raises(ValueError, match="1 references and 2 hypotheses"):
        metric([(MAT, MAT)], [MAT, MAT])


def test_text_is_split_at_white_space_alone_unless_told_otherwise():
    assert bleu(["we sat down there."], ["we sat down there ."]) < 100
    assert bleu(["we sat down there."], ["we sat down there ."], tokenize="13a") == 100.0
