"""Scores are called what papers call them."""

import pytest

from pantoum.metrics import Interval, bounds_of, name_of, value_of, visible


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


@pytest.mark.parametrize(
    ("score", "value", "shown"),
    [
        ("accuracy", 97.345, "97.34 %"),
        ("upos.accuracy", 5, "5.00 %"),
        ("bleu", 30, "30.00"),
        ("perplexity", 1234.5, "1,234.50"),
        ("examples", 1200, "1,200"),
        ("seconds", 0.5, "0.50 s"),
    ],
)
def test_values_have_their_units(score: str, value: float, shown: str) -> None:
    assert value_of(score, value) == shown


def test_a_score_without_an_interval_has_an_empty_cell() -> None:
    assert bounds_of(Interval(1.0, 1234.567)) == "[1.00, 1,234.57]"
    assert bounds_of(None) == ""


@pytest.mark.parametrize(
    ("symbol", "shown"),
    [
        ("ɑ̃", "ɑ̃"),
        ("", "(nothing)"),
        (" ", "(space)"),
        ("\u0303", "◌\u0303"),
        ("a\u200d", "a\\u200d"),
        ("\u00a0", "\\xa0"),
    ],
)
def test_symbols_without_a_shape_are_seen(symbol: str, shown: str) -> None:
    assert visible(symbol) == shown
