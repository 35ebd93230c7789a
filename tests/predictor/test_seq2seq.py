"""A model in memory: strings in, predictions out, whatever the strings, their order and their
company.
"""

import math
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reversing import reversals
from tests.training.runs import train

import pantoum
from pantoum import PantoumError, Predictor
from pantoum.data.lines import trimmed
from pantoum.inference import decoding
from pantoum.model_dir import load_model
from pantoum.symbols import EOS
from pantoum.training import loop

SOURCES = [source for source, _ in reversals()]


@pytest.fixture(scope="session")
def model(reverser: Path) -> Predictor:
    return pantoum.load(reverser, task="seq2seq")


class TestOneOrMany:
    def test_a_string_gives_a_prediction_and_a_list_a_list(self, model: Predictor) -> None:
        one = model("abca")
        many = model(["abca"])
        assert one.text == "acba"
        assert isinstance(many, list)
        assert [prediction.text for prediction in many] == ["acba"]
        assert model([]) == []
        assert model(("a", "ab"))[1].text == "ba"

    def test_it_has_learned(self, model: Predictor) -> None:
        right = [
            prediction.text == source[::-1]
            for source, prediction in zip(SOURCES, model(SOURCES), strict=True)
        ]
        assert sum(right) >= 0.9 * len(right)

    def test_a_prediction_tells_all_about_itself(self, model: Predictor) -> None:
        prediction = model("abca")
        assert prediction.tokens == ["a", "c", "b", "a", "</s>"]
        assert prediction.source_tokens == ["a", "b", "c", "a", "</s>"]
        assert prediction.score == pytest.approx(prediction.log_probability / 5)
        assert prediction.log_probability < 0
        assert prediction.attention is not None
        assert prediction.attention.shape == (5, 5)
        assert prediction.attention.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-5)

    def test_it_is_shown_in_one_short_line(self, model: Predictor) -> None:
        prediction = model("abca")
        assert (
            repr(prediction)
            == f"Prediction(text='acba', score={prediction.score:.4f}, attention=[5, 5])"
        )
        assert repr(model("ab", attention=False)).endswith(", attention=None)")
        assert repr(model) == "Predictor(characters -> characters, device='cpu')"

    def test_attention_can_be_left_out(self, model: Predictor) -> None:
        for beam in (1, 3):
            plain = model(["abca", ""], beam=beam, attention=False)
            full = model(["abca", ""], beam=beam)
            assert [prediction.attention for prediction in plain] == [None, None]
            assert [prediction.tokens for prediction in plain] == [
                prediction.tokens for prediction in full
            ]
            assert [prediction.score for prediction in plain] == [
                prediction.score for prediction in full
            ]

    def test_its_probability_is_that_of_its_symbols(self, model: Predictor) -> None:
        prediction = model("abca", length_penalty=0.0)
        assert prediction.score == pytest.approx(prediction.log_probability)
        assert model.perplexity(["abca"], ["acba"]) == pytest.approx(
            math.exp(-prediction.log_probability / 5), rel=1e-4
        )

    @pytest.mark.parametrize("beam", [1, 3])
    def test_company_and_order_do_not_matter(self, model: Predictor, beam: int) -> None:
        texts = [*SOURCES[:20], "", "zzz", "a" * 60, "é b", *SOURCES[:5]]
        together = model(texts, beam=beam)
        shuffled = random.Random(3).sample(range(len(texts)), len(texts))
        mixed = model([texts[row] for row in shuffled], beam=beam)
        for row, text in enumerate(texts):
            for other in (model(text, beam=beam), mixed[shuffled.index(row)]):
                assert other.text == together[row].text
                assert other.tokens == together[row].tokens
                assert other.score == pytest.approx(together[row].score, abs=1e-5)
                assert other.attention is not None
                assert together[row].attention == pytest.approx(other.attention, abs=1e-5)

    def test_a_batch_of_another_size_does_not_matter(
        self, model: Predictor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = model.nbest(SOURCES[:30], count=2)
        for size in (1, 11):
            monkeypatch.setattr(decoding, "BATCH_TOKENS", size)
            for found, wanted in zip(model.nbest(SOURCES[:30], count=2), expected, strict=True):
                assert [one.text for one in found] == [one.text for one in wanted]
                assert [one.score for one in found] == pytest.approx(
                    [one.score for one in wanted], abs=1e-5
                )


class TestAnyText:
    def test_unknown_symbols_are_read_as_unknown_and_shown_as_they_are(
        self, model: Predictor
    ) -> None:
        prediction = model("a😀é")
        assert prediction.source_tokens == ["a", "😀", "é", "</s>"]
        assert prediction.text == model("a☃x").text
        assert set(prediction.text) <= set("abc")

    @pytest.mark.parametrize("text", ["", " ", "\t\n", " \v\f"])
    def test_an_empty_input_has_an_empty_output(self, model: Predictor, text: str) -> None:
        for prediction in (model(text), model(["ab", text])[1], model.nbest([text], count=3)[0][0]):
            assert (prediction.text, prediction.tokens, prediction.source_tokens) == ("", [], [])
            assert (prediction.score, prediction.log_probability) == (0.0, 0.0)
            assert prediction.attention is not None
            assert prediction.attention.shape == (0, 0)
        assert model(["ab", text, "ba"])[2].text == "ab"

    def test_white_space_around_an_input_is_left_out_as_in_training(self, model: Predictor) -> None:
        assert model("  abc\n").score == model("abc").score
        assert model(" abc ").source_tokens == ["a", "b", "c", "</s>"]

    def test_a_very_long_input(self, model: Predictor) -> None:
        text = "abc" * 667
        prediction = model(text, beam=1)
        assert prediction.source_tokens == [*text, "</s>"]
        assert prediction.attention is not None
        assert prediction.attention.shape == (len(prediction.tokens), 2_002)
        with pytest.raises(
            PantoumError,
            match=r"^the input starting 'abcabc.*' has 6,001 symbols, .* 5,000 .*: split it$",
        ):
            model.nbest(["a", "abc" * 2_000])
        assert set(prediction.text) <= set("abc")

    @settings(max_examples=15)
    @given(st.lists(st.text(max_size=8), max_size=4))
    def test_no_text_is_too_strange(self, model: Predictor, texts: list[str]) -> None:
        predictions = model(texts)
        assert len(predictions) == len(texts)
        for text, prediction in zip(texts, predictions, strict=True):
            assert set(prediction.text) <= set("abc")
            assert bool(prediction.tokens) == bool(trimmed(text))
            assert prediction.source_tokens[-1:] == (["</s>"] if trimmed(text) else [])


def test_predictions_are_compared_without_their_attention(model: Predictor) -> None:
    assert model("abc") == model("abc", attention=False)
    assert model("abc") != model("abd")


class TestNbest:
    def test_they_are_different_and_the_best_comes_first(self, model: Predictor) -> None:
        for found in model.nbest(["abca", "b"], count=4, beam=6):
            assert len(found) == 4
            assert len({prediction.text for prediction in found}) == 4
            scores = [prediction.score for prediction in found]
            assert scores == sorted(scores, reverse=True)
        assert model.nbest(["abca"], count=1, beam=6)[0][0].text == model("abca", beam=6).text

    def test_the_beam_is_as_wide_as_it_must_be(self, model: Predictor) -> None:
        assert model.config.search.beam == 1
        assert len(model.nbest(["abca"])[0]) == 5
        with pytest.raises(
            PantoumError,
            match="a beam of 2 cannot give 3 outputs for an input: set beam to at least 3",
        ):
            model.nbest(["abca"], count=3, beam=2)

    @pytest.mark.parametrize(
        ("how", "rule"),
        [
            ({"beam": 0}, "beam must be a whole number from 1 to 1,000, but is 0"),
            ({"beam": 1_001}, "beam must be a whole number from 1 to 1,000, but is 1001"),
            ({"count": 0}, "count must be a whole number of at least 1, but is 0"),
            ({"length_penalty": -1.0}, "length_penalty must be a number from 0 to 10, but is -1.0"),
            (
                {"length_penalty": 300.0},
                "length_penalty must be a number from 0 to 10, but is 300.0",
            ),
            (
                {"length_penalty": math.nan},
                "length_penalty must be a number from 0 to 10, but is nan",
            ),
        ],
    )
    def test_numbers_that_cannot_work_are_refused(
        self, model: Predictor, how: dict[str, Any], rule: str
    ) -> None:
        with pytest.raises(PantoumError, match=rule):
            model.nbest(["abca"], **how)

    def test_one_string_is_no_list(self, model: Predictor) -> None:
        with pytest.raises(PantoumError, match="a list of inputs is needed, but got one string"):
            model.nbest("abca")

    def test_what_is_no_string_is_refused(self, reverser: Path) -> None:
        # In a process of its own: here, annotations are checked before the arguments are.
        program = (
            "import sys, pantoum; model = pantoum.load(sys.argv[1])\n"
            "for wrong in (3, None, [3], ['a', None]):\n"
            "    try: model(wrong)\n"
            "    except pantoum.PantoumError as error: print(error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, reverser], capture_output=True, text=True, timeout=120
        )
        assert done.stdout.splitlines() == [
            "inputs must be a list of strings, but are of type int",
            "inputs must be a list of strings, but are of type NoneType",
            "input 1 is 3, but inputs are strings",
            "input 2 is None, but inputs are strings",
        ]


class TestUnknownSymbols:
    def test_they_are_counted_on_both_sides(self, model: Predictor) -> None:
        inputs, outputs = model.unknown_symbols([" abж", "ж", ""], targets=["a", "xbx", ""])
        assert (inputs.counts, inputs.symbols) == ({"ж": 2}, 4)
        assert (outputs.counts, outputs.symbols) == ({"x": 2}, 4)

    def test_outputs_need_not_be_known(self, model: Predictor) -> None:
        inputs, outputs = model.unknown_symbols(["abc"])
        assert not inputs
        assert (outputs.counts, outputs.symbols) == ({}, 0)


class TestPerplexity:
    def test_it_is_what_it_is_by_hand(self, model: Predictor, reverser: Path) -> None:
        pairs = [("abca", "acba"), ("a", "bb"), ("cab", "")]
        total = 0.0
        symbols = 0
        network = load_model(reverser).model
        for source, target in pairs:
            ids = torch.tensor([model._task.source.encode(source)])
            wanted = [*model._task.target.encode(target), EOS]
            logits = network(ids, torch.tensor([ids.shape[1]]), torch.tensor([wanted]))[0]
            for place, symbol in enumerate(wanted):
                values = logits[place].tolist()
                total -= values[symbol] - math.log(sum(math.exp(value) for value in values))
                symbols += 1
        sources = [source for source, _ in pairs]
        targets = [target for _, target in pairs]
        assert symbols == 5 + 3 + 1
        assert model.perplexity(sources, targets) == pytest.approx(
            math.exp(total / symbols), rel=1e-4
        )

    def test_neither_white_space_nor_the_size_of_batches_matters(
        self, model: Predictor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = model.perplexity(["abca", "a"], ["acba", "bb"])
        assert model.perplexity([" abca", "a\t"], ["acba ", " bb"]) == expected
        monkeypatch.setattr(decoding, "BATCH_TOKENS", 1)
        assert model.perplexity(["abca", "a"], ["acba", "bb"]) == pytest.approx(expected, rel=1e-6)

    def test_right_outputs_surprise_less(self, model: Predictor) -> None:
        targets = [source[::-1] for source in SOURCES]
        assert 1 <= model.perplexity(SOURCES, targets) < 2 < model.perplexity(SOURCES, SOURCES)

    @pytest.mark.parametrize(("sources", "targets"), [([], []), (["a"], []), (["a"], ["a", "b"])])
    def test_inputs_and_outputs_come_in_pairs(
        self, model: Predictor, sources: list[str], targets: list[str]
    ) -> None:
        with pytest.raises(PantoumError, match=f"got {len(sources)} and {len(targets)}"):
            model.perplexity(sources, targets)


def test_without_attention_there_is_none(
    tmp_path: Path, reversals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.training.test_loop import Script

    monkeypatch.setattr(loop, "evaluate", Script([1.0]))
    train(
        reversals,
        tmp_path / "plain",
        {"model.attention": "none", "training.epochs": 1},
        dev=reversals,
    )
    model = pantoum.load(tmp_path / "plain", task="seq2seq")
    assert model("abc").attention is None
    assert model("").attention is None
    assert model("abc", beam=2).attention is None


def test_a_device_that_is_not_there_is_refused(reverser: Path) -> None:
    for device in ("warp", "xpu:7", "hpu", "meta"):
        with pytest.raises(
            PantoumError, match=f"device '{device}' cannot be used here .*; use 'cpu'$"
        ):
            pantoum.load(reverser, device, task="seq2seq")


def test_another_kind_of_model_than_the_wanted_one(labeller: Path) -> None:
    with pytest.raises(PantoumError, match="is a classifier, but task is 'tagger'") as caught:
        pantoum.load(labeller, task="tagger")
    assert caught.value.where == str(labeller)
