"""Features in several orders: said at training, and read as one set where that is chosen."""

from pathlib import Path
from typing import Any

import pytest
from tests.reversing import reversals, tiny, write_tsv
from tests.training.runs import train

import pantoum
from pantoum.config import Config
from pantoum.errors import PantoumError
from pantoum.tasks import prepare

ORDERS = ("V;PST;3", "PST;V;3", "N;SG")
NOTE = (
    "features: one set comes in several orders, such as V;PST;3 and PST;V;3, which are read as "
    "different inputs (--data.feature_order sorted reads them as the same)"
)


def features_in(folder: Path, orders: tuple[str, ...] = ORDERS) -> Path:
    rows = [
        (*row, orders[number % len(orders)]) for number, row in enumerate(reversals("abc", 3)[:30])
    ]
    return write_tsv(folder / "features.tsv", rows)


def test_several_orders_are_said(tmp_path: Path) -> None:
    path = features_in(tmp_path)
    written = prepare([path], [path], tiny())
    assert NOTE in written.notes
    ids = [written.train.source[row][:3].tolist() for row in (0, 1)]
    assert ids[0] != ids[1]
    assert sorted(ids[0]) == sorted(ids[1])
    ordered = prepare([path], [path], tiny({"data.feature_order": "sorted"}))
    assert not [note for note in ordered.notes if note.startswith("features: ")]
    assert ordered.train.source[0][:3].tolist() == ordered.train.source[1][:3].tolist()
    assert NOTE in prepare([path], [path], Config(task="classifier")).notes


def test_one_order_is_not_worth_a_word(tmp_path: Path) -> None:
    path = features_in(tmp_path, ("V;PST;3", "V;PST", "N;SG"))
    assert not [note for note in prepare([path], [path], tiny()).notes if "several orders" in note]


def test_more_sets_are_counted(tmp_path: Path) -> None:
    path = features_in(tmp_path, (*ORDERS, "SG;N"))
    assert any("features: 2 sets come in" in note for note in prepare([path], [path], tiny()).notes)


@pytest.mark.usefixtures("unchecked_shapes")
def test_a_model_remembers_it(tmp_path: Path) -> None:
    path = features_in(tmp_path)
    settings: dict[str, Any] = {"data.feature_order": "sorted", "training.epochs": 1}
    train(path, tmp_path / "model", settings, dev=path)
    model = pantoum.load(tmp_path / "model", task="seq2seq")
    assert model("abc", "PST;3;V") == model("abc", "V;PST;3")
    assert model("abc", "PST;3;V").source_tokens[:3] == ["3", "PST", "V"]
    again = prepare([path], [path], model.config)
    assert again.config.data.feature_order == "sorted"


def test_without_features_it_is_refused(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "pairs.tsv", reversals("abc", 3)[:20])
    with pytest.raises(PantoumError, match="feature_order is sorted, but no column holds features"):
        prepare([path], [path], tiny({"data.feature_order": "sorted"}))
