"""A study: every trial once, the same after any interruption, and pruned as it should be."""

import math
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from pantoum import PantoumError
from pantoum.scale.tuning.presence import SILENCE, Presence
from pantoum.scale.tuning.space import Dimension
from pantoum.scale.tuning.study import JOURNAL, Study

SPACE = (
    Dimension("training.learning_rate", 0.001, 0.01, log=True),
    Dimension("model.hidden", choices=(32, 64, 128)),
    Dimension("model.layers", 1, 3, step=1, whole=True),
    Dimension("model.dropout", 0.1, 0.6, step=0.05),
)
FIRST = {
    "training.learning_rate": 0.004,
    "model.hidden": 64,
    "model.layers": 1,
    "model.dropout": 0.4,
}
EVALUATIONS = 6


def rate_of(settings: dict[str, Any]) -> float:
    """What stands for the error rate of a training."""
    rate = (math.log10(settings["training.learning_rate"]) + 2.4) ** 2
    return rate + abs(settings["model.hidden"] - 64) / 64 + settings["model.dropout"]


def opened(folder: Path, command: str, alive: Collection[str] = ()) -> Study:
    study = Study(folder, SPACE, 3, command, lambda name: name in alive)
    study.begin({"data": 1}, FIRST)
    return study


def go_through(folder: Path, trials: int, killed_at: Collection[int] = ()) -> Study:
    """Make all trials, by commands of which each is killed in a trial of a given number."""
    study = opened(folder, "0")
    commands = 1
    while (asked := study.ask(trials)) is not None:
        if asked.number in killed_at:
            with (folder / JOURNAL).open("ab") as journal:
                journal.write(b'{"half a li')
            study = opened(folder, str(commands))
            commands += 1
            assert study.reclaim() == [asked.directory]
            continue
        rate = rate_of(asked.settings)
        for number in range(1, EVALUATIONS + 1):
            if study.should_prune(
                asked.number, number, rate + EVALUATIONS - number, number / EVALUATIONS
            ):
                study.prune(asked.number)
                break
        else:
            study.complete(asked.number, {"word_error_rate": rate})
    return study


def test_one_that_was_taken_for_dead_leaves_its_trial(tmp_path: Path) -> None:
    slow = opened(tmp_path, "slow")
    asked = slow.ask(2)
    assert asked is not None
    other = opened(tmp_path, "other")
    assert other.reclaim() == [asked.directory]
    assert slow.should_prune(asked.number, 1, 0.5, 0.5)
    assert not slow.prune(asked.number)
    again = other.ask(2)
    assert again is not None
    assert (again.directory, again.settings) == (asked.directory, asked.settings)
    assert other.complete(again.number, {"word_error_rate": 1.0})
    assert other.best() is not None


def test_a_trial_that_was_killed_at_its_beginning_has_the_same_settings(tmp_path: Path) -> None:
    study = opened(tmp_path, "0")
    study.study.ask()  # nothing of its settings was taken up
    study = opened(tmp_path, "1")
    assert study.reclaim() == ["0"]
    asked = study.ask(3)
    assert asked is not None
    assert asked.settings == FIRST


def outcomes(study: Study) -> list[tuple[Any, ...]]:
    trials = sorted(study.trials(), key=lambda one: int(one.user_attrs["directory"]))
    return [(one.params, one.value, one.state.name) for one in trials]


def test_a_study_that_is_killed_is_the_study_that_is_not(tmp_path: Path) -> None:
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
    whole = go_through(tmp_path / "whole", 16)
    killed = go_through(tmp_path / "killed", 16, killed_at=(3, 12, 14))
    assert outcomes(whole) == outcomes(killed)
    assert whole.count() == killed.count() == 16
    assert outcomes(whole)[0][0] == FIRST
    # Made longer, it goes on.
    assert killed.ask(16) is None
    asked = killed.ask(17)
    assert asked is not None
    assert all(one.contains(asked.settings[one.name]) for one in SPACE)


def test_a_trial_is_pruned_by_the_median_of_those_that_have_finished(tmp_path: Path) -> None:
    study = opened(tmp_path, "0")
    for value in (10.0, 20.0, 30.0, 40.0, 50.0):
        asked = study.ask(9)
        assert asked is not None
        assert not study.should_prune(asked.number, 1, value, 0.5)
        study.complete(asked.number, {"word_error_rate": value})
    asked = study.ask(9)
    assert asked is not None
    assert not study.should_prune(asked.number, 1, 30.5, 0.3)  # too early to tell
    study.complete(asked.number, {"word_error_rate": 1.0})
    for value, pruned in ((30.4, True), (30.0, False)):
        asked = study.ask(9)
        assert asked is not None
        assert study.should_prune(asked.number, 1, value, 0.5) is pruned
        study.prune(asked.number)


def test_the_best_has_the_best_main_score_and_then_the_others(tmp_path: Path) -> None:
    study = opened(tmp_path, "0")
    for accuracy, loss in ((80.0, 0.3), (90.0, 0.2), (90.0, 0.1), (70.0, 0.0)):
        asked = study.ask(4)
        assert asked is not None
        study.complete(asked.number, {"accuracy": accuracy, "loss": loss, "words": 9.0})
    best = study.best()
    assert best is not None
    assert best.number == 2
    assert best.value == -90.0
    assert sum(study.importances().values()) == pytest.approx(1)


def test_trials_of_a_command_that_lives_are_left_to_it(tmp_path: Path) -> None:
    first, second = opened(tmp_path, "a"), opened(tmp_path, "b", alive=["a"])
    mine = first.ask(2)
    theirs = second.ask(2)
    assert mine is not None
    assert theirs is not None
    assert mine.settings != theirs.settings
    assert second.ask(2) is None
    assert second.reclaim() == []
    third = opened(tmp_path, "c", alive=["b"])
    assert third.reclaim() == [mine.directory]
    again = third.ask(2)
    assert again is not None
    assert (again.directory, again.settings) == (mine.directory, mine.settings)
    # The first command was only slow: what it says of the trial comes too late.
    first.complete(mine.number, {"accuracy": 1.0})
    third.complete(again.number, {"accuracy": 2.0})
    assert [one.value for one in third.trials() if one.value is not None] == [-2.0]


def test_a_study_knows_what_it_is_of_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    study = opened(tmp_path, "a")
    assert study.begin({"data": 2}, {}) == {"data": 1}
    (tmp_path / JOURNAL).write_text("no journal\n{}\n")
    with pytest.raises(PantoumError, match=rf"{JOURNAL}: is damaged"):
        opened(tmp_path, "b")


def test_who_is_present(tmp_path: Path) -> None:
    one, other = Presence(tmp_path), Presence(tmp_path)
    assert one.is_alive(other.name)
    assert not one.is_alive("nobody")
    long_ago = (tmp_path / other.name).stat().st_mtime - SILENCE - 1
    os.utime(tmp_path / other.name, (long_ago, long_ago))
    assert not one.is_alive(other.name)
    other.leave()
    assert not one.is_alive(other.name)
    # A process of this machine that has ended is known at once.
    text = (tmp_path / one.name).read_text()
    (tmp_path / "gone").write_text(text.replace(str(os.getpid()), str(2**22 + 1)))
    assert not one.is_alive("gone")
    (tmp_path / "elsewhere").write_text('{"machine": ["other"], "process": 4194305}')
    assert one.is_alive("elsewhere")
