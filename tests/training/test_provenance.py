"""What `run.json` holds of a training: enough to trace a model back to its data."""

import hashlib
import json
import os
import platform
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tests.reversing import Watcher, write_tsv
from tests.training.runs import train

from pantoum.model_dir import load_model
from pantoum.training import provenance
from pantoum.version import __version__


def run_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def test_the_command_the_data_the_versions_and_the_machine(
    pairs: Path, dev_pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/pantoum", "train", "my file.tsv"])
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=dev_pairs)
    run = run_of(tmp_path / "run")
    assert set(run) == {
        *("began", "command", "versions", "machine", "data", "examples", "given_settings")
    }
    assert run["command"] == "pantoum train 'my file.tsv'"
    for part, path in (("train", pairs), ("dev", dev_pairs)):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        assert run["data"][part] == [{"path": str(path), "bytes": len(data), "sha256": digest}]
    assert run["versions"] == {
        "pantoum": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }
    assert run["machine"]["device"] == "cpu"
    assert run["machine"]["threads"] == 1
    assert run["machine"]["processor"]
    assert run["examples"]["dev"] == len(dev_pairs.read_text().splitlines())
    given = run["given_settings"]
    assert given["training.epochs"] == 1
    settings = load_model(tmp_path / "run").config
    assert given["model.hidden"] == settings.model.hidden
    assert "model.attention" not in given


def test_a_module_that_is_run_is_named(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["/lib/pantoum/__main__.py", "train", "a.tsv"])
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs)
    assert run_of(tmp_path / "run")["command"] == "python -m pantoum train a.tsv"


def test_it_is_there_before_the_first_evaluation(pairs: Path, tmp_path: Path) -> None:
    seen = []

    def look(steps: int) -> None:
        seen.append((tmp_path / "run" / "run.json").exists())

    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs, watcher=Watcher(at=look))
    assert all(seen)


def test_a_run_that_goes_on_says_so(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    watcher = Watcher()
    monkeypatch.setattr("sys.argv", ["pantoum", "train", "first"])
    train(pairs, folder, dev=pairs, watcher=watcher, stop=lambda: len(watcher.steps) == 2)
    begun = run_of(folder)
    monkeypatch.setattr("sys.argv", ["pantoum", "train", "second"])
    train(pairs, folder, dev=pairs, resume=True)
    run = run_of(folder)
    (resumed,) = run.pop("resumed")
    assert run == begun
    assert resumed["command"] == "pantoum train second"
    assert set(resumed) == {"began", "command", "versions", "machine"}


@pytest.mark.parametrize("left", [None, "{", "[]"])
def test_a_run_of_an_earlier_version_goes_on(pairs: Path, tmp_path: Path, left: str | None) -> None:
    folder = tmp_path / "run"
    watcher = Watcher()
    train(pairs, folder, dev=pairs, watcher=watcher, stop=lambda: len(watcher.steps) == 2)
    (folder / "run.json").unlink()
    if left is not None:
        (folder / "run.json").write_text(left)
    train(pairs, folder, dev=pairs, resume=True)
    run = run_of(folder)
    assert set(run) == {"resumed", "data", "examples", "given_settings"}
    assert len(run["resumed"]) == 1


def test_what_a_pipe_held_is_not_read_again(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.tsv"
    os.mkfifo(pipe)
    described = provenance.describe_file(pipe)
    assert described == {"path": str(pipe), "bytes": None, "sha256": None}


def test_a_large_file_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_tsv(tmp_path / "data.tsv", [("a", "b")] * 100)
    monkeypatch.setattr(provenance, "BLOCK", 7)
    described = provenance.describe_file(path)
    assert described["bytes"] == 400
    assert described["sha256"] == hashlib.sha256(b"a\tb\n" * 100).hexdigest()
