"""Features, text and end as one input."""

import json

import pytest

from pantoum.data import FeatureTokenizer, SourceTokenizer, Tokenizer
from pantoum.errors import PantoumError
from pantoum.symbols import EOS, UNK


@pytest.fixture
def text():
    return Tokenizer.train(["aab"], "characters")


@pytest.fixture
def both(text):
    return SourceTokenizer(text, FeatureTokenizer.train(["V;PST", "V;PRS"]))


def test_features_come_first_with_ids_after_those_of_the_text(both):
    assert both.size == 6 + 3
    assert both.encode("ab", "PST;V;X") == [6 + 2, 6 + 0, UNK, 4, 5, EOS]
    assert both.tokens("abx", "PST;V;X") == ["PST", "V", "X", "a", "b", "x", "</s>"]
    assert both.encode("x") == [UNK, EOS]
    assert both.tokens("x") == ["x", "</s>"]


def test_without_features(text):
    tokenizer = SourceTokenizer(text)
    assert tokenizer.size == text.size
    assert tokenizer.encode("ba") == [5, 4, EOS]
    assert tokenizer.encode("", "") == [EOS]
    assert tokenizer.tokens("") == ["</s>"]
    for ask in (tokenizer.encode, tokenizer.tokens):
        with pytest.raises(PantoumError, match="features 'V' for a model that was trained without"):
            ask("a", "V")


def test_many_at_once(both):
    assert both.encode_all(["a", "b"], ["V", None]) == [both.encode("a", "V"), both.encode("b")]


def test_saved_and_loaded(text, both):
    for tokenizer in (SourceTokenizer(text), both):
        loaded = SourceTokenizer.from_json(tokenizer.to_json())
        assert loaded.to_json() == tokenizer.to_json()
        assert loaded.encode("abx") == tokenizer.encode("abx")
    assert SourceTokenizer.from_json(both.to_json()).encode("a", "PRS") == [7, 4, EOS]


def test_damaged_files_are_refused(both):
    state = json.loads(both.to_json())
    for damaged in (
        "",
        "[]",
        "{}",
        json.dumps({**state, "text": {}}),
        json.dumps({**state, "features": {}}),
    ):
        with pytest.raises(PantoumError, match="damaged"):
            SourceTokenizer.from_json(damaged)
