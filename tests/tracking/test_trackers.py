"""Each tracker as it is installed: what it has stored of a run is what the run was."""

import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests import shapes
from tests.reversing import Watcher, reversals, write_tsv
from tests.tracking.runs import tracked

from pantoum.errors import PantoumError
from pantoum.tracking import NAMES, reporters_of

# Their own warnings are theirs.
pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.usefixtures("unchecked_shapes"),
]
EXPERIMENT = "verbs"


class Stored(NamedTuple):
    """Where a run of two epochs was stored, which was stopped after its first and resumed."""

    folder: Path
    output: Path
    records: list[Any]
    ids: dict[str, str]

    @property
    def scores(self) -> dict[int, float]:
        return {record.step: record.dev["word_error_rate"] for record in self.records}

    @property
    def best(self) -> float:
        kept = json.loads((self.output / "metrics.json").read_text())
        return kept["dev"]["word_error_rate"]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    pytest.importorskip("tensorboard")
    pytest.importorskip("wandb")
    pytest.importorskip("mlflow")
    pytest.importorskip("trackio")
    folder = tmp_path_factory.mktemp("stores")
    data = write_tsv(folder / "pairs.tsv", reversals()[:40])
    with pytest.MonkeyPatch.context() as patch, shapes.unchecked():
        for name, value in {
            "WANDB_MODE": "offline",
            "WANDB_DIR": str(folder),
            "WANDB_PROJECT": EXPERIMENT,
            "MLFLOW_TRACKING_URI": (folder / "mlruns").as_uri(),
            "MLFLOW_ALLOW_FILE_STORE": "true",  # a database takes seconds to make
            "MLFLOW_EXPERIMENT_NAME": EXPERIMENT,
            "TRACKIO_PROJECT": EXPERIMENT,
        }.items():
            patch.setenv(name, value)
        patch.setattr("trackio.sqlite_storage.TRACKIO_DIR", folder / "trackio")
        patch.setattr("trackio.utils.TRACKIO_DIR", folder / "trackio")
        watcher, said = Watcher(), []
        tracked(
            data,
            folder / "spanish",
            reporters_of(NAMES),
            watcher=watcher,
            said=said,
            stop=lambda: len(watcher.records) == 1,
        )
        ids = json.loads((folder / "spanish" / "checkpoints" / "trackers.json").read_text())
        again = Watcher()
        tracked(
            data, folder / "spanish", reporters_of(NAMES), watcher=again, said=said, resume=True
        )
        assert [line for line in said if "failed" in line] == []
        assert len(said) == 2 * len(NAMES)
        yield Stored(folder, folder / "spanish", watcher.records + again.records, ids)


def test_tensorboard(stored: Stored) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(stored.output / "tensorboard")).Reload()
    scores = {event.step: event.value for event in events.Scalars("dev/word_error_rate")}
    assert scores == pytest.approx(stored.scores)
    losses = [event.value for event in events.Scalars("train/loss")]
    assert losses == pytest.approx([record.train_loss for record in stored.records])
    tags = events.Tags()["tensors"]
    texts = {name: events.Tensors(name)[-1].tensor_proto.string_val[0].decode() for name in tags}
    assert "| model.hidden | 8 |" in texts["settings/text_summary"]
    assert "| status | finished |" in texts["end/text_summary"]
    assert f"| dev/word_error_rate | {stored.best} |" in texts["best/text_summary"]


def test_mlflow(stored: Stored) -> None:
    from mlflow import MlflowClient

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
        client = MlflowClient((stored.folder / "mlruns").as_uri())
        experiment = client.get_experiment_by_name(EXPERIMENT)
        assert experiment is not None
        (run,) = client.search_runs([experiment.experiment_id])
        history = client.get_metric_history(run.info.run_id, "dev/word_error_rate")
    assert run.info.run_id == stored.ids["mlflow"]
    assert (run.info.run_name, run.info.status) == ("spanish", "FINISHED")
    assert {metric.step: metric.value for metric in history} == stored.scores
    assert run.data.metrics["best/dev/word_error_rate"] == stored.best
    assert run.data.params["model.hidden"] == "8"
    (file,) = json.loads(run.data.tags["pantoum.data.train"])
    assert len(file["sha256"]) == 64
    assert run.data.tags["pantoum.end"] == "all 2 epochs are done"


def test_trackio(stored: Stored) -> None:
    from trackio.sqlite_storage import SQLiteStorage

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trackio.sqlite_storage.TRACKIO_DIR", stored.folder / "trackio")
        (name,) = SQLiteStorage.get_runs(EXPERIMENT)
        rows = SQLiteStorage.get_logs(EXPERIMENT, name)
        config = SQLiteStorage.get_run_config(EXPERIMENT, name)
    assert name == stored.ids["trackio"]
    assert name.startswith("spanish-")
    scored = {row["step"]: row["dev/word_error_rate"] for row in rows if "train/loss" in row}
    assert scored == stored.scores
    assert [row["status"] for row in rows if "status" in row] == ["stopped", "finished"]
    assert rows[-1]["best/dev/word_error_rate"] == stored.best
    assert config is not None
    assert config["model.hidden"] == 8


def records_of_wandb(path: Path) -> Iterator[Any]:
    """What is in wandb's file of a run: LevelDB's log format with records of its protocol."""
    from wandb.proto import wandb_internal_pb2

    protocol: Any = wandb_internal_pb2

    data, place, parts, block = path.read_bytes(), 7, b"", 32_768
    while place + 7 <= len(data):
        if block - place % block < 7:
            place += block - place % block
            continue
        _, size, kind = struct.unpack("<IHB", data[place : place + 7])
        parts += data[place + 7 : place + 7 + size]
        place += 7 + size
        if kind in (1, 4):  # whole, or the last part
            record = protocol.Record()
            record.ParseFromString(parts)
            yield record
            parts = b""


def values_of(items: Any) -> dict[str, Any]:
    return {item.key or "/".join(item.nested_key): json.loads(item.value_json) for item in items}


def test_wandb(stored: Stored) -> None:
    files = sorted((stored.folder / "wandb").glob("offline-run-*/run-*.wandb"))
    assert {file.stem for file in files} == {f"run-{stored.ids['wandb']}"}
    records = [record for file in files for record in records_of_wandb(file)]
    runs = [one.run for one in records if one.WhichOneof("record_type") == "run"]
    assert {run.project for run in runs} == {EXPERIMENT}
    assert values_of(runs[0].config.update)["model.hidden"] == 8
    assert [one.host for one in runs] == ["", ""]
    points = [values_of(one.history.item) for one in records if one.history.item]
    assert {
        point["_step"]: point["dev/word_error_rate"] for point in points if "train/loss" in point
    } == stored.scores
    summary: dict[str, Any] = {}
    for one in records:
        summary |= values_of(one.summary.update)
    assert summary["best/dev/word_error_rate"] == stored.best
    assert summary["end"] == "all 2 epochs are done"
    assert [one.exit.exit_code for one in records if one.HasField("exit")] == [255, 0]
    names = {path.name for path in (stored.folder / "wandb").glob("*/files/*")}
    assert not names & {"requirements.txt", "wandb-metadata.json"}


@pytest.mark.parametrize(
    ("name", "module", "package"),
    [
        ("tensorboard", "torch.utils.tensorboard", "TensorBoard"),
        ("wandb", "wandb", "wandb"),
        ("mlflow", "mlflow", "MLflow"),
        ("trackio", "trackio", "trackio"),
    ],
)
def test_a_package_that_is_missing_is_an_error_at_once(
    name: str, module: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PantoumError) as raised:
        reporters_of([name])
    assert str(raised.value) == (
        f"the reporter {name} needs {package}: pip install -e '.[{name}]' in a clone of Pantoum"
    )


def test_nobody_logged_in_and_nothing_at_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wandb")
    pytest.importorskip("mlflow")
    data = write_tsv(tmp_path / "pairs.tsv", reversals()[:40])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.delenv("WANDB_MODE", raising=False)
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://me:secret@127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    said: list[str] = []
    outcome = tracked(data, tmp_path / "run", reporters_of(["wandb", "mlflow"]), said=said)
    assert outcome.finished
    assert len(said) == 2
    assert "wandb has failed" in said[0]
    assert said[0].endswith(
        "nobody is logged in to Weights & Biases: run `wandb login`, or set WANDB_MODE=offline"
    )
    assert "mlflow has failed" in said[1]
    assert "secret" not in said[1]
    assert not (tmp_path / "run" / "checkpoints" / "trackers.json").exists()


@pytest.mark.exhaustive
def test_mlflow_in_its_own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mlflow")
    from mlflow import MlflowClient

    data = write_tsv(tmp_path / "pairs.tsv", reversals()[:40])
    monkeypatch.delenv("MLFLOW_EXPERIMENT_NAME", raising=False)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    watcher = Watcher()
    tracked(data, tmp_path / "run", reporters_of(["mlflow"]), watcher=watcher)
    client = MlflowClient()
    experiment = client.get_experiment_by_name("pantoum")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    history = client.get_metric_history(run.info.run_id, "train/loss")
    assert [point.value for point in history] == [one.train_loss for one in watcher.records]
