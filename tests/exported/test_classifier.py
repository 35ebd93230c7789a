"""Exported classifiers beside the classifiers themselves: in Python and from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.cli.conftest import Pantoum
from tests.exported.outputs import assert_needs_no_torch, assert_same_output, loaded
from tests.labelling import labelled
from tests.reversing import TINY_MODEL, write_tsv
from tests.training.runs import train

import pantoum as package
from pantoum import PantoumError
from pantoum.exporting import export
from pantoum_runtime import PantoumRuntimeError, load

TEXTS = ["abc", "", "  cab\t", "bxy", "a" * 30, *(text for text, _ in labelled())]


def assert_same(found: list[Any], expected: list[Any]) -> None:
    for one, other in zip(found, expected, strict=True):
        assert (one.label, one.tokens, one.warnings) == (other.label, other.tokens, other.warnings)
        assert one.probability == pytest.approx(other.probability, abs=1e-5)
        assert one.probabilities == pytest.approx(other.probabilities, abs=1e-5)
        assert (one.weights is None) == (other.weights is None)
        if other.weights is not None:
            np.testing.assert_allclose(one.weights, other.weights, atol=1e-5)


def test_classifications_are_those_of_the_directory(
    labeller: Path, exported_labeller: Path
) -> None:
    model = loaded(labeller)
    exported = loaded(exported_labeller)
    expected = model(TEXTS)
    assert_same(exported(TEXTS), expected)
    assert len(expected[3].warnings) == 1
    assert len(expected[4].warnings) == 1
    assert expected[0].weights is not None
    assert exported("abc").label == model("abc").label
    assert list(exported.stream(iter(["abc", "bca"])))[1].label == "beta"
    assert exported.unlike_training(TEXTS).sentences() == model.unlike_training(TEXTS).sentences()


def test_a_label_does_not_depend_on_the_others_or_on_threads(exported_labeller: Path) -> None:
    texts = TEXTS * 10  # several batches
    one = load(exported_labeller, 1)
    together = one(texts)
    for number in (0, 3, 77):
        alone = one(texts[number])
        assert alone.probabilities == pytest.approx(together[number].probabilities, abs=1e-6)
    two = load(exported_labeller, 2)(texts)
    assert [found.to_dict(text) for text, found in zip(texts, two, strict=True)] == [
        found.to_dict(text) for text, found in zip(texts, together, strict=True)
    ]


def test_commands_print_the_same(
    pantoum: Pantoum, labeller: Path, exported_labeller: Path, tmp_path: Path
) -> None:
    rows = [*labelled()[:40], ("ab", "delta"), ("bc", "alpha")]
    data = write_tsv(tmp_path / "test.tsv", rows)
    text = tmp_path / "test.txt"
    text.write_text("abc\n\nbxx\n", encoding="utf-8")
    models = (labeller, exported_labeller)
    for form in ("text", "tsv", "jsonl"):
        assert_same_output(pantoum, "predict", models, text, "--format", form)
    assert_same_output(pantoum, "evaluate", models, data, "--json", "--errors", tmp_path / "e")


def test_commands_need_no_torch(exported_labeller: Path, tmp_path: Path) -> None:
    data = write_tsv(tmp_path / "test.tsv", labelled()[:9])
    assert_needs_no_torch(exported_labeller, data)


def test_what_a_file_does_not_have_is_refused_by_name(exported_labeller: Path) -> None:
    model = loaded(exported_labeller)
    with pytest.raises(PantoumError, match="a classifier has no option 'nbest'"):
        model("abc", nbest=3)
    model("abc", nbest=None, score=False)
    with pytest.raises(PantoumError, match="this model reads no features"):
        model("abc", "x")
    with pytest.raises(PantoumError, match="this model reads no groups"):
        model("abc", group="fre")
    with pytest.raises(PantoumRuntimeError, match="input 2 is 7, but inputs are strings"):
        load(exported_labeller)(["abc", 7])
    with pytest.raises(PantoumError, match="has 100,001 symbols, but no more than 100,000"):
        model(["abc", "a" * 100_000])


@pytest.mark.exhaustive
@pytest.mark.parametrize("same_inputs", [True, False])
def test_an_ensemble_decides_together(
    labeller: Path, labels: Path, tmp_path: Path, same_inputs: bool
) -> None:
    data = labels
    if not same_inputs:
        data = write_tsv(tmp_path / "few.tsv", [("da", "alpha"), *labelled()[:60]])
    other = tmp_path / "other"
    train(data, other, {"seed": 4, "training.epochs": 2}, dev=data, base=TINY_MODEL)
    export([labeller, other], tmp_path / "two.onnx")
    both = package.ensemble([labeller, other])
    assert_same(loaded(tmp_path / "two.onnx")(TEXTS), both(TEXTS))


@pytest.mark.exhaustive
def test_features_and_groups_are_read(tmp_path: Path, pantoum: Pantoum) -> None:
    rows = [
        (text, label if group == "x" else label.upper(), feature, group)
        for text, label in labelled()[:40]
        for feature, group in (("N;SG", "x"), ("V", "y"))
    ]
    data = tmp_path / "rows.tsv"
    lines = ["\t".join(cells) + "\n" for cells in rows]
    data.write_text("".join(lines), encoding="utf-8")
    settings = {"data.features_column": "3", "data.group_column": "4", "task": "classifier"}
    train(data, tmp_path / "model", settings, dev=data, base=TINY_MODEL)
    export(tmp_path / "model", tmp_path / "model.onnx")
    models = (tmp_path / "model", tmp_path / "model.onnx")
    model, exported = map(loaded, models)
    texts, features = ["abc", "b"], ["SG;N", ""]
    assert_same(
        exported(texts, features, group=["y", "x"]), model(texts, features, group=["y", "x"])
    )
    assert exported.groups == model.groups
    with pytest.raises(PantoumError, match="the group 'z' is not in the training data"):
        exported("abc", "V", group="z")
    assert_same(
        exported(["abc"], ["V"], group="z", unseen_group="unknown"),
        model(["abc"], ["V"], group="z", unseen_group="unknown"),
    )
    assert_same_output(pantoum, "evaluate", models, data, "--json")
    assert_same_output(pantoum, "predict", models, data, "--format", "tsv")
