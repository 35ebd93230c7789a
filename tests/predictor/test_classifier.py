"""A classifier in memory: texts in, labels out, whatever the texts, their order and their
company."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.labelling import labelled
from tests.reversing import TINY_MODEL, write_tsv
from tests.training.runs import train

import pantoum
from pantoum import ClassifierPredictor, PantoumError
from pantoum.inference import classification

TEXTS = [text for text, _ in labelled()]


@pytest.fixture(scope="session")
def model(labeller: Path) -> ClassifierPredictor:
    return pantoum.load(labeller, task="classifier")


def test_a_string_gives_a_classification_and_a_list_a_list(model: ClassifierPredictor) -> None:
    assert model("abc").label == "alpha"
    many = model(["abc", "cab"])
    assert [one.label for one in many] == ["alpha", "gamma"]
    assert model([]) == []
    assert model(("b",))[0].label == "beta"
    assert (model.task, model.labels.labels, model.reads_features) == (
        "classifier",
        ["alpha", "beta", "gamma"],
        False,
    )


def test_it_is_shown_in_one_short_line(model: ClassifierPredictor) -> None:
    found = model("abc")
    assert repr(found) == f"Classification(label='alpha', probability={found.probability:.4f})"
    assert repr(model) == "ClassifierPredictor(3 labels, device='cpu')"


def test_it_has_learned(model: ClassifierPredictor) -> None:
    right = [
        found.label == label for found, (_, label) in zip(model(TEXTS), labelled(), strict=True)
    ]
    assert sum(right) > 110


def test_a_classification_tells_all_about_itself(model: ClassifierPredictor) -> None:
    found = model("cba")
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert list(found.probabilities.values()) == sorted(found.probabilities.values(), reverse=True)
    assert set(found.probabilities) == {"alpha", "beta", "gamma"}
    assert next(iter(found.probabilities)) == found.label
    assert found.probability == max(found.probabilities.values()) > 0.5
    assert found.tokens == ["c", "b", "a", "</s>"]
    assert found.weights is not None
    assert found.weights.sum() == pytest.approx(1)
    assert found.weights.shape == (4,)


def test_company_order_and_the_size_of_batches_do_not_matter(
    model: ClassifierPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [*TEXTS[:20], "", "zzz", "a" * 60, "é b"]
    together = model(texts)
    shuffled = random.Random(3).sample(range(len(texts)), len(texts))
    mixed = model([texts[row] for row in shuffled])
    monkeypatch.setattr(classification, "BATCH_TOKENS", 7)
    small = model(texts)
    for row, text in enumerate(texts):
        for other in (model(text), mixed[shuffled.index(row)], small[row]):
            assert other.label == together[row].label
            assert other.tokens == together[row].tokens
            assert other.probabilities == pytest.approx(together[row].probabilities, abs=1e-5)
            assert other.weights is not None
            assert together[row].weights == pytest.approx(other.weights, abs=1e-5)


def test_unknown_symbols_are_read_as_unknown_and_white_space_is_left_out(
    model: ClassifierPredictor,
) -> None:
    assert model("a😀é").tokens == ["a", "😀", "é", "</s>"]
    assert model("a😀é").probabilities == model("a☃x").probabilities
    assert model("  abc\n").probabilities == model("abc").probabilities
    assert model(" ").tokens == model("").tokens == ["</s>"]
    assert model("").label in model.labels.labels


@settings(max_examples=15)
@given(st.lists(st.text(max_size=8), max_size=4))
def test_no_text_is_too_strange(model: ClassifierPredictor, texts: list[str]) -> None:
    found = model(texts)
    assert len(found) == len(texts)
    assert all(one.label in model.labels.labels for one in found)


def test_what_cannot_be_classified(
    model: ClassifierPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PantoumError, match="this model reads no features"):
        model("a", "V")
    with pytest.raises(PantoumError, match="several texts need a list of features"):
        model(["a", "b"], "V")
    monkeypatch.setattr("pantoum.predictor.classifier.LONGEST_INPUT", 10)
    with pytest.raises(
        PantoumError,
        match=r"the input starting 'bbbb.*' has 11 symbols, .* more than 10 .*: split it",
    ):
        model(["a", "b" * 10])


def test_features_and_poolings_without_weights(tmp_path: Path) -> None:
    rows = [
        (text, ("x", "y")[number % 2], ("V", "N")[number % 2]) for number, text in enumerate(TEXTS)
    ]
    path = write_tsv(tmp_path / "data.tsv", rows)
    settings = {"classifier.pooling": "mean", "model.dropout": 0.0}
    train(path, tmp_path / "model", settings, dev=path, base=TINY_MODEL)
    model = pantoum.load(tmp_path / "model", task="classifier")
    assert model.reads_features
    found = model(["ab", "ab"], ["V", "N"])
    assert [one.label for one in found] == ["x", "y"]
    assert [one.weights for one in found] == [None, None]
    assert found[0].tokens == ["V", "a", "b", "</s>"]
    assert np.isclose(model("ab", "V").probability, found[0].probability, atol=1e-5)
