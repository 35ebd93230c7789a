"""Errors by bins, lists and confusions, of predictions that were made by hand and of models."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests import labelling, reversing, tagging, writing
from tests.explaining.answered import (
    answering,
    examined,
    labelled,
    pair,
    sentence,
    tagged,
    written,
)

from pantoum.data import Sentence
from pantoum.explaining.errors import find_errors
from pantoum.explaining.errors_bins import RARITIES, by_rarity
from pantoum.explaining.errors_symbols import SeenInTraining
from pantoum.explaining.errors_words import differ
from pantoum.metrics import wilson_interval
from pantoum.predictor.evaluating import evaluate_labels, evaluate_tags

PAIRS = [pair("ab", "ba"), pair("abc", "cba"), pair("cc", "cc"), pair("abcabc", "cbacba")]
ANSWERS = [
    written("ba", 0.5),
    written("cca", 0.9),
    written("c", 0.7),
    written("cbacba", 0.9),
]


def by(part: dict[str, Any], name: str) -> dict[str, tuple[int, float]]:
    return {one["bin"]: (one["answers"], one["value"]) for one in part[name]}


def outputs(**options: Any) -> dict[str, Any]:
    return find_errors(answering("additive_lstm", PAIRS, ANSWERS), **options).values["parts"][
        "outputs"
    ]


def test_wrong_outputs_by_length() -> None:
    part = outputs()
    assert (part["answers"], part["wrong"], part["value"]) == (4, 2, 50.0)
    assert part["interval"] == [round(100 * end, 4) for end in wilson_interval(2, 4)]
    assert by(part, "by_input_length") == {"2": (2, 50.0), "3": (1, 100.0), "6": (1, 0.0)}
    assert by(part, "by_output_length") == {"2": (2, 50.0), "3": (1, 100.0), "6": (1, 0.0)}
    assert "by_rarity" not in part


def test_wrong_outputs_by_what_training_has_seen() -> None:
    train = [pair("abcab", "x"), pair("ab", "y"), pair("ccd", None)]
    part = outputs(train=train)
    # a: 3, b: 3, c: 3, d: 1; ab, bc, ca, cc, cd; abc, bca, cab, ccd.
    assert by(part, "by_rarity") == {"3-9": (4, 50.0)}
    assert by(part, "by_unseen_bigrams") == {"all seen in training": (4, 50.0)}
    assert by(part, "by_unseen_trigrams") == {"all seen in training": (4, 50.0)}
    part = outputs(train=[pair("ab", "x"), pair("ab", "x"), pair("ca", "x")])
    assert by(part, "by_rarity") == {"1-2": (4, 50.0)}
    assert by(part, "by_unseen_bigrams") == {
        "all seen in training": (1, 0.0),
        "some not seen in training": (3, pytest.approx(66.6667)),
    }


def test_the_surest_mistakes_and_the_least_sure_right_ones() -> None:
    part = outputs()
    assert part["most_confident_wrong"] == [
        {"number": 2, "input": "abc", "answer": "cca", "right": "cba", "probability": 0.9},
        {"number": 3, "input": "cc", "answer": "c", "right": "cc", "probability": 0.7},
    ]
    assert [one["number"] for one in part["least_confident_right"]] == [1, 4]
    assert len(outputs(most=1)["most_confident_wrong"]) == 1


def test_equally_sure_ones_stand_in_the_order_of_the_data() -> None:
    data = [pair("a", "b")] * 5
    found = find_errors(answering("additive_lstm", data, [written("c", 0.25)] * 5))
    listed = found.values["parts"]["outputs"]["most_confident_wrong"]
    assert [one["number"] for one in listed] == [1, 2, 3, 4, 5]


def test_outputs_are_aligned_with_the_right_ones() -> None:
    part = outputs()
    assert part["confusions"] == [
        {"right": "b", "answer": "c", "count": 1, "of": 4},
        {"right": "c", "answer": "", "count": 1, "of": 5},
    ]
    # Right symbols: b 4, a 4, c 5.
    assert part["matrix"] == {
        "labels": ["c", "a", "b", ""],
        "counts": [[4, 0, 0, 1], [0, 4, 0, 0], [1, 0, 3, 0], [0, 0, 0, 0]],
    }


def test_any_of_several_right_outputs_is_right() -> None:
    data = [pair("ab", "ba"), pair("ab", "baaa"), pair("c", "c")]
    answers = [written("baaa", 0.5), written("c", 0.5)]
    part = find_errors(answering("additive_lstm", data, answers)).values["parts"]["outputs"]
    assert part["wrong"] == 0
    assert by(part, "by_output_length") == {"1": (1, 0.0), "4": (1, 0.0)}


def test_an_output_that_no_search_found_has_no_probability() -> None:
    part = find_errors(answering("additive_lstm", [pair("ab", "ba")], [written("", 0.0)])).values[
        "parts"
    ]["outputs"]
    assert part["most_confident_wrong"][0]["probability"] == 0
    assert part["confusions"] == [
        {"right": "a", "answer": "", "count": 1, "of": 1},
        {"right": "b", "answer": "", "count": 1, "of": 1},
    ]


TAGGED = [sentence("Oslo zzz sees", "ABC"), sentence("sees qqq", "CC", 2)]
TAGGINGS = [tagged("Oslo zzz sees", "AAC", [0.9, 0.8, 0.7]), tagged("sees qqq", "CB", [0.6, 0.5])]


def test_tags_of_known_and_unknown_words() -> None:
    one = answering("crf_tagger", TAGGED, TAGGINGS)
    assert one.predictor.knows("Oslo")
    assert not one.predictor.knows("zzz")
    train = [Sentence(("Oslo", "sees", "sees"), (), 1)]
    part = find_errors(one, train=train).values["parts"]["2"]
    assert (part["answers"], part["inputs"], part["wrong"], part["value"]) == (5, 2, 2, 40.0)
    assert by(part, "by_known_word") == {"known": (3, 0.0), "unknown": (2, 100.0)}
    assert by(part, "by_input_length") == {"2": (2, 50.0), "3": (3, pytest.approx(33.3333))}
    assert by(part, "by_rarity") == {"0": (2, 100.0), "1-2": (3, 0.0)}
    # Only "Oslo sees" and "sees sees" are known, so each word stands in one that is not.
    assert by(part, "by_unseen_bigrams") == {"some not seen in training": (5, 40.0)}
    assert part["confusions"] == [
        {"right": "B", "answer": "A", "count": 1, "of": 1, "known_words": 0, "unknown_words": 1},
        {"right": "C", "answer": "B", "count": 1, "of": 3, "known_words": 0, "unknown_words": 1},
    ]
    assert part["most_confident_wrong"][0] == {
        "number": 1,
        "input": "Oslo zzz sees",
        "word": "zzz",
        "place": 2,
        "answer": "A",
        "right": "B",
        "probability": 0.8,
    }


def test_ngrams_around_a_word_up_to_a_symbol_and_of_a_whole_input() -> None:
    one = examined("crf_tagger", TAGGED)
    words = ["a", "b", "c", "d", "e"]
    seen = SeenInTraining.of(one, [Sentence(("a", "b", "c"), (), 1), Sentence(("d", "e"), (), 2)])
    assert seen.has_unseen(words, 2) == [False, False, True, True, False]
    assert seen.has_unseen(words, 3) == [False, True, True, True, True]
    assert seen.rarest(words) == [1, 1, 1, 1, 1]
    assert seen.has_unseen(["a"], 3) == [False]
    model = examined("language_model", ["ab"])
    seen = SeenInTraining.of(model, ["ab"])
    text = ["</s>", "a", "b", "b", "</s>"]
    assert seen.has_unseen(text, 2) == [False, False, True, False]
    assert seen.has_unseen(text, 3) == [False, False, True, True]
    assert seen.rarest(text) == [1, 1, 1, 1]
    pairs = examined("additive_lstm", PAIRS)
    seen = SeenInTraining.of(pairs, [pair("abc", None), pair("aab", None)])
    assert seen.has_unseen(list("abcab"), 2) == [True]
    assert seen.has_unseen(list("bc"), 3) == [False]
    assert seen.rarest(list("abc")) == [1]
    assert seen.rarest([]) == [0]


def test_ranges_of_counts() -> None:
    counts = [0, 1, 2, 3, 9, 10, 99_999, 100_000, 10_000_000]
    found = by_rarity(counts)
    assert [found.labels[bin] for bin in found.bins] == [
        *("0", "1-2", "1-2", "3-9", "3-9", "10-29", "10,000-99,999"),
        *("100,000 or more", "100,000 or more"),
    ]
    assert len(found.labels) == len(RARITIES)


def test_labels() -> None:
    data = [pair("ab", "alpha"), pair("bc", "beta"), pair("cc", "gamma"), pair("", "alpha")]
    answers = [labelled(one, 0.6) for one in ("beta", "beta", "beta", "beta")]
    found = find_errors(answering("classifier", data, answers))
    part = found.values["parts"]["labels"]
    assert found.values["inputs"] == part["answers"] == 3  # without the empty one
    assert part["wrong"] == 2
    assert part["matrix"] == {
        "labels": ["alpha", "beta", "gamma"],
        "counts": [[0, 1, 0], [0, 1, 0], [0, 1, 0]],
    }
    assert "by_output_length" not in part


def test_a_matrix_of_many_labels_has_one_for_the_others() -> None:
    data = [pair("a", f"l{number:02}") for number in range(30)]
    answers = [labelled("l00", 0.6)] * 30
    matrix = find_errors(answering("classifier", data, answers)).values["parts"]["labels"]["matrix"]
    assert len(matrix["labels"]) == 21
    assert matrix["labels"][-1] == "(others)"
    counts = np.array(matrix["counts"])
    assert counts.sum() == 30
    assert counts[:, matrix["labels"].index("l00")].tolist() == [1] * 20 + [10]


DATA: dict[str, list[Any]] = {
    "additive_lstm": [pair(*one) for one in reversing.reversals()[:20]],
    "deep_rnn_without_attention": [pair(*one) for one in reversing.reversals()[:20]],
    "classifier": [pair(*one) for one in labelling.labelled()[:20]],
    "language_model": writing.texts()[:10],
    "softmax_tagger": [
        Sentence(
            tuple(word for word, _, _ in clause),
            (tuple(tag for _, tag, _ in clause), tuple(tag for _, _, tag in clause)),
            number,
        )
        for number, clause in enumerate(tagging.clauses()[:20], start=1)
    ],
}


@pytest.mark.parametrize("name", list(DATA))
def test_models_of_all_kinds(name: str) -> None:
    one = examined(name, DATA[name])
    found = find_errors(one, train=DATA[name])
    assert found.sentences
    json.dumps(found.to_dict(), allow_nan=False)
    for part in found.values["parts"].values():
        for key in ("by_input_length", "by_rarity", "by_unseen_bigrams", "by_unseen_trigrams"):
            assert sum(of["answers"] for of in part[key]) == part["answers"]
            total = sum(of["answers"] * of["value"] for of in part[key])
            assert total / part["answers"] == pytest.approx(part["value"], abs=1e-3)
        assert [of["bin"] for of in part["by_unseen_trigrams"]] == ["all seen in training"]
    assert not any("not given" in why for why in found.left_out)


def test_errors_are_those_of_an_evaluation() -> None:
    one = examined("classifier", DATA["classifier"])
    part = find_errors(one).values["parts"]["labels"]
    accuracy = evaluate_labels(one.predictor, DATA["classifier"]).scores["accuracy"]
    assert 100 - part["value"] == pytest.approx(accuracy)
    one = examined("softmax_tagger", DATA["softmax_tagger"])
    parts = find_errors(one).values["parts"]
    scores = evaluate_tags(one.predictor, DATA["softmax_tagger"]).scores
    for name in ("upos", "xpos"):
        assert 100 - parts[name]["value"] == pytest.approx(scores[f"{name}.accuracy"], abs=1e-3)


def test_the_surprise_is_that_of_the_scores() -> None:
    one = examined("language_model", [*DATA["language_model"], "", "ba b"])
    found = find_errors(one)
    part = found.values["parts"]["symbols"]
    kept = np.concatenate(
        [
            scored.log_probabilities
            for scored, text in zip(one.predictions, one.data, strict=True)
            if text
        ]
    )
    assert part["answers"] == len(kept)
    assert part["value"] == pytest.approx(-kept.mean(), abs=1e-4)
    assert found.values["measure"] == {"name": "surprise", "unit": "nats"}


def test_mistakes_of_a_language_model_stand_behind_what_was_read() -> None:
    one = examined("language_model", ["abba"])
    wrong = find_errors(one).values["parts"]["symbols"]["most_confident_wrong"]
    for mistake in wrong:
        assert mistake["input"] == "abba"[: mistake["place"] - 1]
        assert mistake["right"] == [*"abba", "</s>"][mistake["place"] - 1]
        assert mistake["answer"] != mistake["right"]


def test_without_answers_and_without_inputs_nothing_is_found() -> None:
    found = find_errors(examined("additive_lstm", [pair("ab", None)]))
    assert not found.values
    assert "right answers" in found.left_out[0]
    for name, data in (("classifier", [pair("", "alpha")]), ("language_model", [""])):
        found = find_errors(examined(name, data))
        assert not found.values
        assert "no input" in found.left_out[0]


def test_what_was_not_given_is_left_out_and_said() -> None:
    one = answering("additive_lstm", PAIRS, ANSWERS)
    found = find_errors(one)
    assert found.left_out == (
        "Errors by the rarity of symbols and by unseen n-grams: the data of training were not "
        "given.",
    )
    assert found.values["trained_on"] is None
    assert not find_errors(one, train=PAIRS).left_out


def test_one_input() -> None:
    one = answering("crf_tagger", TAGGED[:1], TAGGINGS[:1])
    part = find_errors(one).values["parts"]["2"]
    assert part["interval"] is None
    assert part["value"] == pytest.approx(33.3333)
    assert part["by_known_word"][0]["interval"] is not None  # all right


def test_two_values_differ_where_the_interval_of_their_difference_says_so() -> None:
    def share(hits: int, of: int) -> dict[str, Any]:
        return {"value": hits / of, "interval": wilson_interval(hits, of)}

    # Newcombe (1998), Statistics in Medicine 17, p. 873, table II, method 10:
    # 56/70 - 48/80 is in [0.0524, 0.3339], 9/10 - 3/10 in [0.1705, 0.8090], 6/7 - 2/7 in
    # [0.0582, 0.8062], 5/56 - 0/29 in [-0.0381, 0.1926].
    for a, b in ((share(56, 70), share(48, 80)), (share(9, 10), share(3, 10))):
        assert differ(a, b)
        assert differ(b, a)
    assert differ(share(6, 7), share(2, 7))
    assert not differ(share(5, 56), share(0, 29))


def test_sentences_have_the_numbers() -> None:
    said = find_errors(answering("additive_lstm", PAIRS, ANSWERS)).sentences
    assert said[0] == "Of 4 outputs, 2 are wrong: 50.00 % [15.00, 85.00]."
    assert "“abc” (input 2) is answered by cca where cba is right" in said[1]
    assert said[2] == "The most frequent confusion: c in place of b, once."
