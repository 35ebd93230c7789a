"""Blocks without a fast form, and copying, in whole runs: trained, resumed, saved, loaded and used
in every search and in an ensemble.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from tests.reversing import reversals, write_tsv
from tests.shapes import unchecked
from tests.tiers import tiered
from tests.training.runs import assert_same_run, train

import pantoum
from pantoum.errors import PantoumError

CHOICES: dict[str, dict[str, Any]] = {
    "peephole LSTM": {"model.cell": "peephole_lstm"},
    "layer-normalised LSTM": {"model.cell": "layer_norm_lstm", "model.recurrent_dropout": 0.1},
    "scaled dot": {"model.attention": "scaled_dot"},
    "location-sensitive": {"model.attention": "location_sensitive"},
    "copying": {"model.copy": True},
    "all of it, deep": {
        "model.cell": "layer_norm_lstm",
        "model.decoder_cell": "peephole_lstm",
        "model.attention": "location_sensitive",
        "model.layers": 2,
        "model.copy": True,
    },
}
each_choice = pytest.mark.parametrize(
    "name", tiered(CHOICES, ["location-sensitive", "all of it, deep"])
)
WORDS = ["abc", "cab", "b", "zz"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tsv(tmp_path_factory.mktemp("data") / "pairs.tsv", reversals()[:60])


class StopAfter:
    """Stops a run after some steps."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self) -> bool:
        self.left -= 1
        return self.left <= 0


@each_choice
def test_a_resumed_run_is_the_run_that_was_not_stopped(
    name: str, data: Path, tmp_path: Path
) -> None:
    changes = {**CHOICES[name], "training.epochs": 2}
    train(data, tmp_path / "whole", changes, dev=data)
    with unchecked():  # the same shapes again
        train(data, tmp_path / "resumed", changes, dev=data, stop=StopAfter(5))
        train(data, tmp_path / "resumed", changes, dev=data, resume=True)
    assert_same_run(tmp_path / "whole", tmp_path / "resumed")
    model = pantoum.load(tmp_path / "whole", task="seq2seq")
    together = pantoum.ensemble([tmp_path / "whole", tmp_path / "resumed"])
    for beam in (1, 4):
        alone = [model.nbest([word], beam=beam, count=1)[0][0] for word in WORDS]
        for one, other, each in zip(
            model.nbest(WORDS, beam=beam, count=1),
            together.nbest(WORDS, beam=beam, count=1),
            alone,
            strict=True,
        ):
            assert one[0].text == other[0].text == each.text
            assert one[0].log_probability == pytest.approx(each.log_probability, abs=1e-4)
            assert other[0].log_probability == pytest.approx(each.log_probability, abs=1e-4)
    scored = model.score(WORDS, [one.text for one in model(WORDS)])
    for one, given in zip(model(WORDS), scored, strict=True):
        assert given.log_probabilities is not None
        total = sum(given.log_probabilities[: len(one.tokens)])  # the output may lack its </s>
        assert total == pytest.approx(one.log_probability, abs=1e-4)


def test_weights_of_8_bits_are_refused_where_there_is_no_form(data: Path, tmp_path: Path) -> None:
    train(data, tmp_path / "model", {"model.cell": "peephole_lstm", "training.epochs": 1})
    with pytest.raises(PantoumError, match="has no fast form"):
        pantoum.load(tmp_path / "model", int8=True, task="seq2seq")


def test_copying_needs_attention(data: Path, tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match=r"model\.copy must be false without attention"):
        train(data, tmp_path / "model", {"model.copy": True, "model.attention": "none"})


def test_copying_needs_symbols_in_common(tmp_path: Path) -> None:
    pairs = [(text, text.upper()) for text, _ in reversals()]
    data = write_tsv(tmp_path / "pairs.tsv", pairs)
    with pytest.raises(PantoumError, match="inputs and outputs have no symbol in common"):
        train(data, tmp_path / "model", {"model.copy": True})


def test_an_ensemble_of_models_with_other_ids_copies_the_same(data: Path, tmp_path: Path) -> None:
    rows = reversals()
    for name, part in (("one", rows[:60]), ("two", rows[20:])):
        file = write_tsv(tmp_path / f"{name}.tsv", part)
        train(file, tmp_path / name, {"model.copy": True, "training.epochs": 2}, dev=data)
    together = pantoum.ensemble([tmp_path / "one", tmp_path / "two"])
    each = [pantoum.load(tmp_path / name, task="seq2seq") for name in ("one", "two")]
    (scored,) = together.score(["abca"], ["acba"])
    parts = [model.score(["abca"], ["acba"])[0].log_probabilities or [] for model in each]
    assert scored.log_probabilities is not None
    for found, first, second in zip(scored.log_probabilities, parts[0], parts[1], strict=True):
        mean = math.log((math.exp(first) + math.exp(second)) / 2)
        assert found == pytest.approx(mean, abs=1e-5)
