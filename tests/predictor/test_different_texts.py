"""An n-best list holds each text once, whatever pieces spell it."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.reversing import TINY_MODEL, write_tsv
from tests.training.runs import train

import pantoum
from pantoum.predictor import Prediction
from pantoum.predictor.different_texts import different_texts, merged


def made(text: str, log_probability: float, *, score: float = 0.0) -> Prediction:
    return Prediction(text, [*text, "</s>"], score, log_probability, None, [])


def test_the_probabilities_of_one_text_are_added() -> None:
    found = merged([made("ab", -1.0), made("cd", -1.5), made("ab", -2.0), made("ab", -3.0)])
    assert [one.text for one in found] == ["ab", "cd"]
    total = math.exp(-1.0) + math.exp(-2.0) + math.exp(-3.0)
    assert found[0].log_probability == pytest.approx(math.log(total))
    assert found[1].log_probability == -1.5
    assert [one.text for one in merged([made("", -math.inf)])] == [""]


def test_a_wider_search_fills_up_what_is_missing_and_keeps_the_first() -> None:
    beams = {
        2: [[made("ab", -1.0, score=-0.5), made("ab", -2.0, score=-0.6)], [made("x", -1.0)]],
        4: [
            [
                made("cd", -0.5, score=-0.2),
                made("ab", -1.0, score=-0.5),
                made("e", -3.0, score=-1.0),
            ]
        ],
    }
    asked: list[tuple[list[int], int]] = []

    def search(rows: Sequence[int], beam: int, most: int) -> list[list[Prediction]]:
        asked.append((list(rows), beam))
        assert most == beam
        return beams[beam]

    first, second = different_texts(search, 2, 2, 2)
    assert [one.text for one in first] == ["ab", "cd"]
    assert [one.text for one in second] == ["x"]  # that there is no more is no repetition
    assert asked == [([0, 1], 2), ([0], 4)]


def test_byte_pairs_give_as_many_different_texts_as_asked_for(tmp_path: Path) -> None:
    parts = ("mi", "ka", "re", "su", "to")
    stems = [one + other for one in parts for other in parts]
    stems += [one + other for one in stems for other in parts[:2]]
    rows = [(stem, f"{stem} {stem}n") for stem in stems]
    data = write_tsv(tmp_path / "data.tsv", rows)
    settings = {
        "data.source_units": "bpe",
        "data.target_units": "bpe",
        "training.epochs": 4,
        "model.dropout": 0.0,
    }
    train(data, tmp_path / "model", settings, dev=data, base=TINY_MODEL)
    model = pantoum.load(tmp_path / "model", task="seq2seq")
    inputs = stems[:20]
    ranked = model.nbest(inputs, count=5)
    assert [len({one.text for one in of_input}) for of_input in ranked] == [5] * 20
    assert [of_input[0].text for of_input in ranked] == [one.text for one in model(inputs)]
    assert [of_input[0].tokens for of_input in ranked] == [one.tokens for one in model(inputs)]
