"""CPU threads by the size of the work, and by what steps take; the clocks are made."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.reversing import TINY, Watcher, resolved, tiny
from tests.training.runs import checkpoint_of, same_tensors, train
from tests.writing import TINY_WRITER

from pantoum.model_dir import read_object
from pantoum.training import loop, rehearsal
from pantoum.training import threads as module
from pantoum.training.threads import (
    ROUNDS,
    better_threads,
    choose_threads,
    counts_to_measure,
    describe_threads,
    measure_threads,
)


@pytest.fixture(autouse=True)
def _eight_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "available_processors", lambda: 8)


def threads_for(**changes: int) -> int:
    settings = {name.replace("__", "."): value for name, value in changes.items()}
    return choose_threads(resolved(tiny(settings)))


def test_a_small_model_has_one() -> None:
    assert threads_for(training__threads=0) == 1


def test_a_large_one_has_all_there_are() -> None:
    assert threads_for(training__threads=0, model__hidden=1024, training__batch_tokens=20_000) == 8


def test_the_second_comes_before_there_is_a_full_share_for_it() -> None:
    # 800 / 16 rows x 4 gates x 128 x (128 + 8) = 3.5 million; 640 / 16 give 2.8 million.
    assert threads_for(training__threads=0, model__hidden=128, training__batch_tokens=800) == 2
    assert threads_for(training__threads=0, model__hidden=128, training__batch_tokens=640) == 1


def test_between_them_the_work_decides() -> None:
    # 3200 / 16 rows x 4 gates x 128 x (128 + 8) = 13.9 million multiply-adds: enough for three.
    assert threads_for(training__threads=0, model__hidden=128, training__batch_tokens=3_200) == 3


def test_the_setting_is_obeyed() -> None:
    assert threads_for(training__threads=2) == 2


def clock_of(costs: dict[int, float]) -> Callable[[], float]:
    """A clock on which a step takes so many seconds with each number of threads."""
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += costs[torch.get_num_threads()]
        return now

    return clock


@pytest.mark.parametrize(("most", "expected"), [(1, [1]), (2, [2, 1]), (6, [6, 3, 1])])
def test_what_is_measured(most: int, expected: list[int]) -> None:
    assert counts_to_measure(most) == expected


def test_a_step_is_measured_in_turns_after_a_first_one_of_each() -> None:
    threads: list[int] = []
    seconds = measure_threads(
        [2, 1], lambda: threads.append(torch.get_num_threads()), clock_of({1: 0.25, 2: 0.5})
    )
    assert threads == [2, 1] * (1 + ROUNDS)
    assert seconds == {2: pytest.approx(0.5), 1: pytest.approx(0.25)}


def test_a_few_slow_steps_count_for_nothing() -> None:
    ends = iter([0.25, 9.0, 0.25, 0.25, 7.0, 0.25, 0.25])
    clock = iter(time for end in ends for time in (0.0, end))
    # The first step, which warms up, is begun on the clock alone.
    readings = iter([0.0, *clock])
    assert measure_threads([1], lambda: None, lambda: next(readings)) == {1: 0.25}


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ({2: 0.055, 1: 0.041}, 1),
        ({2: 0.031, 1: 0.046}, 2),
        ({2: 0.050, 1: 0.046}, 2),  # not clearly less
        ({2: 0.050, 1: 0.045}, 1),
        ({8: 0.050, 4: 0.030, 2: 0.029, 1: 0.060}, 2),
    ],
)
def test_fewer_are_kept_only_if_steps_are_clearly_shorter(
    seconds: dict[int, float], expected: int
) -> None:
    assert better_threads(seconds) == expected


def test_what_is_said() -> None:
    assert describe_threads(1, {2: 0.0552, 1: 0.0414}) == (
        "training with 1 thread: a step takes 41 ms with 1 thread, 55 ms with 2 threads; "
        "--training.threads 1 gives the same weights again without measuring"
    )


@pytest.mark.usefixtures("unchecked_shapes")
class TestRuns:
    """A run that measures is, bit for bit, the run that is told the same number."""

    @pytest.fixture
    def measured(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[int, float]], None]:
        """Makes runs long enough, with steps that take so long."""

        def prepare(costs: dict[int, float]) -> None:
            monkeypatch.setattr(rehearsal, "choose_threads", lambda config: max(costs))
            monkeypatch.setattr(rehearsal, "LEAST_STEPS", 2)
            monkeypatch.setattr(
                rehearsal, "measure_threads", partial(measure_threads, clock=clock_of(costs))
            )

        return prepare

    @pytest.mark.parametrize(
        ("base", "costs", "kept"),
        [
            (TINY, {2: 0.055, 1: 0.041}, 1),
            (TINY, {2: 0.041, 1: 0.055}, 2),
            (TINY_WRITER, {2: 0.055, 1: 0.041}, 1),  # which carries its state to the next batch
        ],
    )
    def test_the_weights_are_those_of_a_run_with_this_number(
        self,
        base: dict[str, Any],
        costs: dict[int, float],
        kept: int,
        measured: Callable[[dict[int, float]], None],
        pairs: Path,
        lines_of_ab: Path,
        tmp_path: Path,
    ) -> None:
        data = pairs if base is TINY else lines_of_ab
        changes = {"training.epochs": 1, "training.threads": kept}
        train(data, tmp_path / "told", changes, base=base)
        measured(costs)
        watcher = Watcher()
        changes["training.threads"] = 0
        train(data, tmp_path / "measured", changes, base=base, watcher=watcher)
        assert [describe_threads(kept, costs)] == watcher.plan.notes[-1:]
        told, found = (checkpoint_of(tmp_path / name) for name in ("told", "measured"))
        assert found["progress"]["threads"] == kept
        assert read_object(tmp_path / "measured" / "run.json")["machine"]["threads"] == kept
        assert same_tensors(told["engine"], found["engine"])

    def test_a_resumed_run_measures_nothing(
        self, measured: Callable[[dict[int, float]], None], pairs: Path, tmp_path: Path
    ) -> None:
        measured({2: 0.055, 1: 0.041})
        changes = {"training.threads": 0}
        watcher = Watcher()
        train(pairs, tmp_path / "run", changes, stop=lambda: True)
        measured({2: 0.041, 1: 0.055})
        train(pairs, tmp_path / "run", changes, resume=True, watcher=watcher)
        assert checkpoint_of(tmp_path / "run")["progress"]["threads"] == 1
        assert not [note for note in watcher.plan.notes if "a step takes" in note]

    def test_a_short_run_measures_nothing(
        self,
        measured: Callable[[dict[int, float]], None],
        monkeypatch: pytest.MonkeyPatch,
        pairs: Path,
        tmp_path: Path,
    ) -> None:
        measured({2: 0.055, 1: 0.041})
        monkeypatch.setattr(rehearsal, "LEAST_STEPS", 100)
        monkeypatch.setattr(rehearsal, "measure_threads", pytest.fail)
        train(pairs, tmp_path / "run", {"training.threads": 0, "training.epochs": 1})
        assert checkpoint_of(tmp_path / "run")["progress"]["threads"] == 2

    def test_first_weights_do_not_depend_on_the_threads_of_the_process(self, pairs: Path) -> None:
        from pantoum.tasks import prepare

        # Large enough for PyTorch to share the work of an orthogonal matrix between threads.
        prepared = prepare([pairs], [], tiny({"model.hidden": 256, "training.epochs": 1}))
        torch.set_num_threads(1)
        first = loop.Loop(prepared).engine.model.state_dict()
        torch.set_num_threads(2)
        second = loop.Loop(prepared).engine.model.state_dict()
        assert same_tensors(first, second)
        assert torch.get_num_threads() == 2
