"""Words of a lexicon are answered from it, the others by the network, and each says which."""

import math
from pathlib import Path
from typing import Any

import pytest

import pantoum
from pantoum import Lexicon, PantoumError, Predictor

WORDS = ["abc", "b", "", "cab", "B"]


@pytest.fixture(scope="module")
def model(reverser: Path) -> Predictor:
    return pantoum.load(reverser, task="seq2seq")


def test_known_words_are_answered_from_the_lexicon(model: Predictor) -> None:
    lexicon = Lexicon([("b", "xyz"), ("cab", "taxi"), ("cab", "car")])
    alone = model(WORDS)
    found = model(WORDS, lexicon=lexicon)
    assert [one.text for one in found] == ["cba", "xyz", "", "taxi", alone[4].text]
    assert [one.from_lexicon for one in found] == [False, True, False, True, False]
    assert [found[row].score for row in (0, 2, 4)] == pytest.approx(
        [alone[row].score for row in (0, 2, 4)], abs=1e-5
    )
    assert found[4].warnings == alone[4].warnings != ()
    known = found[3]
    assert known.tokens == ["t", "a", "x", "i", "</s>"]
    assert known.source_tokens == ["c", "a", "b", "</s>"]
    assert (known.score, known.log_probability, known.attention) == (0.0, 0.0, None)
    assert known.warnings == ()


def test_all_outputs_of_a_word_are_its_nbest(model: Predictor) -> None:
    lexicon = Lexicon([("cab", "car", 0.25), ("cab", "taxi", 0.5)])
    (known, network) = model(["cab", "abc"], nbest=3, beam=3, lexicon=lexicon)
    assert [one.text for one in known] == ["taxi", "car"]
    assert [one.log_probability for one in known] == [math.log(0.5), math.log(0.25)]
    assert len(network) == 3
    assert [one.text for one in model("cab", nbest=1, lexicon=lexicon)] == ["taxi"]
    assert model("cab", lexicon=lexicon).text == "taxi"


def test_outputs_are_in_the_normal_form_of_the_model(model: Predictor) -> None:
    known = model("e\u0301", lexicon=Lexicon([("\u00e9", "o\u0308")]))
    assert known.text == "\u00f6"
    assert known.tokens == ["\u00f6", "</s>"]
    assert known.source_tokens == ["\u00e9", "</s>"]


def test_json_says_it_where_it_is_so(model: Predictor) -> None:
    lexicon = Lexicon([("b", "xyz")])
    known, network = (
        one.to_dict(word)
        for one, word in zip(model(["b", "a"], lexicon=lexicon), ["b", "a"], strict=True)
    )
    assert known["from_lexicon"] is True
    assert "from_lexicon" not in network


def test_streams_have_a_lexicon_too(model: Predictor) -> None:
    found = model.stream(iter(["b", "a"]), lexicon=Lexicon([("b", "xyz")]))
    assert [one.from_lexicon for one in found] == [True, False]


def test_false_is_no_lexicon(model: Predictor) -> None:
    assert model("b", lexicon=False) == model("b")


def test_outputs_with_unknown_symbols_are_counted(model: Predictor) -> None:
    assert model.unwritten(["abc", "axc", ""]) == ["axc"]


@pytest.mark.parametrize(
    "options",
    [
        {"prefix": "a"},
        {"forbidden": ["a"]},
        {"allowed": ["a"]},
        {"required": ["a"]},
        {"sample": True},
        {"score": "b"},
    ],
)
def test_options_of_the_network_are_refused(model: Predictor, options: dict) -> None:
    (name,) = options
    with pytest.raises(PantoumError, match=f"{name} is of outputs of the network"):
        model("b", lexicon=Lexicon([("b", "xyz")]), **options)


@pytest.mark.parametrize("lexicon", ["known.tsv", {"b": "xyz"}, True])
@pytest.mark.usefixtures("unchecked_shapes")
def test_what_is_no_lexicon_is_refused(model: Predictor, lexicon: Any) -> None:
    with pytest.raises(PantoumError, match=r"lexicon must be a pantoum\.Lexicon, but is"):
        model("b", lexicon=lexicon)


def test_a_model_that_reads_more_than_a_word_has_none(two_ways: Path) -> None:
    model: Any = pantoum.load(two_ways)
    with pytest.raises(PantoumError, match="this model reads groups beside each word"):
        model("b", group="same", lexicon=Lexicon([("b", "xyz")]))


def test_a_directory_is_loaded_without_one(reverser: Path) -> None:
    load: Any = pantoum.load
    with pytest.raises(PantoumError, match="is given to its calls"):
        load(reverser, lexicon="known.tsv")
