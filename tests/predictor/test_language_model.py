"""A language model in memory: how likely texts are, and texts that it writes."""

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.training.runs import train
from tests.writing import TINY_WRITER, WORD, texts, write_text

import pantoum
from pantoum import LanguageModelPredictor, PantoumError
from pantoum.inference import likelihood
from pantoum.symbols import EOS

TEXTS = ["ab", "abab", "", "ba", "a b", "é", "ab" * 30, "ab"]


@pytest.fixture(scope="session")
def model(writer: Path) -> LanguageModelPredictor:
    return pantoum.load(writer, task="language_model")


class TestScoring:
    def test_a_string_gives_one_and_a_list_a_list(self, model: LanguageModelPredictor) -> None:
        assert model("ab").log_probability == model.score(["ab"])[0].log_probability
        assert [one.tokens for one in model(["ab", "b"])] == [["a", "b", "</s>"], ["b", "</s>"]]
        assert model([]) == []
        assert model.task == "language_model"

    def test_it_is_shown_in_one_short_line(self, model: LanguageModelPredictor) -> None:
        scored = model("ab")
        shown = f"log_probability={scored.log_probability:.4f}, perplexity={scored.perplexity:.4f}"
        assert repr(scored) == f"Scored({shown})"
        assert repr(model) == "LanguageModelPredictor(characters, device='cpu')"

    def test_it_is_what_it_is_by_hand(self, model: LanguageModelPredictor) -> None:
        symbols = [*model._task.tokenizer.encode("aba"), EOS]
        logits = model._model(torch.tensor([[EOS, *symbols[:-1]]]), torch.tensor([4]))[0][0]
        expected = torch.log_softmax(logits, dim=-1)[torch.arange(4), symbols].tolist()
        scored = model("aba")
        assert scored.log_probabilities.tolist() == pytest.approx(expected, abs=1e-6)
        assert scored.log_probability == pytest.approx(sum(expected), abs=1e-5)
        assert scored.perplexity == pytest.approx(math.exp(-sum(expected) / 4), rel=1e-5)

    def test_it_has_learned(self, model: LanguageModelPredictor) -> None:
        assert math.exp(model("ab").log_probability) == pytest.approx(0.5, abs=0.1)
        assert math.exp(model("abab").log_probability) == pytest.approx(0.25, abs=0.06)
        assert model("ba").log_probability < -6

    def test_company_order_and_the_size_of_batches_do_not_matter(
        self, model: LanguageModelPredictor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        together = model(TEXTS)
        shuffled = random.Random(3).sample(range(len(TEXTS)), len(TEXTS))
        mixed = model([TEXTS[row] for row in shuffled])
        monkeypatch.setattr(likelihood, "BATCH_TOKENS", 5)
        small = model(TEXTS)
        for row, text in enumerate(TEXTS):
            for other in (model(text), mixed[shuffled.index(row)], small[row]):
                assert other.tokens == together[row].tokens
                assert other.log_probabilities == pytest.approx(
                    together[row].log_probabilities, abs=1e-5
                )

    def test_unknown_symbols_are_counted_and_spelled(self, model: LanguageModelPredictor) -> None:
        scored = model("aéb😀")
        assert (scored.unknown, scored.tokens) == (2, ["a", "é", "b", "😀", "</s>"])
        assert scored.log_probability == pytest.approx(model("axby").log_probability)
        assert model(" ab\n").log_probability == pytest.approx(
            model("ab").log_probability, abs=1e-6
        )
        assert model(" ").tokens == ["</s>"]

    def test_all_together(self, model: LanguageModelPredictor) -> None:
        scores = model.evaluate(TEXTS).scores
        scored = model([text for text in TEXTS if text])
        nll = -sum(one.log_probability for one in scored)
        symbols = sum(len(one.tokens) for one in scored)
        assert scores["perplexity"] == pytest.approx(math.exp(nll / symbols), rel=1e-5)
        assert scores["bits_per_character"] == pytest.approx(nll / math.log(2) / symbols, rel=1e-5)
        assert scores["unknown"] == pytest.approx(
            100 * sum(one.unknown for one in scored) / symbols
        )
        assert scores["examples"] == len(TEXTS) - 1
        with pytest.raises(PantoumError, match="data: there are no examples"):
            model.evaluate([])

    def test_a_very_long_text(self, model: LanguageModelPredictor) -> None:
        scored = model("ab" * 50_000)
        assert len(scored.tokens) == 100_001
        assert math.isfinite(scored.log_probability)

    @settings(max_examples=15)
    @given(st.lists(st.text(max_size=8), max_size=4))
    def test_no_text_is_too_strange(self, model: LanguageModelPredictor, texts: list[str]) -> None:
        found = model(texts)
        assert len(found) == len(texts)
        for scored in found:
            assert len(scored.tokens) == len(scored.log_probabilities) >= 1
            assert (scored.log_probabilities <= 0).all()


class TestWriting:
    def test_what_it_writes_is_of_the_language(self, model: LanguageModelPredictor) -> None:
        found = model.generate(100)
        assert sum(bool(WORD.fullmatch(one.text)) for one in found) > 90
        for one in found:
            assert "".join(one.tokens) == one.text + "</s>"
            assert one.log_probability == pytest.approx(model(one.text).log_probability, abs=1e-4)

    def test_seed_and_number_decide_and_nothing_else(self, model: LanguageModelPredictor) -> None:
        ten = model.generate(10, seed=5)
        assert [one.text for one in model.generate(4, seed=5)] == [one.text for one in ten[:4]]
        assert model.generate(10, seed=6) != ten
        assert [one.text for one in model.generate(3, seed=5, first=4)] == [
            one.text for one in ten[4:7]
        ]
        assert model.generate(0) == []
        assert len({one.text for one in ten}) > 1

    def test_a_prefix_is_gone_on_with(self, model: LanguageModelPredictor) -> None:
        for one in model.generate(30, "aba"):
            assert one.text.startswith("aba")
            assert one.text == "aba" + "".join(token for token in one.tokens if token != "</s>")
        right = sum(bool(WORD.fullmatch(one.text)) for one in model.generate(30, "aba"))
        assert right > 25
        assert all(one.text.startswith("é ") for one in model.generate(3, "é "))

    def test_temperature_0_is_always_the_same(self, model: LanguageModelPredictor) -> None:
        assert {one.text for one in model.generate(3, temperature=0)} == {"ab"}
        assert {one.text for one in model.generate(3, top_k=1)} == {"ab"}
        assert {one.text for one in model.generate(3, top_p=0.01)} == {"ab"}

    def test_a_limit_cuts(self, model: LanguageModelPredictor) -> None:
        for one in model.generate(20, "ababab", longest=1):
            assert len(one.tokens) == 1
        cut = [one for one in model.generate(20, longest=2) if one.tokens[-1] != "</s>"]
        assert {one.text for one in cut} <= {"ab", "aa", "ba", "bb"}
        assert cut

    @pytest.mark.parametrize(
        ("how", "rule"),
        [
            ({"count": -1}, "count must be a whole number of at least 0, but is -1"),
            ({"longest": 0}, "longest must be a whole number of at least 1, but is 0"),
            ({"first": -1}, "first must be a whole number of at least 0, but is -1"),
            ({"seed": -3}, "seed must be a whole number of at least 0, but is -3"),
            ({"temperature": -1.0}, "temperature must be a number of at least 0, but is -1.0"),
            ({"top_k": -1}, "top_k must be a whole number"),
            ({"top_p": 0.0}, "top_p must be a number above 0 and at most 1, but is 0.0"),
        ],
    )
    def test_numbers_that_cannot_work_are_refused(
        self, model: LanguageModelPredictor, how: dict[str, Any], rule: str
    ) -> None:
        with pytest.raises(PantoumError, match=rule):
            model.generate(**how)


@pytest.mark.parametrize("units", ["words", "symbols", "bpe", "codepoints"])
def test_every_unit_can_be_scored_and_written(tmp_path: Path, units: str) -> None:
    lines = [" ".join(text) for text in texts()]
    path = write_text(tmp_path / "train.txt", lines)
    more = {"data.vocabulary_size": 270} if units == "bpe" else {}
    train(
        path,
        tmp_path / "model",
        {"data.target_units": units, "training.epochs": 2} | more,
        dev=path,
        base=TINY_WRITER,
    )
    model = pantoum.load(tmp_path / "model", task="language_model")
    assert np.isfinite(model("a b").log_probability)
    for one in model.generate(5, "a  b ", longest=9):
        assert one.text.startswith("a  b")
    continued = model.generate(5, "a b", longest=9)
    assert all(one.text.startswith("a b") for one in continued)
    if units in ("words", "symbols"):
        assert {one.text.replace("a", "").replace("b", "").strip() for one in continued} == {""}
        assert all("  " not in one.text for one in continued)
