"""Scores are called what papers call them."""

import pytest

from pantoum.metrics import name_of


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ("word_error_rate", "word error rate"),
        ("bleu", "BLEU"),
        ("chrf", "chrF"),
        ("macro_f1", "macro F1"),
        ("ner_tags.f1", "ner_tags.F1"),
        ("upos.known_accuracy", "upos.known accuracy"),
    ],
)
def test_names(score: str, name: str) -> None:
    assert name_of(score) == name
