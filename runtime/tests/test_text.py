"""A side that is read from a file gives the ids and texts of the tokenizer that it was trained
with.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.tests.samples import SCRIPTS, WORDS, any_texts, texts

from pantoum.config import UnitName
from pantoum.data import Tokenizer
from pantoum.exporting.text import side_to_json
from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.symbols import BOS, EOS, PAD, UNK
from pantoum_runtime.text import NORMALIZATIONS, UNITS, Side


def side_of(tokenizer: Tokenizer) -> Side:
    """What a host reads again, after the way through a file."""
    return Side.from_json(json.loads(json.dumps(side_to_json(tokenizer))))


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("units", UNITS)
@given(
    seen=st.lists(any_texts, max_size=4),
    text=any_texts,
    names=st.lists(texts, max_size=2),
    data=st.data(),
)
def test_a_side_is_the_tokenizer_of_training(
    units: UnitName,
    normalization: str,
    seen: Sequence[str],
    text: str,
    names: Sequence[str],
    data: st.DataObject,
) -> None:
    tokenizer = Tokenizer.train(seen, units, normalization, size=300)
    side = side_of(tokenizer)
    assert side.size == tokenizer.size
    assert (side.units, side.normalization) == (units, normalization)
    assert [side.token(id) for id in range(side.size)] == [
        tokenizer.token(id) for id in range(tokenizer.size)
    ]
    for one in (*seen, text):
        ids = tokenizer.encode(one)
        assert side.encode(one) == ids
        assert side.tokens(one) == tokenizer.tokens(one)
        assert side.decode(ids, names) == tokenizer.decode(ids, names)
    drawn = data.draw(st.lists(st.integers(0, side.size - 1), max_size=8))
    for ids in (drawn, range(8), range(side.size)):
        known = [id for id in ids if id < side.size]
        assert side.decode(known) == tokenizer.decode(known)
    assert side.decode(drawn, names) == tokenizer.decode(drawn, names)
    assert side.extend(text, drawn) == tokenizer.extend(text, drawn)


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_words_of_every_script_are_known_again(script: str, units: UnitName) -> None:
    words = SCRIPTS[script].split()
    tokenizer = Tokenizer.train(words, units, size=400)
    side = side_of(tokenizer)
    for word in [*words, "".join(words), " ".join(words)]:
        assert side.encode(word) == tokenizer.encode(word)
        assert side.tokens(word) == tokenizer.tokens(word)
    for word in words:
        assert UNK not in side.encode(word)


def test_symbols_stand_between_the_same_white_space() -> None:
    tokenizer = Tokenizer.train(["a"], "symbols", "none")
    text = "a".join(chr(code) for code in range(0x3100))
    assert side_of(tokenizer).tokens(text) == tokenizer.tokens(text)
    assert len(tokenizer.tokens(text)) == 26


@pytest.mark.parametrize(
    ("units", "tokens", "ids"),
    [
        ("characters", ["e\u0301", "\U0001f1eb\U0001f1f7", " ", "a"], [5, UNK, UNK, 4]),
        ("codepoints", ["e", "\u0301", "\U0001f1eb", "\U0001f1f7", " ", "a"], None),
        ("symbols", ["e\u0301\U0001f1eb\U0001f1f7", "a"], [UNK, 4]),
        ("words", ["e\u0301\U0001f1eb\U0001f1f7", "a"], [UNK, 4]),
    ],
)
def test_a_side_cuts_and_numbers_by_hand(
    units: str, tokens: list[str], ids: list[int] | None
) -> None:
    symbols = ["<pad>", "<unk>", "<s>", "</s>", "a", "e\u0301"]
    side = Side.from_json({"units": units, "normalization": "none", "symbols": symbols})
    text = "e\u0301\U0001f1eb\U0001f1f7 a"
    assert side.tokens(text) == tokens
    assert side.encode(text) == (ids or [UNK, UNK, UNK, UNK, UNK, 4])


def test_special_symbols_in_a_text_are_nothing_special() -> None:
    symbols = ["<pad>", "<unk>", "<s>", "</s>", "</s>", "a"]
    side = Side.from_json({"units": "words", "normalization": "NFC", "symbols": symbols})
    assert side.encode("</s> <unk> a <pad>") == [4, UNK, 5, UNK]
    assert side.decode([BOS, 4, UNK, 5, EOS, PAD]) == "</s> <unk> a"


def test_halves_of_pairs_line_separators_and_controls_are_read() -> None:
    seen = ["a\u2028b \x1c\0\ufffd"]
    for units in UNITS:
        tokenizer = Tokenizer.train(seen, units, size=300)
        side = side_of(tokenizer)
        for text in ("\ud800", "a\udc00\u2028b", "\0", "\x1c \x1d", "", "\u0085a\xa0b"):
            assert side.encode(text) == tokenizer.encode(text)
            assert side.tokens(text) == tokenizer.tokens(text)


GOOD = {"units": "words", "normalization": "NFC", "symbols": ["<pad>", "<unk>", "<s>", "</s>", "a"]}
PAIRS = side_to_json(Tokenizer.train(WORDS, "bpe", size=300))
MODEL = PAIRS["tokenizer"]["model"]


@pytest.mark.parametrize(
    "state",
    [
        {},
        [],
        None,
        GOOD | {"units": "letters"},
        GOOD | {"units": ["words"]},
        GOOD | {"normalization": "NFKC"},
        GOOD | {"symbols": GOOD["symbols"][1:]},
        GOOD | {"symbols": [*GOOD["symbols"], "a"]},
        GOOD | {"symbols": [*GOOD["symbols"], 5]},
        GOOD | {"symbols": "<pad><unk>"},
        GOOD | {"symbols": None},
        PAIRS | {"tokenizer": None},
        PAIRS | {"tokenizer": {"model": {"vocab": {"a": 9}, "merges": []}}},
        PAIRS | {"tokenizer": {"model": {"vocab": {"a": 0, "b": 1}, "merges": []}}},
        PAIRS | {"tokenizer": {"model": MODEL | {"merges": [["a", "new"]]}}},
        PAIRS | {"tokenizer": {"model": MODEL | {"merges": [["", "a", "b"]]}}},
        PAIRS | {"tokenizer": {"model": MODEL | {"merges": [[5, 5]]}}},
        PAIRS | {"tokenizer": {"model": MODEL | {"vocab": MODEL["vocab"] | {"more": True}}}},
    ],
)
def test_damaged_metadata_are_one_sentence(state: Any) -> None:
    with pytest.raises(PantoumRuntimeError, match=r"damaged symbols .*export the model again"):
        Side.from_json(state)


def test_of_byte_pairs_a_file_chooses_the_vocabulary_alone() -> None:
    other = {**PAIRS["tokenizer"], "normalizer": None, "pre_tokenizer": {"type": "Whitespace"}}
    other |= {"truncation": {"max_length": 1}, "model": MODEL | {"dropout": 1.0}}
    side = Side.from_json(PAIRS | {"tokenizer": other})
    for word in WORDS:
        assert side.encode(word) == Side.from_json(PAIRS).encode(word)


def test_byte_pairs_say_what_is_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(PantoumRuntimeError, match=r"pip install 'pantoum-runtime\[bpe\]'"):
        Side.from_json(PAIRS)
