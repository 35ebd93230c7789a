"""The model card says what the model is, and how to use it."""

import re
from pathlib import Path

import pytest
from tests.reversing import reversals, write_tsv
from tests.training.runs import train

import pantoum


def test_it_says_what_was_trained(whole: Path) -> None:
    card = (whole / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# whole\n")
    assert "| input | characters (3 known) |" in card  # a, b and c
    assert "| encoder | 1 bi-directional LSTM layer of 8 |" in card
    assert "| decoder | 1 LSTM layer of 8, additive attention |" in card
    assert re.search(r"\| trained on \| 40 pairs, \d\.\d epochs, seed 1, \d+\.\d minutes \|", card)
    assert re.search(r"\| dev word error rate \| \d+\.\d\d \|", card)
    assert "of the 12 development pairs" in card


def test_it_names_a_model_without_attention(pairs: Path, tmp_path: Path) -> None:
    changes = {
        "model.attention": "none",
        "model.bidirectional": False,
        "model.decoder_cell": "gru",
        "model.layers": 2,
    }
    train(pairs, tmp_path / "plain", changes | {"training.epochs": 1}, dev=pairs)
    card = (tmp_path / "plain" / "README.md").read_text(encoding="utf-8")
    assert "an encoder-decoder with no attention." in card
    assert "| 2 uni-directional LSTM layers of 8 |" in card
    assert "| 2 GRU layers of 8, no attention |" in card


@pytest.mark.parametrize("features", ["V;PST", ""])
def test_its_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, features: str) -> None:
    rows = [
        (*row, (features, "V;PST", "N")[min(index, 1 + index % 2)])
        for index, row in enumerate(reversals()[:20])
    ]
    data = write_tsv(tmp_path / "data.tsv", rows)
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    train(data, Path("."), {"training.epochs": 1, "data.features_column": "3"}, dev=data)
    card = Path("README.md").read_text(encoding="utf-8")
    assert card.startswith("# mine\n")
    assert "| input | characters (3 known), and 3 features |" in card
    call = re.search(r"^print\((model\(.*\)\.text)\)$", card, re.MULTILINE)
    assert call is not None
    assert f", {features!r}" in call[1]
    assert isinstance(eval(call[1], {"model": pantoum.load(".")}), str)
