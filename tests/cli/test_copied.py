"""Unknown words of outputs: the words of inputs that stand for them."""

from pathlib import Path

import numpy as np
import pytest
from tests.cli.conftest import Pantoum
from tests.shapes import unchecked
from tests.training.runs import train

import pantoum as package
from pantoum import PantoumError, Predictor
from pantoum.model_dir import load_model
from pantoum.predictor.decoding_options import copies_unknown
from pantoum.predictor.inputs import ModelInput
from pantoum.predictor.prediction import PredictionBuilder
from pantoum.search.contract import Hypothesis
from pantoum.symbols import UNK


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that writes the words of its input in capitals; names, which are seen once each, are
    unknown to it.
    """
    folder = tmp_path_factory.mktemp("models")
    words = ["ein", "hund", "rot", "das", "haus"]
    lines = []
    for row in range(400):
        chosen = [words[(row * 7 + place * 3) % 5] for place in range(1 + row % 3)]
        chosen.insert(row % (len(chosen) + 1), f"n{row}")
        lines.append(" ".join(chosen) + "\t" + " ".join(chosen).upper() + "\n")
    (folder / "pairs.tsv").write_text("".join(lines))
    (folder / "dev.tsv").write_text("".join(lines[:40]))
    settings = {"data.source_units": "words", "data.target_units": "words", "training.epochs": 20}
    sizes = {
        "model.attention_order": "update_then_attend",
        "model.hidden": 24,
        "model.embedding": 16,
        "training.learning_rate": 0.02,
        "model.dropout": 0.0,
    }
    with unchecked():
        train(folder / "pairs.tsv", folder / "model", settings | sizes, dev=folder / "dev.tsv")
    return folder / "model"


@pytest.fixture(scope="module")
def model(translator: Path) -> Predictor:
    return package.load(translator, task="seq2seq")


def test_the_word_with_most_attention_replaces_it(model: Predictor) -> None:
    assert "Zürich" not in model("ein Zürich hund").text
    found = model("ein Zürich hund", copy_unknown=True)
    assert found.text == "EIN Zürich HUND"
    assert found.tokens == ["EIN", "Zürich", "HUND", "</s>"]
    assert (
        model("ein Zürich hund", copy_unknown={"Zürich": "ZÜRICH", "ein": "no"}).text
        == "EIN ZÜRICH HUND"
    )
    assert model("ein Zürich hund", copy_unknown=True, attention=False).attention is None
    assert model(["ein", "", "Ulm"], beam=1, copy_unknown=True)[2].text == "Ulm"


def test_votes_and_shares_copy_too(translator: Path) -> None:
    for combine in ("probability", "vote"):
        together = package.ensemble([translator, translator], combine)
        assert together("ein Zürich hund", copy_unknown=True).text == "EIN Zürich HUND"


def test_a_vote_copies_only_if_all_have_attention(translator: Path, tmp_path: Path) -> None:
    settings = {
        "data.source_units": "words",
        "data.target_units": "words",
        "model.attention": "none",
    }
    train(
        translator.parent / "pairs.tsv",
        tmp_path / "blind",
        settings,
        dev=translator.parent / "pairs.tsv",
    )
    with pytest.raises(
        PantoumError, match="models that vote must all have it and read the same words"
    ):
        package.ensemble([translator, tmp_path / "blind"], "vote")("ein Zürich", copy_unknown=True)
    assert (
        package.ensemble([translator, tmp_path / "blind"])(
            "ein Zürich", copy_unknown=True
        ).attention
        is not None
    )
    assert package.ensemble([tmp_path / "blind", translator], "vote")("ein hund").text


def test_each_unknown_word_has_a_word_of_its_own(translator: Path) -> None:
    task = load_model(translator).task
    known = task.target.encode("HUND")
    attention = np.array(
        [[0.1, 0.2, 0.3, 0.4], [0.1, 0.6, 0.2, 0.1], [0.7, 0.1, 0.1, 0.1]], dtype=np.float32
    )
    hypothesis = Hypothesis([UNK, *known, UNK], False, -1.0, -0.5, attention)
    builder = PredictionBuilder(task, attention=True, replacements={"A": "x y"})
    (found,) = builder.of_hypotheses([hypothesis], ModelInput("A b C"))
    # </s>, the last of the input, has most attention of the first one, and is no word.
    assert found.text == "C HUND x y"
    assert found.tokens == ["C", "HUND", "x y"]


def test_what_cannot_be_says_why(reverser: Path, model: Predictor) -> None:
    with pytest.raises(
        PantoumError, match="by models of words alone: this one reads characters and writes "
    ):
        package.load(reverser, task="seq2seq")("abca", copy_unknown=True)
    with pytest.raises(
        PantoumError, match="copy_unknown must be True, False or a dictionary from words to words"
    ):
        copies_unknown(model.config, {"ein": 1}, has_attention=True)


def test_from_the_shell(pantoum: Pantoum, translator: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("ein Zürich hund\n\n")
    (tmp_path / "words.tsv").write_text("Zürich\tZÜRICH\nZürich\tno\n")
    command = ("predict", translator, tmp_path / "in.txt")
    assert pantoum(*command, "--copy_unknown").out == "EIN Zürich HUND\n\n"
    assert pantoum(*command, "--dictionary", tmp_path / "words.tsv").out == "EIN ZÜRICH HUND\n\n"
    (tmp_path / "words.tsv").write_text("Zürich\n")
    done = pantoum(*command, "--dictionary", tmp_path / "words.tsv")
    assert (
        done.error
        == f"{tmp_path / 'words.tsv'}, line 1: a dictionary has a word, a tab and what it becomes "
        "on each line"
    )
    (tmp_path / "words.tsv").write_text("")
    done = pantoum(*command, "--dictionary", tmp_path / "words.tsv")
    assert done.error.startswith(
        f"{tmp_path / 'words.tsv'}: the file is empty: put a word, a tab and what it becomes"
    )
    done = pantoum(*command, "--sample", "--copy_unknown")
    assert done.status == 2
    assert (
        "unknown words are copied in a search, and --sample draws outputs in its place" in done.err
    )
