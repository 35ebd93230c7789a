"""Inputs with features and groups have the ids that they had in training."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.tests.samples import any_texts

from pantoum.config import FeatureOrder
from pantoum.data import FeatureTokenizer, LabelVocabulary, SourceTokenizer, Tokenizer
from pantoum.data import groups as pantoum_groups
from pantoum.exporting.text import source_to_json
from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.source import Source, group_name
from pantoum_runtime.symbols import EOS, UNK

tags = st.one_of(st.sampled_from(["V", "IND", "SG", "1", "é", "e\u0301", "", "\u00a0"]), any_texts)
feature_texts = st.builds(
    lambda sign, parts: sign.join(parts),
    st.sampled_from([";", "|", ",", " ", "+", "_", "; ", "\t"]),
    st.lists(tags, max_size=4),
)


def source_of(source: SourceTokenizer) -> Source:
    return Source.from_json(json.loads(json.dumps(source_to_json(source))))


@pytest.mark.parametrize("order", ["written", "sorted"])
@given(
    seen=st.lists(any_texts, max_size=3),
    features=st.lists(feature_texts, max_size=4),
    names=st.none() | st.lists(any_texts.map(group_name), unique=True, max_size=3),
    text=any_texts,
    given_features=feature_texts | st.none(),
    group=any_texts | st.none(),
)
def test_an_input_has_the_ids_of_training(
    order: FeatureOrder,
    seen: Sequence[str],
    features: Sequence[str],
    names: Sequence[str] | None,
    text: str,
    given_features: str | None,
    group: str | None,
) -> None:
    known = FeatureTokenizer.train(features, order)
    groups = None if names is None else LabelVocabulary(names)
    trained = SourceTokenizer(Tokenizer.train(seen, "characters"), known, groups)
    source = source_of(trained)
    assert source.size == trained.size
    assert source.known_groups == trained.known_groups
    for of_input in (given_features, *features):
        for of_group in (group, *(names or ())):
            beside = (of_input, None if names is None else of_group)
            assert source.encode(text, *beside) == trained.encode(text, *beside)
            assert source.tokens(text, *beside) == trained.tokens(text, *beside)


@given(any_texts)
def test_a_group_has_the_name_of_training(text: str) -> None:
    assert group_name(text) == pantoum_groups.group_name(text)


def test_groups_stand_before_features_and_these_before_the_text() -> None:
    symbols = ["<pad>", "<unk>", "<s>", "</s>", "a", "b"]
    source = Source.from_json(
        {
            "text": {"units": "characters", "normalization": "NFC", "symbols": symbols},
            "features": {
                "separator": ";",
                "order": "sorted",
                "first_id": 6,
                "symbols": ["V", "SG"],
            },
            "groups": {"first_id": 8, "symbols": ["fre", "dut"]},
        }
    )
    assert source.encode("abc", "V; PL ;SG", " dut ") == [9, UNK, 7, 6, 4, 5, UNK, EOS]
    assert source.tokens("abc", "V;PL;SG", "dut") == [
        *("dut", "PL", "SG", "V"),
        *("a", "b", "c", "</s>"),
    ]
    assert source.encode("", "", "ger") == [UNK, EOS]
    assert source.size == 10


def test_what_a_model_does_not_read_is_refused() -> None:
    source = source_of(SourceTokenizer(Tokenizer.train(["ab"], "characters")))
    assert source.encode("ab", "") == source.encode("ab") == [4, 5, EOS]
    for features, group, name in (("V", None, "features"), (None, "fre", "group")):
        with pytest.raises(PantoumRuntimeError, match=f"this model reads no {name}: leave it out"):
            source.encode("ab", features, group)
        with pytest.raises(PantoumRuntimeError, match=f"this model reads no {name}"):
            source.tokens("ab", features, group)


GOOD: dict[str, Any] = source_to_json(
    SourceTokenizer(
        Tokenizer.train(["ab"], "characters"),
        FeatureTokenizer.train(["V;SG"]),
        LabelVocabulary(["fre"]),
    )
)


@pytest.mark.parametrize(
    "state",
    [
        [],
        {},
        GOOD | {"text": {}},
        GOOD | {"features": {}},
        GOOD | {"features": GOOD["features"] | {"separator": ""}},
        GOOD | {"features": GOOD["features"] | {"order": "any"}},
        GOOD | {"features": GOOD["features"] | {"first_id": "6"}},
        GOOD | {"features": GOOD["features"] | {"first_id": 5}},
        GOOD | {"features": GOOD["features"] | {"symbols": ["V", "V"]}},
        GOOD | {"groups": GOOD["groups"] | {"first_id": 6}},
        GOOD | {"groups": ["fre"]},
    ],
)
def test_damaged_metadata_are_one_sentence(state: Any) -> None:
    with pytest.raises(PantoumRuntimeError, match=r"damaged .*export the model again"):
        Source.from_json(state)
