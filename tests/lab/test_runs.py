"""Runs are stored as they end and not repeated, also after a kill; other settings are refused."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pantoum.errors import PantoumError
from pantoum.lab import adding
from pantoum.lab.runs import Progress, Tell, of_case, run_all


@dataclass(frozen=True)
class Settings:
    cells: tuple[str, ...] = ("a", "b")
    size: int = 3


class Computing:
    """Counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def __call__(
        self, case: Mapping[str, Any], seed: int, settings: Settings, tell: Tell
    ) -> dict[str, Any]:
        assert isinstance(settings, Settings)
        self.asked.append((case["cell"], seed))
        tell("half way")
        return {"found": f"{case['cell']}{seed}"}


def run(compute: Any, output: Path | None, seeds: tuple[int, ...] = (1, 2), **how: Any) -> Any:
    settings = Settings(**{key: value for key, value in how.items() if key != "listen"})
    cases = [{"cell": cell} for cell in settings.cells]
    return run_all(
        "made",
        settings,
        cases,
        seeds,
        compute,
        axes=("cells",),
        output=output,
        listen=how.get("listen"),
    )


def test_without_a_directory_nothing_is_kept() -> None:
    compute = Computing()
    runs = run(compute, None)
    assert [one.values["found"] for one in runs] == ["a1", "a2", "b1", "b2"]
    assert [one.seed for one in of_case(runs, cell="b")] == [1, 2]
    run(compute, None)
    assert len(compute.asked) == 8


def test_what_is_there_is_not_repeated_and_more_is_added(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    first = run(Computing(), folder)
    assert json.loads((folder / "experiment.json").read_text()) == {
        "experiment": "made",
        "settings": {"size": 3},
    }
    compute = Computing()
    assert run(compute, folder) == first
    assert compute.asked == []
    heard: list[Progress] = []
    more = run(compute, folder, (2, 3), cells=("b", "c"), listen=heard.append)
    assert compute.asked == [("b", 3), ("c", 2), ("c", 3)]
    assert [one.values["found"] for one in more] == ["b2", "b3", "c2", "c3"]
    assert [one.number for one in heard if one.ended] == [1, 2, 3, 4]
    assert [one.stored for one in heard if one.ended] == [True, False, False, False]
    assert ("half way", "cell b, seed 3") in {(one.detail, one.name) for one in heard}


def test_a_run_that_fails_is_not_stored(tmp_path: Path) -> None:
    def fail(case: Mapping[str, Any], seed: int, settings: Settings, tell: Tell) -> dict[str, Any]:
        if seed == 2:
            raise KeyboardInterrupt
        return {"found": 0}

    with pytest.raises(KeyboardInterrupt):
        run(fail, tmp_path / "runs")
    assert [path.name for path in (tmp_path / "runs" / "runs").iterdir()] == ["a_seed1.json"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("experiment.json", "{", "experiment.json: is no JSON object; take it away"),
        (
            "experiment.json",
            '{"experiment": "other"}',
            "holds runs of the experiment other, not of made; give another directory",
        ),
        ("experiment.json", '{"experiment": "made"}', "holds runs with size None, not 3; give"),
        ("notes.txt", "", "is not empty, and holds no runs of an experiment; give another"),
    ],
)
def test_a_directory_of_something_else(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(PantoumError, match=message):
        run(Computing(), tmp_path)
    assert [path.name for path in tmp_path.rglob("*.json")] == [name] * (name[-5:] == ".json")


def test_other_settings_are_refused(tmp_path: Path) -> None:
    run(Computing(), tmp_path / "r")
    with pytest.raises(PantoumError) as refused:
        run(Computing(), tmp_path / "r", size=4)
    assert str(refused.value) == (
        f"{tmp_path / 'r'}: holds runs with size 3, not 4; give another directory, or the "
        "settings of before"
    )


@pytest.mark.parametrize("text", ["{}", "[]", '{"case": {"cell": "a"}, "seed": 2, "values": {}}'])
def test_a_file_that_is_no_run(tmp_path: Path, text: str) -> None:
    run(Computing(), tmp_path / "r")
    path = tmp_path / "r" / "runs" / "a_seed1.json"
    path.write_text(text)
    with pytest.raises(PantoumError, match=r"a_seed1.json: is no.*take it away"):
        run(Computing(), tmp_path / "r")


def test_places_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PantoumError, match="file: cannot be written"):
        run(Computing(), tmp_path / "file")


def test_a_killed_experiment_goes_on(tmp_path: Path) -> None:
    """The runs that had ended are not repeated, and all is as if it had not been killed."""
    how = {"cells": ["rnn", "gru"], "lags": [12], "hidden": 4, "batch": 2, "steps": 40}
    program = (
        "import torch, time, pantoum.lab\n"
        "torch.set_num_threads(1)\n"
        f"pantoum.lab.adding(seeds=[1, 2], output={str(tmp_path / 'killed')!r}, "
        f"listen=lambda progress: time.sleep(progress.ended * 5), **{how!r})"
    )
    process = subprocess.Popen([sys.executable, "-c", program])
    stored = tmp_path / "killed" / "runs"
    until = time.monotonic() + 60
    while not (stored.is_dir() and list(stored.glob("*.json"))):
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (first,) = stored.glob("*.json")
    written = os.stat(first).st_mtime_ns
    heard: list[Progress] = []
    result = adding(seeds=[1, 2], output=tmp_path / "killed", listen=heard.append, **how)
    assert os.stat(first).st_mtime_ns == written
    assert [one.stored for one in heard if one.ended] == [True, False, False, False]
    assert result == adding(seeds=[1, 2], **how)
