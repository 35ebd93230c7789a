"""The events of a run, in order, and what a listener that fails does to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.reversing import metrics_of, tiny
from tests.training.runs import assert_same_run, checkpoint_of, same_tensors, train_in_memory

from pantoum.errors import PantoumError
from pantoum.model_dir import load_model
from pantoum.tasks import Prepared, prepare
from pantoum.training import loop
from pantoum.training.events import (
    Announced,
    Began,
    CandidateTried,
    Ended,
    Evaluated,
    Event,
    Interrupted,
    Listener,
    Stepped,
    Trained,
)
from pantoum.training.listeners import listen
from pantoum.training.loop import Loop
from pantoum.training.run import Outcome, train_model

STEPS = 4  # of an epoch
EPOCHS = 3


@pytest.fixture
def prepared(pairs: Path, dev_pairs: Path) -> Prepared[Any]:
    return prepare([pairs], [dev_pairs], tiny())


def names_of(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def epochs_of(count: int) -> list[str]:
    return [*["Stepped"] * STEPS, "Evaluated"] * count


class Failing:
    """A listener that raises at the first event of a kind, and remembers what it heard."""

    def __init__(self, kind: type, error: BaseException) -> None:
        self.kind = kind
        self.error = error
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, self.kind):
            raise self.error


def test_a_run_that_is_left_alone(prepared: Prepared[Any], tmp_path: Path) -> None:
    events: list[Event] = []
    outcome = train_model(prepared, tmp_path / "run", [events.append])
    assert names_of(events) == ["Began", *epochs_of(EPOCHS), "CandidateTried", "Trained", "Ended"]
    began = events[0]
    ended = events[-1]
    assert isinstance(began, Began)
    assert not began.resumed
    assert isinstance(ended, Ended)
    assert outcome == Outcome(ended.best, "all 3 epochs are done", True)
    assert (ended.reason, ended.error) == (outcome.reason, None)
    assert ended.state is not None
    assert ended.state.progress.finished
    assert ended.state.progress.step == EPOCHS * STEPS


def test_an_evaluation_says_all_about_itself(prepared: Prepared[Any], tmp_path: Path) -> None:
    keys = []
    folder = tmp_path / "run"

    def check(event: Event) -> None:
        """While the event is fresh, for the tensors in it are the run's own."""
        if not isinstance(event, Evaluated):
            return
        keys.append(event.key)
        assert event.record.best == (event.key == min(keys))
        assert event.number == len(keys) - 1
        assert event.weights == "the moving average"
        assert event.state is not None
        assert event.state.progress.evaluations == len(keys)
        # The files are there before others hear of it.
        assert metrics_of(folder)[-1]["dev"] == event.record.dev
        if event.record.best:
            kept = load_model(folder).model.state_dict()
            assert same_tensors(dict(kept), dict(event.model.state_dict()))
        assert checkpoint_of(folder)["progress"] == vars(event.state.progress)
        assert same_tensors(checkpoint_of(folder)["engine"], event.state.engine)

    train_model(prepared, folder, [check])
    assert len(keys) == EPOCHS


def test_the_progress_in_an_event_does_not_change(prepared: Prepared[Any]) -> None:
    states = [event.state for event in Loop(prepared).events() if isinstance(event, Evaluated)]
    steps = [state.progress.step for state in states if state is not None]
    assert steps == [STEPS, 2 * STEPS, 3 * STEPS]


def test_a_resumed_run(prepared: Prepared[Any], whole: Path, tmp_path: Path) -> None:
    first: list[Event] = []
    second: list[Event] = []
    stopped = _stopped_after(STEPS + 2, prepared, tmp_path / "run", first)
    assert not stopped.finished
    assert names_of(first) == [
        "Began",
        *epochs_of(1),
        "Stepped",
        "Stepped",
        "Interrupted",
        "Ended",
    ]
    train_model(prepared, tmp_path / "run", [second.append], resume=True)
    rest = ["Stepped"] * (STEPS - 2)
    expected = ["Began", *rest, "Evaluated", *epochs_of(1), "CandidateTried", "Trained", "Ended"]
    assert names_of(second) == expected
    began = second[0]
    interrupted = first[-2]
    assert isinstance(began, Began)
    assert began.resumed
    assert isinstance(interrupted, Interrupted)
    assert began.state.progress.step == interrupted.state.progress.step == STEPS + 2
    assert_same_run(tmp_path / "run", whole)


def _stopped_after(
    steps: int, prepared: Prepared[Any], folder: Path, events: list[Event], **how: Any
) -> Outcome:
    def stop() -> bool:
        return sum(isinstance(event, Stepped) for event in events) == steps

    return train_model(prepared, folder, [events.append], stop, **how)


def test_a_run_stopped_before_its_first_evaluation_has_one_outside_its_course(
    prepared: Prepared[Any], tmp_path: Path
) -> None:
    events: list[Event] = []
    outcome = _stopped_after(2, prepared, tmp_path / "run", events)
    assert names_of(events) == ["Began", "Stepped", "Stepped", "Interrupted", "Evaluated", "Ended"]
    evaluated = events[-2]
    assert isinstance(evaluated, Evaluated)
    assert evaluated.state is None
    assert outcome.best == evaluated.record
    assert checkpoint_of(tmp_path / "run")["progress"]["evaluations"] == 0
    assert len(metrics_of(tmp_path / "run")) == 1


def test_a_run_that_keeps_an_earlier_model_is_not_evaluated_when_it_is_stopped(
    prepared: Prepared[Any], tmp_path: Path
) -> None:
    train_model(prepared, tmp_path / "run")
    events: list[Event] = []
    outcome = _stopped_after(2, prepared, tmp_path / "run", events, overwrite=True)
    assert names_of(events) == ["Began", "Stepped", "Stepped", "Interrupted", "Ended"]
    assert outcome.best is None


def test_a_finished_run_has_no_events(prepared: Prepared[Any], tmp_path: Path) -> None:
    train_model(prepared, tmp_path / "run")
    events: list[Event] = []
    outcome = train_model(prepared, tmp_path / "run", [events.append], resume=True)
    assert events == []
    assert outcome.finished


def test_a_run_that_fails(
    prepared: Prepared[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        loop, "learning_rate", lambda peak, step, warmup, done: peak if step < STEPS else 1e38
    )
    events: list[Event] = []
    with pytest.raises(PantoumError, match="the loss is not a number any more") as caught:
        train_model(prepared, tmp_path / "run", [events.append])
    assert names_of(events)[: STEPS + 2] == ["Began", *epochs_of(1)]
    assert "Ended" not in names_of(events)[:-1]
    assert events[-1] == Ended("the run failed", error=caught.value)
    assert checkpoint_of(tmp_path / "run")["progress"]["step"] == STEPS


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Began, ValueError("mine")),
        (Stepped, KeyboardInterrupt()),
        (Evaluated, SystemExit(3)),
        (CandidateTried, ValueError("mine")),
        (Trained, KeyboardInterrupt()),
    ],
)
def test_a_listener_that_raises_ends_the_run_and_all_hear_of_it(
    prepared: Prepared[Any],
    whole: Path,
    tmp_path: Path,
    kind: type,
    error: BaseException,
) -> None:
    before: list[Event] = []
    after: list[Event] = []
    failing = Failing(kind, error)
    with pytest.raises(type(error)) as caught:
        train_model(prepared, tmp_path / "run", [before.append, failing, after.append])
    assert caught.value is error
    last = Ended("the run failed", error=error)
    assert before[-1] == failing.events[-1] == after[-1] == last
    for events in (before, failing.events, after):
        assert names_of(events).count("Ended") == 1
    # Who comes before it heard the event, who comes after it did not.
    assert isinstance(before[-2], kind)
    assert not any(isinstance(event, kind) for event in after)
    # The files go on from the last evaluation.
    train_model(prepared, tmp_path / "run", resume=True)
    assert_same_run(tmp_path / "run", whole)


def test_a_listener_that_raises_at_the_end_takes_it_from_nobody(
    prepared: Prepared[Any], whole: Path, tmp_path: Path
) -> None:
    before: list[Event] = []
    after: list[Event] = []
    failing = Failing(Ended, ValueError("mine"))
    with pytest.raises(ValueError, match="mine"):
        train_model(prepared, tmp_path / "run", [before.append, failing, after.append])
    ended = [event for event in before if isinstance(event, Ended)]
    assert [event.reason for event in ended] == ["all 3 epochs are done"]
    assert names_of(failing.events).count("Ended") == 1
    assert after[-1] == Ended("the run failed", error=failing.error)
    assert_same_run(tmp_path / "run", whole)  # whose files were there first


def test_the_first_error_is_the_one_to_see() -> None:
    def events() -> Iterator[Event]:
        yield Announced("one")
        raise RuntimeError("first")

    events_heard: list[Event] = []
    also_failing = Failing(Ended, ValueError("second"))
    with pytest.raises(RuntimeError, match="first"):
        listen(events(), [also_failing, events_heard.append])
    assert names_of(events_heard) == ["Announced", "Ended"]


def test_each_listener_has_an_event_before_the_next_one_is_asked_for() -> None:
    log: list[str] = []

    def events() -> Iterator[Event]:
        for name in ("one", "two"):
            log.append(f"{name} is made")
            yield Announced(name)
        yield Ended("done")

    def heard_by(name: str) -> Listener:
        return lambda event: log.append(f"{name} hears {event[0]}")

    assert listen(events(), [heard_by("A"), heard_by("B")]) == Ended("done")
    expected = [
        part
        for name in ("one", "two")
        for part in (f"{name} is made", f"A hears {name}", f"B hears {name}")
    ]
    assert log == [*expected, "A hears done", "B hears done"]


def test_events_without_an_end_are_refused() -> None:
    with pytest.raises(ValueError, match="must end with Ended"):
        listen([Announced("one")], [])


def test_listeners_and_files_do_not_change_the_weights(
    prepared: Prepared[Any], whole: Path
) -> None:
    alone = train_in_memory(prepared)
    weights = dict(alone.engine.model.state_dict())
    assert same_tensors(weights, dict(checkpoint_of(whole)["engine"]["model"]))
    assert alone.progress.best == checkpoint_of(whole)["progress"]["best"]


def test_means_over_evaluations_may_come_from_anywhere(prepared: Prepared[Any]) -> None:
    evaluation_counts: list[int] = []
    zeros: dict[str, torch.Tensor] = {}

    def means(evaluations: int) -> Iterator[tuple[str, dict[str, torch.Tensor]]]:
        evaluation_counts.append(evaluations)
        yield "all zeros", zeros

    run = Loop(prepared, means=means)
    zeros.update(
        {name: torch.zeros_like(one) for name, one in run.engine.model.state_dict().items()}
    )
    events = list(run.events())
    tried = [event for event in events if isinstance(event, CandidateTried)]
    assert evaluation_counts == [EPOCHS]
    assert [one.candidate.weights for one in tried] == [
        "the weights of the last step, not averaged",
        "all zeros",
    ]
    assert same_tensors(dict(tried[1].model.state_dict()), zeros)
    trained = events[-2]
    assert isinstance(trained, Trained)
    assert trained.candidates == tuple(one.candidate for one in tried)


def test_the_example_of_the_documentation(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "tour.md").read_text(encoding="utf-8")
    example = text.split("### Listen to a training")[1].split("```python\n")[1].split("```")[0]
    (tmp_path / "spanish.tsv").write_bytes(pairs.read_bytes())
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(example, names)
    assert isinstance(names["outcome"], Outcome)
    printed = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert printed == ["epoch 1.0", "epoch 2.0", "all 2 epochs are done"]
    assert load_model(tmp_path / "watched").config.training.epochs == 2
