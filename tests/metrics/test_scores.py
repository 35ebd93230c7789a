"""Which scores each kind of output gets, and which evaluation is the better one."""

import subprocess
import sys

import pytest

from pantoum.metrics import bleu, chrf, closest_text, score, selection_key, selection_metric


def test_characters_are_grapheme_clusters():
    # Two clusters each: a letter with two marks, and a conjunct; one of the four is wrong.
    scores = score("characters", ["ɑ̃́b", "स्ते"], ["ɑ̃́p", "स्ते"])
    assert scores == {
        "word_error_rate": 50.0,
        "symbol_error_rate": 25.0,
        "exact_match": 50.0,
        "examples": 2,
    }


def test_symbols_are_split_at_white_space_however_much_there_is():
    scores = score("symbols", ["t͡ʃ a", "b  o "], ["t͡ʃ a", "b u"])
    assert scores["symbol_error_rate"] == 25.0
    assert scores["word_error_rate"] == 50.0


def test_words_get_bleu_and_chrf():
    references = ["the cat sat on the mat", "a b c d e"]
    hypotheses = ["the cat sat on a mat", "a  b c d e"]
    assert score("words", references, hypotheses) == {
        "bleu": bleu(references, hypotheses),
        "chrf": chrf(references, ["the cat sat on a mat", "a b c d e"]),
        "exact_match": 50.0,
        "examples": 2,
    }
    assert score("bpe", references, hypotheses) == score("words", references, hypotheses)


@pytest.mark.parametrize("units", ["characters", "symbols", "words"])
def test_both_sides_are_normalised(units):
    composed = "caf\u00e9 au lait noir"
    decomposed = "cafe\u0301 au lait noir"
    for normalization in ("NFC", "NFD"):
        assert score(units, [composed], [decomposed], normalization)["exact_match"] == 100.0
    assert score(units, [composed], [decomposed], "none")["exact_match"] == 0.0


@pytest.mark.parametrize("units", ["characters", "symbols", "words"])
def test_any_accepted_text_is_right(units):
    assert score(units, [("r e d", "r ɛ d")], ["r ɛ d"])["exact_match"] == 100.0


def test_half_a_surrogate_pair_is_scored():
    assert score("characters", ["a\ud800"], ["a\ufffd"])["exact_match"] == 100.0


def test_unequal_numbers_are_refused_with_both():
    with pytest.raises(ValueError, match="2 references and 1 hypotheses"):
        score("words", ["a", "b"], ["a"])


def test_the_better_evaluation_has_the_smaller_key():
    def key(words, symbols):
        return selection_key("symbols", {"word_error_rate": words, "symbol_error_rate": symbols})

    assert key(5.0, 2.0) < key(6.0, 1.0)
    assert key(5.0, 1.0) < key(5.0, 2.0)

    def bleu_key(bleu, chrf):
        return selection_key("bpe", {"bleu": bleu, "chrf": chrf})

    assert bleu_key(30.0, 1.0) < bleu_key(20.0, 2.0)
    assert bleu_key(0.0, 12.0) < bleu_key(0.0, 11.0)


@pytest.mark.parametrize("units", ["characters", "symbols", "words", "bpe"])
def test_the_key_begins_with_the_selection_metric(units):
    texts = ["a b c d e", "f g h i j"]
    scores = score(units, texts, ["a b c d e", "f g h i k"])
    metric, lower_is_better = selection_metric(units)
    assert selection_key(units, scores)[0] == (
        scores[metric] if lower_is_better else -scores[metric]
    )


def test_scoring_needs_no_torch_and_importing_no_sacrebleu():
    code = "import sys, pantoum.metrics; print(sorted({'torch', 'sacrebleu'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_closest_text_is_the_one_that_is_scored() -> None:
    assert closest_text("a b", "x", "symbols") == "a b"
    assert closest_text(("a b", "a  c"), "a c", "symbols") == "a  c"
    assert closest_text(("aa", "ba"), "bb", "characters") == "ba"
    assert closest_text(("a", "aa"), "b", "characters") == "a"
    assert closest_text(("x", "xy"), "y", "characters") == "xy"
