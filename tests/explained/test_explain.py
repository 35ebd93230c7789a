"""A whole explanation: of each kind of model, as numbers, as a page, and what is refused."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.full_disk import fill_disk, needs_full_disk
from tests.stored.making import FOLDER

import pantoum
from pantoum.errors import PantoumError
from pantoum.explained.analyses import ANALYSES
from pantoum.explained.folder import FINDINGS, PAGE, PICTURES, make_folder
from pantoum.explained.pictures import DRAW, is_own, pictures_of

STORED = FOLDER / "format4"
PAIRS = [("abc", "cba"), ("ab", "ba"), ("bca", "acb"), ("c", "c"), ("abca", "acba")]
SENTENCES = [(["a", "dog", "runs"], ["D", "N", "V"]), (["dogs", "run"], ["N", "V"])]


def data_of(name: str) -> list[Any]:
    model: Any = pantoum.load(STORED / name)
    if model.task == "classifier":
        return [(text, model.labels.labels[0]) for text, _ in PAIRS]
    if model.task == "tagger":
        labels = [column.labels.labels for column in model.columns]
        return [
            (words, *[[of_column[0]] * len(words) for of_column in labels])
            for words, _ in SENTENCES
        ]
    if model.task == "language_model":
        return ["abab", "ba", "aabb"]
    if model.reads_features:
        return [(source, target, "X;Y") for source, target in PAIRS]
    return list(PAIRS)


MODELS = [
    "additive_lstm",
    "dot_gru_features",
    "deep_rnn_without_attention",
    "classifier",
    "crf_tagger",
    "softmax_tagger",
    "language_model",
]


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize("name", MODELS)
def test_a_page_with_numbers_and_pictures(name: str, tmp_path: Path) -> None:
    before = pantoum.load(STORED / name)
    weights = {key: value.clone() for key, value in before.trained.model.state_dict().items()}
    found = pantoum.explain(before, data_of(name), tmp_path / "report")
    assert [one.name for one in found.findings] == list(ANALYSES)
    saved = json.loads((tmp_path / "report" / FINDINGS).read_text(encoding="utf-8"))
    assert saved == json.loads(json.dumps(found.to_dict()))
    assert saved["kind"] == before.task
    text = (tmp_path / "report" / PAGE).read_text(encoding="utf-8")
    for finding in found.findings:
        assert finding.values or finding.left_out
        assert f'id="{finding.name}"' in text
    drawn = {f"{one.name}.svg" for finding in found.findings for one in pictures_of(finding)}
    assert {path.name for path in (tmp_path / "report" / PICTURES).iterdir()} == drawn
    assert all(is_own(name.removesuffix(".svg")) for name in drawn)
    assert text.count("<img ") == len(drawn) > 0
    assert not re.search(r'(?:src|href)="(?!#|data:)', text)
    for key, value in before.trained.model.state_dict().items():
        assert torch.equal(value, weights[key])


@pytest.mark.usefixtures("unchecked_shapes")
def test_the_same_seed_gives_the_same_page(tmp_path: Path) -> None:
    for name in "ab":
        pantoum.explain(STORED / "additive_lstm", PAIRS, tmp_path / name, seed=3)
    for file in sorted(path for path in (tmp_path / "a").rglob("*") if path.is_file()):
        other = tmp_path / "b" / file.relative_to(tmp_path / "a")
        assert file.read_bytes() == other.read_bytes(), file


def test_without_answers_what_needs_them_is_left_out() -> None:
    found = pantoum.explain(STORED / "additive_lstm", ["abc", "ab"], only=["worth", "reach"])
    assert not found["worth"].values
    assert any("right" in one or "answer" in one for one in found["worth"].left_out)
    assert found["reach"].values


def test_one_input_is_enough() -> None:
    assert pantoum.explain(STORED / "additive_lstm", [("abc", "cba")])["reach"].values


def test_only_some_analyses() -> None:
    found = pantoum.explain(STORED / "additive_lstm", PAIRS, only="attention")
    assert [one.name for one in found.findings] == ["attention"]
    with pytest.raises(PantoumError, match="only must be among worth, reach, attention, "):
        pantoum.explain(STORED / "additive_lstm", PAIRS, only="attentions")


def test_another_model_beside_it() -> None:
    found = pantoum.explain(
        STORED / "additive_lstm",
        PAIRS,
        only="reach",
        others={"deep": STORED / "deep_rnn_without_attention"},
    )
    assert found["reach"].values["models"] == ["trained", "first weights", "deep"]
    with pytest.raises(PantoumError, match="a classifier model cannot stand beside a seq2seq"):
        pantoum.explain(STORED / "additive_lstm", ["abc"], others={"other": STORED / "classifier"})


def test_nothing_that_was_there_is_lost(tmp_path: Path) -> None:
    place = tmp_path / "report"
    pantoum.explain(STORED / "additive_lstm", PAIRS, place, only="attention")
    page = (place / PAGE).read_bytes()
    with pytest.raises(PantoumError, match="holds an explanation already; give another directory"):
        pantoum.explain(STORED / "additive_lstm", PAIRS, place, only="worth")
    assert (place / PAGE).read_bytes() == page
    pantoum.explain(STORED / "additive_lstm", PAIRS, place, only="worth", overwrite=True)
    assert (place / PAGE).read_bytes() != page
    own = place / PICTURES / "thesis.svg"
    own.write_text("mine", encoding="utf-8")
    pantoum.explain(STORED / "additive_lstm", PAIRS, place, only="gates", overwrite=True)
    assert {path.name for path in (place / PICTURES).iterdir()} == {"gates.svg", "thesis.svg"}
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PantoumError, match="is not empty and holds no explanation"):
        pantoum.explain(STORED / "additive_lstm", PAIRS, other, overwrite=True)
    with pytest.raises(PantoumError, match=r"is a file, or below one"):
        pantoum.explain(STORED / "additive_lstm", PAIRS, other / "thesis.txt")


def test_a_place_that_cannot_be_used_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / PICTURES).write_text("no directory", encoding="utf-8")
    with pytest.raises(PantoumError, match=r"pictures: cannot be used as --output: File exists"):
        make_folder(tmp_path, overwrite=False)
    (tmp_path / PICTURES).unlink()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path / PICTURES)
    with pytest.raises(PantoumError, match="cannot be used as --output: Permission denied"):
        make_folder(tmp_path, overwrite=False)


@needs_full_disk
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "report"
    found = pantoum.explain(STORED / "additive_lstm", PAIRS, place, only="gates")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    fill_disk(monkeypatch, place / PAGE)
    with pytest.raises(PantoumError, match="cannot be written: No space left on device"):
        found.save(place, overwrite=True)
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_models_into_which_nobody_looks_are_refused(exported_reverser: Path) -> None:
    with pytest.raises(PantoumError, match="an exported file shows nothing of its inside"):
        pantoum.explain(exported_reverser, PAIRS)


def test_every_picture_is_of_an_analysis() -> None:
    assert set(DRAW) <= set(ANALYSES)


def test_what_no_analysis_uses_is_not_read() -> None:
    found = pantoum.explain(
        STORED / "additive_lstm",
        PAIRS,
        only="gates",
        train="there is no such file",
        others={"none": "there is no such directory"},
    )
    assert found.notes == [
        "the training data are not used: errors is not among the analyses that are asked for",
        "the other models are not used: reach is not among the analyses that are asked for",
    ]


def test_a_pipe_is_not_read_twice(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(PantoumError, match="can be read only once, and further models read it"):
        pantoum.explain(
            STORED / "additive_lstm", pipe, only="reach", others={"b": STORED / "additive_lstm"}
        )


def test_the_training_data_tell_what_was_seen() -> None:
    found = pantoum.explain(STORED / "additive_lstm", PAIRS, only="errors", train=PAIRS[:2])
    assert found["errors"].values["trained_on"] == 2
