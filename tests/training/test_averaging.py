"""What is tried at the end of a run: the last step's weights and means over evaluations, kept where
dev says so.
"""

import json
import os
from pathlib import Path

import pytest
import torch
from tests.reversing import Watcher
from tests.tiers import tiered
from tests.training.crashing import run_until_replacing
from tests.training.runs import assert_same_run, checkpoint_of, final_weights, same_tensors, train
from tests.training.test_loop import Script
from torch import nn

from pantoum.errors import PantoumError
from pantoum.model_dir import load_model
from pantoum.training import loop
from pantoum.training.averaging import CheckpointAveraging

LAST_STEP = "the weights of the last step, not averaged"
MEANS = {
    "training.average_last": 2,
    "training.average_best": 3,
    "training.epochs": 5,
    "training.patience": 0,
}
RATES = [9.0, 4.0, 5.0, 3.0, 6.0]


def script(monkeypatch: pytest.MonkeyPatch, rates: list[float]) -> Script:
    made = Script(RATES, rates)
    monkeypatch.setattr(loop, "evaluate", made)
    return made


def mean(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def close(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(
        torch.allclose(one[name], other[name], atol=1e-6) for name in one
    )


def test_every_choice_is_of_the_right_weights(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = script(monkeypatch, [7.0, 2.0, 2.5])
    watcher = Watcher()
    outcome = train(pairs, tmp_path / "run", MEANS, dev=pairs, watcher=watcher)
    expected = [
        (LAST_STEP, final_weights(tmp_path / "run")),
        ("the mean of the last 2 evaluations", mean([seen.weights[3], seen.weights[4]])),
        (
            "the mean of the best 3 evaluations",
            mean([seen.weights[1], seen.weights[2], seen.weights[3]]),
        ),
    ]
    assert len(seen.weights) == 8
    assert [candidate.weights for candidate in watcher.candidates] == [name for name, _ in expected]
    for scored, (_, weights) in zip(seen.weights[5:], expected, strict=True):
        assert close(scored, weights)
    assert not close(expected[1][1], expected[2][1])
    assert [candidate.kept for candidate in watcher.candidates] == [False, True, False]
    assert same_tensors(load_model(tmp_path / "run").model.state_dict(), seen.weights[6])
    assert outcome.best is not None
    assert (outcome.best.epoch, outcome.best.dev["symbol_error_rate"]) == (5.0, 2.0)
    scores = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert (scores["dev"]["symbol_error_rate"], scores["weights"]) == (
        2.0,
        "the mean of the last 2 evaluations",
    )
    rates = [candidate["dev"]["symbol_error_rate"] for candidate in scores["tried"]]
    assert rates == [7.0, 2.0, 2.5]
    assert [
        path.name for path in (tmp_path / "run" / "checkpoints").iterdir() if path.suffix != ".pt"
    ] == ["lock"]


def test_resuming_a_finished_run_takes_away_what_it_was_killed_before_it_could(
    pairs: Path, tmp_path: Path
) -> None:
    left = tmp_path / "run" / "checkpoints" / "evaluation-1.safetensors"
    changes = {**MEANS, "training.epochs": 2}
    train(pairs, tmp_path / "run", changes, dev=pairs)
    left.write_bytes(b"kept for a mean")
    train(pairs, tmp_path / "run", changes, dev=pairs, resume=True)
    assert not left.exists()


@pytest.mark.parametrize("rates", [[3.0, 3.0, 3.0], [8.0, 3.5, 4.0]])
def test_what_is_not_better_is_not_kept(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rates: list[float]
) -> None:
    seen = script(monkeypatch, rates)
    train(pairs, tmp_path / "run", MEANS, dev=pairs)
    assert same_tensors(load_model(tmp_path / "run").model.state_dict(), seen.weights[3])
    scores = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert (scores["epoch"], scores["weights"]) == (4.0, "the moving average")
    assert [candidate["kept"] for candidate in scores["tried"]] == [False] * 3


def test_the_last_step_may_beat_the_moving_average(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(monkeypatch, [1.0])
    train(pairs, tmp_path / "run", {"training.epochs": 5}, dev=pairs)
    kept = load_model(tmp_path / "run").model.state_dict()
    assert same_tensors(kept, final_weights(tmp_path / "run"))
    assert not close(kept, checkpoint_weights(tmp_path / "run"))


def checkpoint_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The moving average."""
    average = checkpoint_of(folder)["engine"]["average"]
    return {
        name.removeprefix("module."): tensor
        for name, tensor in average.items()
        if name != "n_averaged"
    }


def test_without_an_average_the_last_step_is_nothing_else(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(monkeypatch, [1.0])
    watcher = Watcher()
    train(
        pairs,
        tmp_path / "run",
        {"training.epochs": 5, "training.ema_decay": 0.0},
        dev=pairs,
        watcher=watcher,
    )
    assert watcher.candidates == []
    scores = json.loads((tmp_path / "run" / "metrics.json").read_text())
    assert (scores["weights"], scores["tried"]) == ("the weights of the step", [])


def test_one_evaluation_has_no_mean(pairs: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    train(pairs, tmp_path / "run", {**MEANS, "training.epochs": 1}, dev=pairs, watcher=watcher)
    assert [candidate.weights for candidate in watcher.candidates] == [LAST_STEP]


def test_a_stopped_run_tries_nothing(pairs: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    train(
        pairs,
        tmp_path / "run",
        MEANS,
        dev=pairs,
        watcher=watcher,
        stop=lambda: len(watcher.records) == 2,
    )
    assert watcher.candidates == []


def averaged(pairs: Path, dev_pairs: Path, folder: Path, resume: bool = False) -> None:
    """A run whose scores are given, and whose mean of the last evaluations is the best."""
    with pytest.MonkeyPatch.context() as patch:
        script(patch, [7.0, 2.0, 2.5])
        train(pairs, folder, MEANS, dev=dev_pairs, resume=resume)


@pytest.fixture(scope="module")
def left_alone(
    pairs: Path, dev_pairs: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int]:
    """The directory of such a run, and how many files it put in their places."""
    folder = tmp_path_factory.mktemp("runs") / "whole"
    replace = os.replace
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", lambda *paths: (seen.append(paths), replace(*paths)))
        averaged(pairs, dev_pairs, folder)
    return folder, len(seen)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize("back", tiered(range(1, 12), (2, 5, 10)))
def test_killed_near_the_end(
    back: int, left_alone: tuple[Path, int], pairs: Path, dev_pairs: Path, tmp_path: Path
) -> None:
    """At each of the last files that are written, among them a model that was better."""
    whole, count = left_alone
    run = tmp_path / "run"
    assert run_until_replacing(count - back + 1, lambda: averaged(pairs, dev_pairs, run))
    averaged(pairs, dev_pairs, run, resume=True)
    assert_same_run(run, whole)
    tried = [json.loads((one / "metrics.json").read_text())["tried"] for one in (run, whole)]
    assert tried[0] == tried[1]
    assert not list((run / "checkpoints").glob("evaluation-*"))


def test_only_what_counts_stays_on_disk(tmp_path: Path) -> None:
    kept = CheckpointAveraging(tmp_path, 2, 1)
    model = nn.Linear(1, 1)
    for number, rate in enumerate([3.0, 1.0, 2.0, 5.0, 4.0, 1.0]):
        nn.init.constant_(model.weight, number)
        kept.add(number, [rate], model)
        kept.prune(number + 1)
    # Of the two best the later one; number 6 is of a run that was killed after its last checkpoint.
    kept.add(6, [0.0], model)
    assert sorted(path.stem for path in tmp_path.iterdir()) == [
        f"evaluation-{number}" for number in (4, 5, 6)
    ]
    ((name, weights),) = kept.means(6)
    assert (name, weights["weight"].item()) == ("the mean of the last 2 evaluations", 4.5)
    kept.clear()
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    kept = CheckpointAveraging(tmp_path, 2, 0)
    for number in range(2):
        kept.add(number, [1.0], nn.Linear(1, 1))
    (tmp_path / "evaluation-1.safetensors").write_bytes(b"no weights")
    with pytest.raises(
        PantoumError,
        match=r"evaluation-1\.safetensors: the checkpoint is damaged; train again with",
    ):
        list(kept.means(2))


def test_a_new_run_does_not_see_those_of_an_earlier_one(pairs: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    train(
        pairs,
        tmp_path / "run",
        MEANS,
        dev=pairs,
        stop=lambda: len(watcher.records) == 3,
        watcher=watcher,
    )
    assert list((tmp_path / "run" / "checkpoints").glob("evaluation-*"))
    train(pairs, tmp_path / "run", {**MEANS, "training.epochs": 1}, dev=pairs, overwrite=True)
    assert not list((tmp_path / "run" / "checkpoints").glob("evaluation-*"))
