"""Scores of a tagger, counted by hand."""

import pytest

from pantoum.data import LabelVocabulary, Sentence
from pantoum.tasks.tagger import TagColumn, score_columns
from pantoum.tasks.tagger.scores import flat, main_scores

UPOS = TagColumn("upos", "none", "none", LabelVocabulary(["D", "N", "V"]))
NER = TagColumn("ner", "BIO", "IOBES", LabelVocabulary(["O", "S-X"]))
SENTENCES = [
    Sentence(("the", "dog", "runs"), (("D", "N", "V"), ("O", "B-X", "I-X")), 1),
    Sentence(("dog",), (("N",), ("B-X",)), 5),
    Sentence(("a", "cat"), (("D", "N"), ("B-Y", "B-X")), 7),
]
# One wrong in three, none in one, one wrong in two; of known words (the, dog, a) one of four is
# wrong.
FOUND_UPOS = [["D", "V", "V"], ["N"], ["D", "D"]]
# The first span is cut short, the second right, the third of another type, the fourth right.
FOUND_NER = [["O", "B-X", "O"], ["B-X"], ["B-X", "B-X"]]
KNOWN = {"the", "dog", "a"}


def test_tags_without_spans() -> None:
    scores = score_columns([UPOS], SENTENCES, [FOUND_UPOS], KNOWN.__contains__)
    assert scores == {
        "upos": {
            "accuracy": pytest.approx(100 * 4 / 6),
            "known_accuracy": pytest.approx(100 * 3 / 4),
            "unknown_accuracy": pytest.approx(100 * 1 / 2),
            "exact_match": pytest.approx(100 / 3),
            "examples": 3,
            "words": 6,
        }
    }
    assert list(scores["upos"])[:3] == ["accuracy", "known_accuracy", "unknown_accuracy"]


def test_spans() -> None:
    columns = [UPOS, NER]
    scores = score_columns(columns, SENTENCES, [FOUND_UPOS, FOUND_NER], KNOWN.__contains__)["ner"]
    # Four spans are right, four are predicted, two are the same.
    assert (scores["precision"], scores["recall"], scores["f1"]) == (50, 50, 50)
    assert scores["accuracy"] == pytest.approx(100 * 4 / 6)
    assert next(iter(scores)) == "precision"


def test_spans_that_are_tagged_otherwise_are_the_same_spans() -> None:
    found = [["O", "I-X", "I-X"], ["I-X"], ["I-Y", "I-X"]]  # as IOB1 writes them
    scores = score_columns([UPOS, NER], SENTENCES, [FOUND_UPOS, found], KNOWN.__contains__)["ner"]
    assert scores["f1"] == 100
    assert scores["accuracy"] == pytest.approx(100 * 2 / 6)
    assert scores["exact_match"] == 0


@pytest.mark.parametrize(
    ("known", "missing"),
    [((), "known_accuracy"), (("the", "dog", "runs", "a", "cat"), "unknown_accuracy")],
)
def test_words_that_are_not_there_have_no_score(known: tuple[str, ...], missing: str) -> None:
    scores = score_columns([UPOS], SENTENCES, [FOUND_UPOS], known.__contains__)["upos"]
    assert {"known_accuracy", "unknown_accuracy"} - set(scores) == {missing}
    (other,) = {"known_accuracy", "unknown_accuracy"} - {missing}
    assert scores[other] == scores["accuracy"]


def test_one_column_is_flat_and_several_have_their_names() -> None:
    scores = score_columns([UPOS, NER], SENTENCES, [FOUND_UPOS, FOUND_NER], KNOWN.__contains__)
    both = flat(scores)
    assert both["upos.accuracy"] == scores["upos"]["accuracy"]
    assert both["ner.f1"] == 50
    assert set(both) == {
        *(f"upos.{name}" for name in scores["upos"] if name not in ("examples", "words")),
        *(f"ner.{name}" for name in scores["ner"] if name not in ("examples", "words")),
        "examples",
    }
    one = flat({"upos": scores["upos"]})
    assert one == {name: value for name, value in scores["upos"].items() if name != "words"}


def test_spans_are_judged_by_f1_and_other_tags_by_accuracy() -> None:
    scores = {"upos.accuracy": 90.0, "upos.f1": 1.0, "ner.f1": 50.0, "ner.accuracy": 99.0}
    assert main_scores([UPOS, NER], scores) == [90.0, 50.0]
    assert main_scores([NER], {"f1": 7.0, "accuracy": 99.0}) == [7.0]
    assert main_scores([UPOS], {"accuracy": 8.0, "known_accuracy": 99.0}) == [8.0]
