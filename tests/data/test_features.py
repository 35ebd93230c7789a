"""Feature strings to ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import FeatureTokenizer
from pantoum.errors import PantoumError


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("V;IND;1;PL", ["V", "IND", "1", "PL"]),
        ("Number=Sing|Case=Nom,Acc", ["Number=Sing", "Case=Nom,Acc"]),
        ("N, ACC ,PL", ["N", "ACC", "PL"]),
        ("N  ACC\tPL", ["N", "ACC", "PL"]),
        ("V;V.PTCP;PST two", ["V", "V.PTCP", "PST two"]),
        ("V+PST+3", ["V", "PST", "3"]),
        ("v_pst_3", ["v", "pst", "3"]),
        ("V_ARG;PST+X", ["V_ARG", "PST+X"]),
        ("PL", ["PL"]),
        ("", []),
        (";N;;PL;", ["N", "PL"]),
    ],
)
def test_the_separator_is_told_from_the_data(text, features):
    tokenizer = FeatureTokenizer.train([text])
    assert tokenizer.tokens(text) == features
    assert tokenizer.size == 1 + len(features)
    assert sorted(tokenizer.encode(text)) == list(range(1, 1 + len(features)))


def test_ids_go_by_count_and_zero_is_unknown():
    tokenizer = FeatureTokenizer.train(["V;PST", "V;PRS", "N;PRS", "V"])
    assert tokenizer.encode("N;V;PRS;PST;DU") == [3, 1, 2, 4, 0]
    assert tokenizer.tokens("N;DU") == ["N", "DU"]
    assert tokenizer.encode("") == []


def test_features_that_are_a_set_are_read_in_one_order():
    texts = ["V;PST;SG", "SG;V;PST", "N;PL"]
    written = FeatureTokenizer.train(texts)
    ordered = FeatureTokenizer.train(texts, "sorted")
    assert written.encode(texts[0]) != written.encode(texts[1])
    assert ordered.encode(texts[0]) == ordered.encode(texts[1])
    assert ordered.tokens("V;SG;3;PST") == ["3", "PST", "SG", "V"]
    assert '"order"' not in written.to_json()
    loaded = FeatureTokenizer.from_json(ordered.to_json())
    assert loaded.encode("PST;V") == ordered.encode("V;PST") == ordered.encode("PST;V")
    assert ordered.extended(["DU;V"]).encode("V;DU") == ordered.extended(["DU;V"]).encode("DU;V")
    assert ordered.id_map(written) is None
    assert ordered.id_map(loaded) == list(range(ordered.size))


@given(
    st.lists(st.lists(st.text(max_size=5), max_size=4).map(";".join), max_size=5),
    st.text(max_size=10),
)
def test_saving_and_order_change_nothing(texts, other):
    tokenizer = FeatureTokenizer.train(texts)
    assert FeatureTokenizer.train(reversed(texts)).to_json() == tokenizer.to_json()
    loaded = FeatureTokenizer.from_json(tokenizer.to_json())
    for text in [*texts, other]:
        assert loaded.encode(text) == tokenizer.encode(text)
        assert len(loaded.tokens(text)) == len(loaded.encode(text))
        assert all(0 <= id < tokenizer.size for id in loaded.encode(text))
    assert all(0 not in tokenizer.encode(text) for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"separator": "-", "features": []}',
        '{"separator": ";", "features": [1]}',
        '{"separator": ";", "features": [], "order": "any"}',
        '{"separator": ";", "features": [], "order": []}',
    ],
)
def test_damaged_files_are_refused(text):
    with pytest.raises(PantoumError, match="damaged features"):
        FeatureTokenizer.from_json(text)
