"""`pantoum.train(..., start=...)`: from a model in memory or in a directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.reversing import TINY, metrics_of, reversals

import pantoum
from pantoum.config import ModelConfig
from pantoum.errors import PantoumError

OLD = reversals()[:40]
NEW = [(f"{text}x", f"y{text[::-1]}") for text, _ in OLD[:20]]
QUICK = {name: value for name, value in TINY.items() if not name.startswith("model.")}


def train(data: Any, **options: Any) -> Any:
    return pantoum.train(data, data, progress=False, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old") / "model"
    train(OLD, output=folder, config=TINY, epochs=1)
    return folder


def test_a_directory_and_its_model_in_memory_are_one_start(folder: Path, tmp_path: Path) -> None:
    for name, start in (("path", folder), ("loaded", pantoum.load(folder))):
        train(NEW, start=start, output=tmp_path / name, config=QUICK)
    one, other = (
        (tmp_path / name / "model.safetensors").read_bytes() for name in ("path", "loaded")
    )
    assert one == other
    run = json.loads((tmp_path / "loaded" / "run.json").read_text())
    assert run["start"]["path"] == str(folder)


def test_a_model_that_was_never_saved(tmp_path: Path) -> None:
    old = train(OLD, config=TINY, epochs=1)
    new = train(NEW, start=old, config=QUICK, epochs=1)
    assert "| started from | a model in memory |" in new.card
    train(NEW, start=old, output=tmp_path / "new", config=QUICK, epochs=1)
    run = json.loads((tmp_path / "new" / "run.json").read_text())
    assert run["start"]["path"] is None


def test_a_run_that_was_stopped_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(NEW, start=folder, output=tmp_path / "whole", config=QUICK)

    def stop(record: dict[str, Any]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(NEW, start=folder, output=tmp_path / "run", config=QUICK, callback=stop)
    pantoum.resume(tmp_path / "run", NEW, NEW, start=folder, config=QUICK, progress=False)
    assert metrics_of(tmp_path / "run") == metrics_of(tmp_path / "whole")


@pytest.mark.parametrize("form", ["keyword", "section", "dictionary", "file"])
def test_a_given_value_that_is_the_default_is_refused(form: str, tmp_path: Path) -> None:
    """The model to start from was trained with a GRU, and the default is an LSTM."""
    old = train(OLD, config=TINY, epochs=1, cell="gru")
    path = tmp_path / "run.yaml"
    path.write_text("model:\n  cell: lstm\n", encoding="utf-8")
    given: dict[str, Any] = {
        "keyword": {"cell": "lstm"},
        "section": {"model": {"cell": "lstm"}},
        "dictionary": {"config": {"model.cell": "lstm"}},
        "file": {"config": path},
    }[form]
    with pytest.raises(PantoumError) as no:
        train(NEW, start=old, output=tmp_path / "new", **given)
    assert str(no.value).startswith(
        "model.cell is 'lstm', but the model to start from has 'gru': leave it out"
    )
    assert (no.value.setting, no.value.value) == ("model.cell", "lstm")
    assert not (tmp_path / "new").exists()


def test_a_default_in_a_dataclass_was_not_given() -> None:
    old = train(OLD, config=TINY, epochs=1, cell="gru")
    section = ModelConfig(hidden=TINY["model.hidden"])
    new = train(NEW, start=old, config=QUICK, epochs=1, model=section)
    assert new.config.model.cell == "gru"


def test_what_is_no_model_to_start_from(folder: Path, tmp_path: Path) -> None:
    ensemble = pantoum.ensemble([folder, folder])
    with pytest.raises(PantoumError, match="an ensemble is several trained models: load one"):
        train(NEW, start=ensemble, output=tmp_path / "new")
    with pytest.raises(PantoumError, match="start must be a trained model or the path") as no:
        train(NEW, start=[folder, folder], output=tmp_path / "new")
    assert no.value.setting == "start"
    with pytest.raises(PantoumError, match="no such directory"):
        train(NEW, start=tmp_path / "none", output=tmp_path / "new")
    assert not (tmp_path / "new").exists()
