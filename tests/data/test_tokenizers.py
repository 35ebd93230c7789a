"""Text to ids and back, in every unit and many scripts."""

import json
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import Tokenizer
from pantoum.errors import PantoumError
from pantoum.symbols import BOS, EOS, PAD, UNK

UNITS = ("characters", "codepoints", "symbols", "words", "bpe")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

# Letters that combine: whatever is drawn from these, no mark may be lost or moved.
letters = st.sampled_from(
    [
        *("a", "b", "é", "e\u0301", "\u0301", "t\u0361ʃ", "ɑ\u0303", "ɾ", "ː", "ð", "İ"),
        *(
            "न",
            "म",
            "स\u094d",
            "ते",
            "क्षि",
            "한",
            "국",
            "\u1112\u1161\u11ab",
            "漢",
            "ש\u05b8",
            "ع\u0650",
        ),
        *(FAMILY, "\U0001f1eb\U0001f1f7", "\U0001f44d\U0001f3fd", "<", ">", "<pad>", "</s>"),
    ]
)
texts = st.lists(st.one_of(letters, st.sampled_from([" ", "  ", "\t", "\u3000"])), max_size=12).map(
    "".join
)

# Code points that Python's Unicode tables do not know yet may compose in the newer ones of
# `tokenizers`.
any_text = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=20)


def normal(text, normalization):
    return text if normalization == "none" else unicodedata.normalize(normalization, text)


@pytest.mark.parametrize("normalization", ["NFC", "NFD", "none"])
@pytest.mark.parametrize("units", UNITS)
@given(data=st.data())
def test_known_text_is_decoded_to_itself(units, normalization, data):
    seen = data.draw(st.lists(texts, min_size=1, max_size=4))
    tokenizer = Tokenizer.train(seen, units, normalization, size=300)
    for text in seen:
        ids = tokenizer.encode(text)
        expected = normal(text, normalization)
        if units in ("symbols", "words"):
            expected = " ".join(expected.split())
        assert tokenizer.decode(ids) == expected
        assert tokenizer.decode([BOS, *ids, EOS, PAD]) == expected
        assert min(ids, default=EOS + 1) > EOS
        assert max(ids, default=0) < tokenizer.size
        assert tokenizer.tokens(text) == [tokenizer.token(id) for id in ids]


@pytest.mark.parametrize("units", UNITS)
@given(seen=st.lists(texts, max_size=3), text=any_text)
def test_unknown_text_never_crashes(units, seen, text):
    tokenizer = Tokenizer.train(seen, units, size=300)
    ids = tokenizer.encode(text)
    assert len(tokenizer.tokens(text)) == len(ids)
    assert not {PAD, BOS, EOS} & set(ids)
    assert tokenizer.encode_all([text, ""]) == [ids, []]
    if units == "bpe":
        assert UNK not in ids
        assert tokenizer.decode(ids) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("units", UNITS)
@given(seen=st.lists(texts, max_size=4))
def test_the_order_of_the_texts_and_saving_change_no_id(units, seen):
    tokenizer = Tokenizer.train(seen, units, size=280)
    again = Tokenizer.train(reversed(seen), units, size=280)
    assert again.to_json() == tokenizer.to_json()
    loaded = Tokenizer.from_json(tokenizer.to_json())
    assert (loaded.units, loaded.normalization, loaded.size) == (units, "NFC", tokenizer.size)
    assert loaded.to_json() == tokenizer.to_json()
    assert loaded.encode_all(seen) == tokenizer.encode_all(seen)


def test_byte_pairs_are_the_same_in_another_process():
    program = (
        "from pantoum.data import Tokenizer\n"
        "texts = [f'{a}{b} the low lower newest {b}{a}' for a in 'abcdefgh' for b in 'stuvw']\n"
        "print(Tokenizer.train(texts, 'bpe', size=400).to_json())\n"
    )
    outputs = {
        subprocess.check_output([sys.executable, "-c", program], text=True) for _ in range(3)
    }
    assert len(outputs) == 1


def test_characters_are_whole_grapheme_clusters():
    tokenizer = Tokenizer.train([FAMILY, "ते", "t\u0361ʃ", "e\u0301"], "characters")
    assert tokenizer.tokens(f"{FAMILY}तेt\u0361ʃe\u0301x") == [FAMILY, "ते", "t\u0361", "ʃ", "é", "x"]
    assert tokenizer.encode("x") == [UNK]
    assert tokenizer.size == 4 + 5


def test_ids_go_by_count_then_by_code_point():
    tokenizer = Tokenizer.train(["b a c", "c d"], "symbols")
    assert tokenizer.encode("c a b d z") == [4, 5, 6, 7, UNK]
    assert [tokenizer.token(id) for id in range(tokenizer.size)] == [
        "<pad>",
        "<unk>",
        "<s>",
        "</s>",
        "c",
        "a",
        "b",
        "d",
    ]


@pytest.mark.parametrize(
    ("normalization", "pieces"), [("NFC", ["é"]), ("NFD", ["e\u0301"]), ("none", ["é", "e\u0301"])]
)
def test_normalization_decides_which_spellings_are_one_symbol(normalization, pieces):
    tokenizer = Tokenizer.train(["é e\u0301"], "symbols", normalization)
    assert sorted(tokenizer.token(id) for id in range(4, tokenizer.size)) == sorted(pieces)
    assert UNK not in tokenizer.encode("é e\u0301")
    assert Tokenizer.from_json(tokenizer.to_json()).encode("e\u0301 é") == tokenizer.encode(
        "e\u0301 é"
    )


@pytest.mark.parametrize(
    ("units", "text", "behind", "whole"),
    [
        ("characters", "ab ", "ba", "ab ba"),
        ("characters", "xa", "b", "xab"),
        ("characters", "", "ab", "ab"),
        ("words", "ab  x ", "ba ab", "ab  x ba ab"),
        ("words", "", "ba ab", "ba ab"),
        ("symbols", "x", "", "x"),
        ("bpe", "ab", "ba", "ab ba"),
        ("codepoints", "xa", "b", "xab"),
        ("codepoints", "ae", "\u0301b", "aéb"),
    ],
)
def test_a_text_is_extended_as_it_is_spelled(units, text, behind, whole):
    tokenizer = Tokenizer.train(["ab ba ab ba", "é"], units)
    ids = tokenizer.encode(behind)
    assert tokenizer.extend(text, ids) == whole
    assert tokenizer.extend(text, []) == (text.rstrip() if units in ("words", "symbols") else text)


def test_a_word_vocabulary_is_limited_by_size_and_count():
    seen = ["a a a b b c"]
    assert Tokenizer.train(seen, "words", min_count=2).encode("a b c") == [4, 5, UNK]
    assert Tokenizer.train(seen, "words", size=5).encode("a b c") == [4, UNK, UNK]
    assert Tokenizer.train(seen, "words", min_count=2).tokens("a b zoo") == ["a", "b", "zoo"]
    assert Tokenizer.train(seen, "words", min_count=2).decode([4, UNK, 5]) == "a <unk> b"


@pytest.mark.parametrize("units", ["characters", "codepoints", "symbols"])
def test_every_symbol_and_character_is_kept(units):
    assert Tokenizer.train(["a b c"], units, size=1, min_count=9).encode("a").count(UNK) == 0


@pytest.mark.parametrize("units", UNITS)
def test_special_symbols_in_text_are_ordinary_text(units):
    text = "<pad> <unk> <s> </s> a"
    tokenizer = Tokenizer.train([text] * 5, units, size=300)
    ids = tokenizer.encode(text)
    assert min(ids) > EOS
    assert tokenizer.decode(ids) == text
    other = Tokenizer.train(["a b"], units, size=300)
    assert not {PAD, BOS, EOS} & set(other.encode(text))


def test_byte_pairs_merge_and_read_the_same_at_the_start_and_inside():
    tokenizer = Tokenizer.train(["low lower lowest slow"] * 3, "bpe", size=270)
    assert 260 < tokenizer.size <= 270
    assert tokenizer.encode("low low") == tokenizer.encode("low") * 2
    assert tokenizer.tokens("low") == [" low"]
    assert tokenizer.decode(tokenizer.encode("  low \n漢")) == "  low \n漢"
    assert tokenizer.tokens("漢") == [" ", "\ufffd", "\ufffd", "\ufffd"]
    assert tokenizer.decode([UNK, *tokenizer.encode("low")]) == "low"


def test_code_points_are_letters_marks_and_jamo_and_come_back_composed():
    tokenizer = Tokenizer.train(["한 é", "की"], "codepoints")
    assert tokenizer.tokens("한é") == ["\u1112", "\u1161", "\u11ab", "e", "\u0301"]
    assert tokenizer.tokens("की") == ["क", "ी"]
    assert tokenizer.decode(tokenizer.encode("é한")) == "\u00e9\ud55c"
    apart = Tokenizer.train(["한"], "codepoints", "NFD")
    assert apart.decode(apart.encode("한")) == "\u1112\u1161\u11ab"


def test_half_a_surrogate_pair_is_one_unknown_character():
    tokenizer = Tokenizer.train(["a\ud83d"], "characters")
    assert tokenizer.tokens("a\udc00") == ["a", "\ufffd"]
    assert tokenizer.decode(tokenizer.encode("a\udc00")) == "a\ufffd"


def test_many_texts_are_encoded_in_their_order():
    tokenizer = Tokenizer.train(["abc"], "characters")
    many = ["abc"[i % 3] * (i % 5) for i in range(25_000)]
    assert tokenizer.encode_all(many) == [[4 + i % 3] * (i % 5) for i in range(25_000)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {"units": "words", "normalization": "NFKC"},
            "normalization is 'NFKC': choose one of NFC, NFD, none",
        ),
        (
            {"units": "bpe", "size": 259},
            "vocabulary_size is 259: a vocabulary of bpe needs at least 260",
        ),
        (
            {"units": "words", "size": 4},
            "vocabulary_size is 4: a vocabulary of words needs at least 5",
        ),
    ],
)
def test_choices_that_do_not_exist(arguments, expected):
    with pytest.raises(PantoumError) as caught:
        Tokenizer.train(["a"], **arguments)
    assert str(caught.value) == expected


def test_damaged_files_are_refused():
    whole = json.loads(Tokenizer.train(["a"], "symbols").to_json())
    other_symbols = json.loads(json.dumps(whole).replace(" <pad>", "<pad>"))
    texts = [
        "",
        "[]",
        "{}",
        json.dumps({**whole, "units": "x"}),
        json.dumps({**whole, "tokenizer": {}}),
    ]
    for text in [*texts, json.dumps(other_symbols)]:
        with pytest.raises(PantoumError, match="damaged tokenizer"):
            Tokenizer.from_json(text)
