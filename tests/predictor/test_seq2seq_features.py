"""Features beside an input change the output, may be missing or unknown, and must be one for each
input.
"""

from pathlib import Path

import pytest
from tests.reversing import reversals, write_tsv
from tests.training.runs import train

import pantoum
from pantoum import PantoumError, Predictor


@pytest.fixture(scope="module")
def inflector(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    """A model that reads features: with KEEP;X the output is the first letter, with LOSE;X it is
    the letter b.
    """
    folder = tmp_path_factory.mktemp("inflector")
    rows = [(source, source[0], "KEEP;X") for source, _ in reversals("ac", 3)]
    rows += [(source, "b", "LOSE;X") for source, _ in reversals("ac", 3)]
    data = write_tsv(folder / "data.tsv", rows)
    settings = {
        "model.hidden": 16,
        "model.embedding": 12,
        "training.epochs": 20,
        "model.dropout": 0.0,
    }
    train(
        data,
        folder / "model",
        settings
        | {"data.features_column": "3", "search.beam": 2, "training.evaluate_every": 1_000},
        dev=data,
    )
    return pantoum.load(folder / "model", task="seq2seq")


@pytest.fixture(scope="module")
def model(reverser: Path) -> Predictor:
    return pantoum.load(reverser, task="seq2seq")


def test_they_change_the_output(inflector: Predictor) -> None:
    assert inflector.reads_features
    assert inflector("ca", "KEEP;X").text == "c"
    assert inflector("ca", "LOSE;X").text == "b"
    texts = [one.text for one in inflector(["ac", "ca"], ["LOSE;X", "KEEP;X"])]
    assert texts == ["b", "c"]


def test_they_are_among_the_source_tokens(inflector: Predictor) -> None:
    prediction = inflector("ab", "LOSE;X")
    assert prediction.source_tokens == ["LOSE", "X", "a", "b", "</s>"]
    assert prediction.attention is not None
    assert prediction.attention.shape[1] == 5


def test_they_may_be_missing_or_unknown(inflector: Predictor) -> None:
    assert inflector("ab", "").source_tokens == ["a", "b", "</s>"]
    assert inflector(["ab", "ab"], [None, "NEW;X"])[1].source_tokens == [
        "NEW",
        "X",
        "a",
        "b",
        "</s>",
    ]
    assert inflector("ab", "NEW;X").score == pytest.approx(inflector("ab", "OTHER;X").score)


def test_a_model_that_reads_them_is_given_them_or_told_of_none(inflector: Predictor) -> None:
    for call in (
        lambda: inflector("ab"),
        lambda: inflector(["ab"]),
        lambda: inflector.nbest(["ab"]),
    ):
        with pytest.raises(
            PantoumError,
            match=r"^this model reads features: give those of each input, or '' for none$",
        ):
            call()
    assert inflector([]) == []


def test_one_for_each_input(inflector: Predictor) -> None:
    for features in (["LOSE;X"], ["LOSE;X"] * 3, []):
        with pytest.raises(
            PantoumError, match=f"2 inputs need as many features, but got {len(features)}"
        ):
            inflector(["ab", "ba"], features)
    with pytest.raises(PantoumError, match="1 inputs need as many features, but got 0"):
        inflector("ab", [])  # pyright: ignore[reportArgumentType, reportCallIssue]
    with pytest.raises(PantoumError, match="several inputs need a list of features"):
        inflector(["ab"], "LOSE;X")  # pyright: ignore[reportArgumentType, reportCallIssue]


def test_a_model_without_them_refuses_them(model: Predictor) -> None:
    assert not model.reads_features
    assert model(["ab"], [None])[0].text == model("ab", "").text == "ba"
    with pytest.raises(PantoumError, match="this model reads no features"):
        model("ab", "LOSE;X")


def test_they_count_in_perplexity(inflector: Predictor) -> None:
    right = inflector.perplexity(["ac"], ["b"], ["LOSE;X"])
    assert right < inflector.perplexity(["ac"], ["b"], ["KEEP;X"])


def test_features_stream_beside_inputs(inflector: Predictor) -> None:
    sources = ["ca", "ca", "ac"]
    features = ["KEEP;X", "LOSE;X", "KEEP;X"]
    streamed = inflector.stream(iter(sources), iter(features))
    assert [one.text for one in streamed] == ["c", "b", "a"]
