"""Bottleneck: lengths, means and differences, made sentences and data of one's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.reversing import reversals, write_tsv

from pantoum.errors import PantoumError
from pantoum.lab import bottleneck, mean_of, own_pairs
from pantoum.lab.by_length import binned, scores
from pantoum.lab.experiments import bottleneck as module
from pantoum.lab.own_pairs import Judged

TINY: dict[str, Any] = {"steps": 2, "batch": 2, "hidden": 4, "sentences": 3}


def test_tiny() -> None:
    result = bottleneck(seeds=[1, 2], longest=[3], lengths=[6, 4], **TINY)
    assert [row[:4] for row in result.rows] == [
        ("none", 3, 4, 3), ("none", 3, 6, 3), ("additive", 3, 4, 3), ("additive", 3, 6, 3),
    ]  # fmt: skip
    runs = result.values["runs"]
    assert [(one["attention"], one["seed"]) for one in runs] == [
        ("none", 1), ("none", 2), ("additive", 1), ("additive", 2),
    ]  # fmt: skip
    of_six = [one["lengths"][0]["bleu"] for one in runs[:2]]
    assert runs[0]["lengths"][0]["length"] == 6
    assert result.rows[1][4] == mean_of(of_six)
    assert result == bottleneck(seeds=[1, 2], longest=[3], lengths=[6, 4], **TINY)


def test_what_is_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    bleu = {("none", 4): 90, ("none", 8): 30, ("none", 12): 5,
            ("additive", 4): 95, ("additive", 8): 94, ("additive", 12): 60}  # fmt: skip

    def made(case: Mapping[str, Any], seed: int, *_: Any) -> list[dict[str, Any]]:
        return [
            {"length": n, "sentences": 9, "bleu": bleu[case["attention"], n] + seed, "right": 0}
            for n in (4, 8, 12)
        ]

    monkeypatch.setattr(module, "_made", made)
    result = bottleneck(seeds=[1, 3], longest=[8], lengths=[4, 8, 12])
    assert result.sentences == (
        "Without attention, trained on up to 8 words: BLEU is 92.0 at length 4; 32.0 at length 8, "
        "the longest within that; 7.0 at length 12, the longest beyond it.",
        "With additive attention, trained on up to 8 words: BLEU is 97.0 at length 4; 96.0 at "
        "length 8, the longest within that; 62.0 at length 12, the longest beyond it.",
        "Trained on up to 8, with additive attention BLEU is higher by 5.0 at length 4 and by 64.0 "
        "at length 8 than without attention.",
    )
    falls = [(one["within"]["mean"], one["beyond"]["mean"]) for one in result.values["falls"]]
    assert falls == [(60, 25), (1, 34)]
    short = bottleneck(seeds=[1], longest=[3], attentions=["none"], lengths=[4, 8, 12])
    assert short.sentences == (
        "Without attention, trained on up to 3 words: BLEU is 6.0 at length 12, the longest beyond "
        "it.",
    )
    assert short.values["falls"][0]["within"] is None


def test_inputs_are_sorted_by_length() -> None:
    judged = [
        Judged(1, ("a b c d",), "a b c d"),
        Judged(4, ("a b c d", "e f g h"), "e f g h"),
        Judged(5, ("a b c d",), "x"),
        Judged(13, ("a b c d",), "a b c d"),
    ]
    found = binned(judged, [8, 4, 10])
    assert [(one["length"], one["sentences"], one["right"]) for one in found] == [
        (4, 2, 100), (8, 1, 0),
    ]  # fmt: skip
    assert found[0]["bleu"] == pytest.approx(100)
    assert found[1]["bleu"] < 5


def test_bleu_is_that_of_sacrebleu() -> None:
    from sacrebleu import corpus_bleu

    outputs, wanted = ["a b c d e", "a b d c e"], ["a b c d e", "a b c d e"]
    expected = corpus_bleu(outputs, [wanted], tokenize="none", force=True).score
    assert scores(wanted, outputs) == {
        "sentences": 2, "bleu": pytest.approx(expected), "right": 50,
    }  # fmt: skip


def test_data_of_ones_own(tmp_path: Path) -> None:
    pairs = reversals()
    train = write_tsv(tmp_path / "train.tsv", pairs[:40])
    test = write_tsv(tmp_path / "test.tsv", pairs[40:60])
    own: dict[str, Any] = {"data": [train, str(test)], "hidden": 4, "epochs": 1}
    result = bottleneck(seeds=[1], lengths=[4, 100], output=tmp_path / "out", **own)
    inputs = [case["sentences"] for case in result.values["cases"] if case["attention"] == "none"]
    assert sum(inputs) == 20
    assert result.columns[2].what == "most symbols of the inputs"
    with pytest.raises(PantoumError, match="holds runs with data"):
        bottleneck(seeds=[1], lengths=[4, 100], output=tmp_path / "out", hidden=4, epochs=1)


def test_a_wrong_test_file_is_told_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_pairs, "run_training", None)
    train = write_tsv(tmp_path / "train.tsv", reversals()[:40])
    test = tmp_path / "test.tsv"
    test.write_text("a\nb\n", encoding="utf-8")
    with pytest.raises(PantoumError, match=r"test\.tsv, line 1: the line has 1 column"):
        bottleneck(seeds=[1], data=[train, test], epochs=1)


def test_data_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match="data must be two files, of training and of test"):
        bottleneck(data=["a.tsv"])
    with pytest.raises(PantoumError, match=r"nothing\.tsv: is no file: give files of training"):
        bottleneck(data=[tmp_path / "nothing.tsv", tmp_path])
    with pytest.raises(PantoumError, match="lengths must be"):
        bottleneck(lengths=[3])
