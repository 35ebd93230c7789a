"""Shortlists of models with many output symbols: made at the end of a run, and used on request."""

from pathlib import Path

import pytest
from tests.reversing import Watcher
from tests.shapes import unchecked
from tests.training.runs import train

import pantoum
from pantoum import PantoumError
from pantoum.model_dir import SHORTLIST, load_model
from pantoum.training import run_dir

SIZES = {
    "model.hidden": 24,
    "model.embedding": 16,
    "training.epochs": 8,
    "training.learning_rate": 0.02,
}


@pytest.fixture(scope="module")
def made(reversals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has one, for four symbols are many here."""
    folder = tmp_path_factory.mktemp("models") / "made"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_dir, "MANY_SYMBOLS", 4)
        watcher = Watcher()
        with unchecked():
            train(reversals, folder, SIZES | {"model.dropout": 0.0}, dev=reversals, watcher=watcher)
    assert watcher.notes == [
        "learning from 120 pairs which output symbols an input makes likely (for "
        "`pantoum predict --shortlist`)"
    ]
    return folder


def test_it_is_learned_at_the_end(made: Path) -> None:
    trained = load_model(made, shortlist=True)
    assert trained.shortlist is not None
    source = trained.task.source
    target = trained.task.target
    for symbol in "abc":  # an output is its input read backwards
        (read, *_) = source.encode(symbol)
        (written,) = target.encode(symbol)
        assert written in trained.shortlist.table[read]
        assert written in trained.shortlist.common


def test_it_is_used_on_request(made: Path) -> None:
    plain = pantoum.load(made, task="seq2seq")
    short = pantoum.load(made, shortlist=True, task="seq2seq")
    both = pantoum.ensemble([made, made], shortlist=True)
    for source in ("abca", "cab", "b"):
        assert short(source).text == both(source).text == plain(source).text
        assert (
            short(source).score >= plain(source).score - 1e-6
        )  # probability is shared among fewer symbols
    assert (
        short("abca", score="acbaж").log_probability == plain("abca", score="acbaж").log_probability
    )


def test_small_vocabularies_have_none(reverser: Path) -> None:
    assert not (reverser / SHORTLIST).exists()
    with pytest.raises(
        PantoumError, match=r"the model has no shortlist: `pantoum train` makes one at its end"
    ):
        pantoum.load(reverser, shortlist=True, task="seq2seq")


def test_a_damaged_one_is_refused(made: Path, tmp_path: Path) -> None:
    for path in made.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(
                path.read_bytes()[: -1 if path.name == SHORTLIST else None]
            )
    with pytest.raises(PantoumError, match=f"{SHORTLIST}: damaged"):
        pantoum.load(tmp_path, shortlist=True, task="seq2seq")
    assert pantoum.load(tmp_path, task="seq2seq")("abca").text


def test_another_models_is_refused(made: Path, reversals: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    train(reversals, folder, {"model.hidden": 8, "training.epochs": 1}, dev=reversals)
    (folder / SHORTLIST).write_bytes((made / SHORTLIST).read_bytes())
    with pytest.raises(PantoumError, match=f"{SHORTLIST}: it is not of the model"):
        pantoum.load(folder, shortlist=True, task="seq2seq")


def test_a_new_model_in_its_place_does_not_keep_it(reversals: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_dir, "MANY_SYMBOLS", 4)
        train(reversals, folder, SIZES | {"training.epochs": 1}, dev=reversals)
    assert (folder / SHORTLIST).exists()
    train(reversals, folder, SIZES | {"training.epochs": 1}, dev=reversals, overwrite=True)
    assert not (folder / SHORTLIST).exists()
