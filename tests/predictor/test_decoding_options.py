"""The decoding options of a call."""

import math
from pathlib import Path
from typing import Any

import pytest
from tests.training.runs import train

import pantoum
from pantoum import PantoumError, Predictor, Sampling
from pantoum.predictor.drawing_options import sampling_of


@pytest.fixture(scope="module")
def model(reverser: Path) -> Predictor:
    return pantoum.load(reverser, task="seq2seq")


@pytest.fixture(scope="module")
def other(reversals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second model of the same strings, another in everything else."""
    folder = tmp_path_factory.mktemp("models") / "other"
    sizes = {
        "model.hidden": 16,
        "model.embedding": 12,
        "model.cell": "gru",
        "model.attention": "none",
    }
    train(
        reversals,
        folder,
        sizes | {"training.epochs": 4, "model.dropout": 0.0, "seed": 2},
        dev=reversals,
    )
    return folder


def test_nbest_in_a_call(model: Predictor) -> None:
    assert model("abca", nbest=3) == model.nbest(["abca"], count=3)[0]
    assert model(["abca", "b"], nbest=2) == model.nbest(["abca", "b"], count=2)


def test_outputs_start_with_their_prefixes(model: Predictor) -> None:
    one, two = model(["abca", "cab"], prefix=["cc", ""])
    assert one.text.startswith("cc")
    assert two.text == model("cab").text
    assert two.score == pytest.approx(model("cab").score, abs=1e-5)
    assert all(
        found.text.startswith("b")
        for found in model(["abca", "", "cab"], prefix="b")
        if found.source_tokens
    )
    (scored,) = model(["abca"], score=[one.text])
    assert one.log_probability == pytest.approx(scored.log_probability, abs=1e-4)


def test_outputs_of_a_list_and_without_symbols(model: Predictor) -> None:
    listed = ["acba", "abca", "cc", "not these symbols"]
    assert {found.text for found in model("abca", nbest=5, allowed=listed)} == set(listed[:3])
    assert model("abca", allowed=listed).text == "acba"
    assert "c" not in model("abca", forbidden=["c"]).text


def test_what_cannot_be_has_no_symbols_and_spoils_no_other(model: Predictor) -> None:
    none, some, empty = model(["abca", "abca", ""], allowed=["acba"], prefix=["b", "", ""])
    assert (none.text, none.tokens, none.score) == ("", [], -math.inf)
    assert none.attention is not None
    assert none.attention.shape == (0, 5)
    assert some.text == "acba"
    assert empty.score == 0.0


@pytest.mark.parametrize("beam", [1, 3])
def test_a_prefix_longer_than_an_output_may_be_has_no_output(model: Predictor, beam: int) -> None:
    fits, none = model(["abca", "ab"], prefix="abc", max_length_ratio=1.0, beam=beam)
    assert fits.text.startswith("abc")
    assert (none.text, none.score) == ("", -math.inf)


def test_known_outputs_are_scored(model: Predictor) -> None:
    found = model("abca")
    scored = model("abca", score="acba")
    assert scored.log_probability == pytest.approx(found.log_probability, abs=1e-4)
    assert scored.tokens == found.tokens
    assert scored.log_probabilities is not None
    assert sum(scored.log_probabilities) == pytest.approx(scored.log_probability)
    assert scored.attention == pytest.approx(found.attention, abs=1e-5)
    assert model(["abca", "a"], score=["", "aé"])[1].tokens == ["a", "é", "</s>"]
    assert model.score([], []) == []


def test_samples_do_not_depend_on_company(model: Predictor) -> None:
    warm = Sampling(temperature=2.0)
    many = model(["abca", "", "cab", "abca"], sample=warm, nbest=4, seed=3)
    assert [len(found) for found in many] == [4, 1, 4, 4]
    assert many[0] == many[3]
    alone = model("cab", sample=warm, nbest=4, seed=3)
    assert [one.text for one in alone] == [one.text for one in many[2]]
    assert len({one.text for one in many[0]}) > 1
    assert [one.text for one in model("cab", sample=warm, nbest=4, seed=4)] != [
        one.text for one in alone
    ]
    assert model("cab", sample=True, temperature=2.0, nbest=4, seed=3) == alone
    with pytest.raises(PantoumError, match=r"sample must be True or False, but is 0\.8: give"):
        sampling_of(0.8)
    assert model("cab", sample=warm, nbest=4) == model("cab", sample=warm, nbest=4, seed=1)
    assert model("cab", sample=False, temperature=None) == model("cab")
    assert model("cab", sample=True, beam=None, required=None) == model("cab", sample=True)
    assert model("abca", sample=Sampling(temperature=0.0)).text == model("abca", beam=1).text
    (scored,) = model(["cab"], score=[alone[0].text])
    assert alone[0].log_probability == pytest.approx(scored.log_probability, abs=1e-4)


def test_outputs_have_what_is_required(model: Predictor) -> None:
    for beam in (1, 5):
        one, two = model(["abca", "cab"], required=[["bbb", "ac"], []], beam=beam)
        assert "bbb" in one.text
        assert "ac" in one.text
        assert two.text == model("cab", beam=beam).text
    assert "bb" in model("ab", required=iter(["bb"])).text
    assert model("", required=["bb"]).text == ""
    for required, rule in (
        ("bb", "required phrases are a list of strings, or such a list for each input"),
        ([[], []], "1 inputs need as many lists of phrases, or one for all, but got 2"),
        (["aж"], "required phrase 'aж' has 'ж', a symbol that the model cannot write"),
        ([" "], "a required phrase must not be empty"),
    ):
        with pytest.raises(PantoumError, match=rule):
            model(["ab"], required=required)


def test_weights_of_eight_bits_answer_nearly_the_same(reverser: Path, model: Predictor) -> None:
    rounded = pantoum.load(reverser, int8=True, task="seq2seq")
    for found, exact in zip(
        rounded(["abca", "cab", "b"]), model(["abca", "cab", "b"]), strict=True
    ):
        assert found.text == exact.text
        assert found.log_probability != exact.log_probability
        assert found.log_probability == pytest.approx(exact.log_probability, abs=0.05)
    assert pantoum.ensemble([reverser, reverser], int8=True)("abca").text == model("abca").text


@pytest.mark.parametrize("combine", ["probability", "log_probability", "vote"])
def test_an_ensemble_answers_as_one(reverser: Path, other: Path, combine: Any) -> None:
    together = pantoum.ensemble([reverser, other], combine)
    assert repr(together) == "Predictor(2 models, characters -> characters, device='cpu')"
    assert together("abca", beam=3).text == "acba"
    assert [len(found) for found in together(["abca", ""], nbest=3)] == [3, 1]
    scored = together.score(["abca"], ["acba"])[0]
    alone = [
        pantoum.load(folder, task="seq2seq").score(["abca"], ["acba"])[0]
        for folder in (reverser, other)
    ]
    for mean, first, second in zip(
        *(one.log_probabilities or [] for one in (scored, *alone)), strict=True
    ):
        if combine != "log_probability":
            assert math.exp(mean) == pytest.approx(
                (math.exp(first) + math.exp(second)) / 2, abs=1e-5
            )
    assert together.perplexity(["abca"], ["acba"]) == pytest.approx(
        math.exp(-scored.score), rel=1e-5
    )


def test_the_same_model_twice_is_that_model(model: Predictor, reverser: Path) -> None:
    for combine in ("probability", "log_probability"):
        one = pantoum.ensemble([reverser, reverser], combine)("abcab", beam=3)
        two = model("abcab", beam=3)
        assert one.text == two.text
        assert one.log_probability == pytest.approx(two.log_probability, abs=1e-4)
        assert one.attention == pytest.approx(two.attention, abs=1e-5)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"prefix": "é"}, "prefix 'é' has 'é', a symbol that the model cannot write"),
        ({"prefix": ["a", "b"]}, "1 inputs need as many prefixes, or one for all, but got 2"),
        (
            {"forbidden": ["ab"]},
            "a forbidden symbol must be a single one that the model can write, but is 'ab'",
        ),
        ({"allowed": []}, "there are no allowed outputs: give one at least"),
        (
            {"allowed": ["é"]},
            "none of the allowed outputs can be written: the first, 'é' has 'é', a symbol",
        ),
        (
            {"bean": 3},
            "no option 'bean': did you mean beam\\?",
        ),
        ({"xyz": 3}, "an encoder-decoder has no option 'xyz': it takes beam, length_penalty,"),
        ({"sample": True, "temprature": 2.0}, "no option 'temprature': did you mean temperature"),
        ({"sample": True, "beam": 2}, "beam is of a search, but sample draws outputs in its place"),
        ({"temperature": 2.0}, "temperature is of outputs that are drawn; add sample=True"),
        ({"seed": 2}, "seed is of outputs that are drawn; add sample=True"),
        ({"score": "b", "beam": 2}, "beam is of outputs that the model finds, but score gives"),
        ({"score": "b", "nbest": 2}, "nbest is of outputs that the model finds, but score gives"),
        ({"score": "b", "sample": True}, "known outputs are scored, and drawn outputs have their"),
        (
            {"no_repeat_ngram_size": -1},
            "no_repeat_ngram_size must be a whole number from 0 to 100, but is -1",
        ),
        (
            {"min_length_ratio": 2.0, "max_length_ratio": 1.0},
            "max_length_ratio must be at least min_length_ratio, 2, or 0, but is 1.0",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(
    model: Predictor, options: dict[str, Any], rule: str
) -> None:
    with pytest.raises(PantoumError, match=rule):
        model(["abca"], **options)


def test_coverage_needs_attention(other: Path) -> None:
    with pytest.raises(PantoumError, match="coverage_penalty needs a model with attention"):
        pantoum.load(other, task="seq2seq")("abca", beam=2, coverage_penalty=0.2)


def test_models_that_do_not_fit_are_refused(reverser: Path, labeller: Path, tmp_path: Path) -> None:
    data = tmp_path / "xy.tsv"
    data.write_text("".join(f"{'x' * n}\t{'y' * n}\n" for n in range(1, 20)))
    train(
        data,
        tmp_path / "xy",
        {"training.epochs": 1, "model.hidden": 8, "model.embedding": 8},
        dev=data,
    )
    with pytest.raises(
        PantoumError, match=r"must write the same symbols, but those of .*xy are not"
    ):
        pantoum.ensemble([reverser, tmp_path / "xy"])
    with pytest.raises(
        PantoumError,
        match="are of one kind, but this is a classifier and the first is an encoder",
    ):
        pantoum.ensemble([reverser, labeller])
    with pytest.raises(
        PantoumError, match="int8 is for encoder-decoders, but this is a classifier"
    ):
        pantoum.load(labeller, int8=True)
    with pytest.raises(PantoumError, match="a list of at least one model directory"):
        pantoum.ensemble([])
