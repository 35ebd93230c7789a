"""Several processes that train one model: the steps of one process, whatever their number."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from tests import labelling, reversing, tagging, writing
from tests.training.runs import assert_same_run, checkpoint_of, final_weights
from tests.training.several import run_in

from pantoum.errors import PantoumError
from pantoum.ranks import ALONE, Ranks
from pantoum.tasks import Prepared, prepare
from pantoum.training import rehearsal
from pantoum.training.events import Event, Stepped
from pantoum.training.loop import Loop
from pantoum.training.run import train_model

# Nothing is drawn at random: what is drawn differs from one process to several.
PLAIN = {"model.dropout": 0.0}


def pairs_of(folder: Path) -> Prepared[Any]:
    """41 pairs: the last batch of an epoch has one."""
    rows = reversing.reversals()
    data = reversing.write_tsv(folder / "train.tsv", rows[:41])
    dev = reversing.write_tsv(folder / "dev.tsv", rows[41:54])
    return prepare([data], [dev], reversing.tiny(PLAIN))


def deep_pairs_of(folder: Path) -> Prepared[Any]:
    changes = {
        "model.cell": "gru",
        "model.layers": 2,
        "model.attention": "dot",
        "training.average_last": 2,
    }
    prepared = pairs_of(folder)
    data, dev = prepared.files["train"], prepared.files["dev"]
    return prepare(data, dev, reversing.tiny(PLAIN | changes))


def sentences_of(folder: Path) -> Prepared[Any]:
    sentences = tagging.mixed(tagging.clauses())
    data = tagging.write_conllu(folder / "train.conllu", sentences[:30])
    dev = tagging.write_conllu(folder / "dev.conllu", sentences[30:44])
    changes = PLAIN | {"tagger.crf": True, "tagger.word_dropout": 0.0, "training.epochs": 2}
    return prepare([data], [dev], tagging.tiny_tagger(changes))


def labelled_texts_of(folder: Path) -> Prepared[Any]:
    rows = labelling.labelled()
    data = reversing.write_tsv(folder / "train.tsv", rows[:50])
    dev = reversing.write_tsv(folder / "dev.tsv", rows[50:63])
    changes = PLAIN | {"task": "classifier", "training.epochs": 2}
    return prepare([data], [dev], reversing.tiny(changes, reversing.TINY_MODEL))


def texts_of(folder: Path, steps: int = 12) -> Prepared[Any]:
    lines = writing.texts()
    data = writing.write_text(folder / "train.txt", lines[:30])
    dev = writing.write_text(folder / "dev.txt", lines[30:40])
    changes = PLAIN | {"training.epochs": 2, "language_model.steps": steps}
    return prepare([data], [dev], reversing.tiny(changes, writing.TINY_WRITER))


def one_stream_of(folder: Path) -> Prepared[Any]:
    """All streams of a language model in one row, so that the other processes have none."""
    return texts_of(folder, steps=48)


KINDS = {
    kind.__name__: kind
    for kind in (
        *(pairs_of, deep_pairs_of, sentences_of, labelled_texts_of),
        *(texts_of, one_stream_of),
    )
}


def whole_run(prepared: Prepared[Any], folder: Path, ranks: Ranks = ALONE, **how: Any) -> None:
    train_model(prepared, folder, ranks=ranks, **how)


def metrics(folder: Path) -> list[dict[str, Any]]:
    return reversing.metrics_of(folder)


def assert_close(one: Path, other: Path) -> None:
    """Both runs took the same steps, but for rounding."""
    first, second = metrics(one), metrics(other)
    assert [line["step"] for line in first] == [line["step"] for line in second]
    for line, twin in zip(first, second, strict=True):
        assert line["train_loss"] == pytest.approx(twin["train_loss"], rel=1e-5)
        assert line["dev"] == pytest.approx(twin["dev"], rel=1e-4)
    weights, others = final_weights(one), final_weights(other)
    for name, tensor in weights.items():
        assert torch.allclose(tensor, others[name], atol=2e-4), name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [2, 3])
def test_several_processes_take_the_steps_of_one(kind: str, count: int, tmp_path: Path) -> None:
    prepared = KINDS[kind](tmp_path)
    whole_run(prepared, tmp_path / "one")
    assert run_in(count, partial(whole_run, prepared, tmp_path / "several")) == [0] * count
    assert_close(tmp_path / "one", tmp_path / "several")
    tried = [
        json.loads((tmp_path / run / "metrics.json").read_text())["tried"]
        for run in ("one", "several")
    ]
    assert [one["weights"] for one in tried[0]] == [one["weights"] for one in tried[1]]
    assert checkpoint_of(tmp_path / "several")["progress"]["ranks"] == count


class StopsAt:
    """Asks one process of a run to stop at a step."""

    def __init__(self, step: int, number: int, ranks: Ranks) -> None:
        self._left = step
        self._asked = ranks.number == number

    def __call__(self) -> bool:
        self._left -= 1
        return self._asked and self._left < 0


def stopped_run(
    prepared: Prepared[Any], folder: Path, step: int, number: int, ranks: Ranks
) -> None:
    train_model(prepared, folder, stop=StopsAt(step, number, ranks), ranks=ranks)


@pytest.mark.parametrize("kind", ["pairs_of", "texts_of"])
def test_a_run_goes_on_bit_for_bit(kind: str, tmp_path: Path) -> None:
    """With dropout: every process goes on with its own random numbers."""
    prepared = KINDS[kind](tmp_path)
    model = replace(prepared.config.model, dropout=0.3)
    prepared = replace(prepared, config=replace(prepared.config, model=model))
    run_in(2, partial(whole_run, prepared, tmp_path / "whole"))
    # The second process is asked; both stop.
    assert run_in(2, partial(stopped_run, prepared, tmp_path / "stopped", 4, 1)) == [0, 0]
    assert not checkpoint_of(tmp_path / "stopped")["progress"]["finished"]
    run_in(2, partial(whole_run, prepared, tmp_path / "stopped", resume=True))
    assert_same_run(tmp_path / "whole", tmp_path / "stopped")


@pytest.mark.parametrize(("before", "after"), [(2, 3), (3, 1), (1, 2)])
@pytest.mark.parametrize("kind", ["pairs_of", "texts_of"])
def test_a_run_goes_on_with_another_number_of_processes(
    kind: str, before: int, after: int, tmp_path: Path
) -> None:
    prepared = KINDS[kind](tmp_path)
    whole_run(prepared, tmp_path / "whole")
    run_in(before, partial(stopped_run, prepared, tmp_path / "stopped", 4, 0))
    assert run_in(after, partial(whole_run, prepared, tmp_path / "stopped", resume=True)) == (
        [0] * after
    )
    assert_close(tmp_path / "whole", tmp_path / "stopped")


class KillsAt:
    """Kills its process after a step."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self) -> bool:
        self._left -= 1
        if self._left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return False


def errors(capfd: pytest.CaptureFixture[str]) -> list[str]:
    """What the processes have said of their errors. PyTorch, which was imported before they could
    silence it, has its own lines.
    """
    lines = capfd.readouterr().err.splitlines()
    return [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]


@pytest.mark.parametrize("victim", [0, 2])
def test_a_process_that_dies_ends_the_others_with_one_line(
    victim: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    prepared = pairs_of(tmp_path)

    def work(ranks: Ranks) -> None:
        stop = KillsAt(6) if ranks.number == victim else lambda: False
        train_model(prepared, tmp_path / "run", stop=stop, ranks=ranks)

    ended = run_in(3, work)
    assert ended.pop(victim) == -signal.SIGKILL
    assert ended == [1, 1]
    assert errors(capfd) == [
        "another of the 3 processes of this run has ended: see whether it said why; --resume goes "
        "on from the last checkpoint"
    ]
    whole_run(prepared, tmp_path / "whole")
    run_in(2, partial(whole_run, prepared, tmp_path / "run", resume=True))
    assert_close(tmp_path / "whole", tmp_path / "run")


def test_what_fails_in_one_process_fails_in_all_and_is_said_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    prepared = pairs_of(tmp_path)

    def listener(event: Event) -> None:
        if isinstance(event, Stepped):
            raise PantoumError("the disk is full")

    def work(ranks: Ranks) -> None:
        train_model(prepared, tmp_path / "run", [listener] if ranks.first else [], ranks=ranks)

    assert run_in(2, work) == [1, 1]
    assert errors(capfd) == ["the disk is full"]


def test_a_process_with_other_files_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    prepared = pairs_of(tmp_path)
    (tmp_path / "other").mkdir()
    shorter = reversing.write_tsv(tmp_path / "other" / "train.tsv", reversing.reversals()[:40])
    other = prepare([shorter], prepared.files["dev"], reversing.tiny(PLAIN))

    def work(ranks: Ranks) -> None:
        train_model(other if ranks.number == 1 else prepared, tmp_path / "run", ranks=ranks)

    assert run_in(2, work) == [1, 1]
    assert errors(capfd) == [
        "process 1 of 2: has other data or settings than process 0: give the same files to each "
        "process"
    ]
    assert not (tmp_path / "run").exists()


def test_a_file_that_one_process_does_not_find_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pairs_of(tmp_path)

    def work(ranks: Ranks) -> None:
        name = "gone.tsv" if ranks.number == 1 else "train.tsv"
        ranks.agree(lambda: prepare([tmp_path / name], [], reversing.tiny(PLAIN)))

    assert run_in(2, work) == [1, 1]
    (said,) = errors(capfd)
    assert said.startswith("process 1 of 2: ")
    assert "gone.tsv" in said


def test_the_output_directory_is_checked_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    prepared = pairs_of(tmp_path)
    whole_run(prepared, tmp_path / "run")
    before = (tmp_path / "run" / "model.safetensors").read_bytes()
    assert run_in(2, partial(whole_run, prepared, tmp_path / "run")) == [1, 1]
    (said,) = errors(capfd)
    assert "already holds a model" in said
    assert (tmp_path / "run" / "model.safetensors").read_bytes() == before


class TwoHere(Ranks):
    """Two processes of one machine, seen from the first."""

    def from_first(self, value: Any) -> Any:
        return value


def test_the_threads_of_a_machine_are_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = pairs_of(tmp_path)
    monkeypatch.setattr(rehearsal, "available_processors", lambda: 8)
    monkeypatch.setattr(rehearsal, "choose_threads", lambda config: config.training.threads or 6)
    engine = Loop(prepared).engine
    two = TwoHere(0, 2, 2)
    assert rehearsal.threads_of_run(prepared, engine, [], two).number == 1  # as it is set
    open_threads = replace(prepared.config.training, threads=0)
    prepared = replace(prepared, config=replace(prepared.config, training=open_threads))
    assert rehearsal.threads_of_run(prepared, engine, [], two).number == 4
