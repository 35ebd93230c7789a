"""Features, text and end as one input."""

import json

import pytest

from pantoum.data import FeatureTokenizer, LabelVocabulary, SourceTokenizer, Tokenizer
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


@pytest.fixture
def grouped(both):
    return SourceTokenizer(both.text, both.features, LabelVocabulary(["fre", "dut"]))


def test_the_group_comes_first_with_an_id_after_those_of_text_and_features(grouped):
    assert grouped.size == 6 + 3 + 2
    assert grouped.encode("ab", "PST", "dut") == [6 + 3 + 1, 6 + 2, 4, 5, EOS]
    assert grouped.tokens("ab", "PST", "dut") == ["dut", "PST", "a", "b", "</s>"]
    assert grouped.encode("ab", group="ger") == [UNK, 4, 5, EOS]
    assert grouped.encode("ab") == [UNK, 4, 5, EOS]
    assert grouped.tokens("ab") == ["<unk>", "a", "b", "</s>"]
    assert grouped.known_groups == ("fre", "dut")


def test_a_group_without_features(text):
    tokenizer = SourceTokenizer(text, None, LabelVocabulary(["fre", "dut"]))
    assert tokenizer.encode_all(["a", "b"], [None, None], ["dut", "fre"]) == [
        [7, 4, EOS],
        [6, 5, EOS],
    ]


def test_a_group_for_a_model_without_groups_is_refused(both):
    assert both.known_groups is None
    with pytest.raises(PantoumError, match="a group, 'fre', for a model that was trained without"):
        both.encode("a", "V", "fre")


def test_groups_are_saved_and_what_has_none_is_as_before(both, grouped):
    loaded = SourceTokenizer.from_json(grouped.to_json())
    assert loaded.to_json() == grouped.to_json()
    assert loaded.encode("ab", "PST", "dut") == grouped.encode("ab", "PST", "dut")
    assert set(json.loads(both.to_json())) == {"text", "features"}
    state = json.loads(grouped.to_json())
    for damaged in ("fre", [1], ["fre", "fre"]):
        with pytest.raises(PantoumError):
            SourceTokenizer.from_json(json.dumps({**state, "groups": damaged}))


def test_the_ids_of_another_order_of_groups(both, grouped):
    other = SourceTokenizer(both.text, both.features, LabelVocabulary(["dut", "fre"]))
    ids = grouped.id_map(other)
    assert [ids[id] for id in other.encode("ab", "V", "fre")] == grouped.encode("ab", "V", "fre")
    assert grouped.id_map(both) is None
    assert both.id_map(both) == list(range(both.size))
    more = SourceTokenizer(both.text, both.features, LabelVocabulary(["dut", "fre", "ger"]))
    assert grouped.id_map(more) is None


def test_groups_move_behind_more_symbols_and_features(grouped):
    larger = SourceTokenizer(
        grouped.text.extended(["xyz"], 100, 1),
        grouped.features.extended(["N;PL"]),
        grouped.groups.extended([["ger"]]),
    )
    moved = grouped.moved_to(larger)
    assert len(moved) == grouped.size
    one = ("ab", "V;PST", "dut")
    assert [moved[id] for id in grouped.encode(*one)] == larger.encode(*one)
    assert larger.encode("z", "PL", "ger")[0] == larger.size - 1
