"""The training loop: what it writes down, which weights it keeps, when it ends, and what cannot
change its course.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.reversing import Watcher, metrics_of, reversals, tiny, write_tsv
from tests.training.runs import assert_same_run, checkpoint_of, final_weights, same_tensors, train

from pantoum.errors import PantoumError
from pantoum.inference.decoding import decode
from pantoum.metrics import score
from pantoum.model_dir import load_model
from pantoum.tasks import Sample, prepare
from pantoum.tasks.seq2seq.task import GREEDY
from pantoum.training import fabric, loop, schedule
from pantoum.training.events import Evaluated, Stepped
from pantoum.training.loop import Loop, evaluate


def test_it_learns_to_reverse(reverser: Path) -> None:
    records = metrics_of(reverser)
    assert records[0]["dev"]["word_error_rate"] > 80
    assert min(record["dev"]["word_error_rate"] for record in records) < 10
    assert records[0]["train_loss"] > 3 * records[-1]["train_loss"]


def test_metrics_hold_a_line_for_each_evaluation(whole: Path) -> None:
    records = [
        json.loads(line)
        for line in (whole / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [record["epoch"] for record in records] == [1.0, 2.0, 3.0]
    steps = records[0]["step"]
    assert [record["step"] for record in records] == [steps, 2 * steps, 3 * steps]
    assert records[0]["best"] is True
    for record in records:
        assert set(record) == {
            *(
                "epoch",
                "step",
                "train_loss",
                "learning_rate",
                "symbols_per_second",
                "seconds",
                "dev",
                "best",
            )
        }
        assert set(record["dev"]) == {
            "word_error_rate",
            "symbol_error_rate",
            "exact_match",
            "examples",
        }
        assert record["dev"]["word_error_rate"] + record["dev"]["exact_match"] == pytest.approx(100)
        assert record["dev"]["examples"] == 12
    # The last step of each epoch, with the share of the run that was over before it.
    done = [(record["step"] - 1) / (3 * steps) for record in records]
    assert [record["learning_rate"] for record in records] == pytest.approx(
        [0.03 * (1 - share) for share in done]
    )
    times = [record["seconds"] for record in records]
    assert times == sorted(times)
    assert times[0] > 0


def test_the_loss_written_down_is_that_of_the_steps(pairs: Path) -> None:
    prepared = prepare([pairs], [pairs], tiny({"training.epochs": 1, "model.dropout": 0.0}))
    run = Loop(prepared)
    progress = run.progress
    sums: list[float] = []
    symbols: list[int] = []
    last = None
    record = None
    for event in run.events():
        if isinstance(event, Stepped):
            sums.append(progress.nll - sum(sums))
            symbols.append(progress.symbols - sum(symbols))
            last = event
        elif isinstance(event, Evaluated):
            record = event.record
    assert prepared.train.target is not None
    assert sum(symbols) == prepared.train.target.lengths.sum()
    assert last is not None
    assert record is not None
    assert record.train_loss == pytest.approx(sum(sums) / sum(symbols))
    assert last.loss == pytest.approx(record.train_loss)


def test_losses_may_be_read_later(
    whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path
) -> None:
    """As on devices that are not to be waited for at each step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fabric, "PENDING_ON_CPU", 7)
        train(pairs, tmp_path, dev=dev_pairs)
    assert_same_run(tmp_path, whole)


def test_evaluation_is_greedy_search_scored(reverser: Path, reversals: Path) -> None:
    prepared = prepare([reversals], [reversals], load_model(reverser).config)
    model = load_model(reverser).model.train()
    scores, sample, groups = evaluate(model, prepared, torch.device("cpu"), turn=121)
    assert model.training
    hypotheses = decode(model.eval(), [prepared.dev.source], prepared.task.limit, GREEDY)
    outputs = [prepared.task.target.decode(one[0].ids) for one in hypotheses]
    targets = [example.target or "" for example in prepared.dev_examples]
    assert scores == score("characters", targets, outputs)
    assert groups == {}
    assert sample == Sample(
        prepared.dev_examples[1].source, targets[1], outputs[1], targets[1] == outputs[1]
    )


def test_one_seed_gives_one_run(whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    train(pairs, tmp_path / "again", dev=dev_pairs)
    assert_same_run(tmp_path / "again", whole)
    for name in ("config.json", "source.json", "target.json"):
        assert (tmp_path / "again" / name).read_bytes() == (whole / name).read_bytes()


def test_another_seed_gives_another(
    whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path
) -> None:
    train(pairs, tmp_path / "other", {"seed": 2}, dev=dev_pairs)
    one = final_weights(whole)
    other = final_weights(tmp_path / "other")
    assert not any(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("every", [3, 1_000_000])
def test_evaluations_do_not_change_the_weights_course(
    whole: Path, pairs: Path, dev_pairs: Path, tmp_path: Path, every: int
) -> None:
    train(pairs, tmp_path / "run", {"training.evaluate_every": every}, dev=dev_pairs)
    assert same_tensors(final_weights(tmp_path / "run"), final_weights(whole))
    steps = checkpoint_of(whole)["progress"]["step"]
    expected = sorted({*range(every, steps + 1, every), steps})
    assert [record["step"] for record in metrics_of(tmp_path / "run")] == expected


def test_a_long_epoch_is_evaluated_in_equal_parts(
    pairs: Path, dev_pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "LONGEST_INTERVAL", 3)
    train(pairs, tmp_path / "run", {"training.epochs": 2}, dev=dev_pairs)
    steps = checkpoint_of(tmp_path / "run")["progress"]["step"] // 2
    parts = -(-steps // 3)
    assert parts > 1
    evaluated = [record["step"] for record in metrics_of(tmp_path / "run")]
    assert len(evaluated) == 2 * parts
    assert evaluated[parts - 1] == steps
    assert evaluated[-1] == 2 * steps
    assert max(b - a for a, b in zip([0, *evaluated], evaluated, strict=False)) <= 3


class Script:
    """Stands in for the evaluation: symbol error rates that are given, and the weights that each
    was for.

    The averaging candidates at the end of a run have the rates `candidates`, one after the other,
    and a bad one when they are used up.
    """

    def __init__(self, rates: list[float], candidates: Sequence[float] = ()) -> None:
        self.rates = list(rates)
        self.candidates = list(candidates)
        self.weights: list[dict[str, torch.Tensor]] = []

    def __call__(
        self, model: Any, prepared: Any, device: Any, turn: int, ranks: Any
    ) -> tuple[dict[str, float], Sample]:
        self.weights.append({name: tensor.clone() for name, tensor in model.state_dict().items()})
        candidates = self.candidates or [99.0]
        rate = self.rates[turn] if turn < len(self.rates) else candidates.pop(0)
        scores = {
            "word_error_rate": 50.0,
            "symbol_error_rate": rate,
            "exact_match": 50.0,
            "examples": 1,
        }
        return scores, Sample("a", "b", "c", False)


def test_the_best_weights_are_kept_not_the_last(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script([9.0, 4.0, 5.0, 4.0])
    monkeypatch.setattr(loop, "evaluate", script)
    outcome = train(pairs, tmp_path / "run", {"training.epochs": 4}, dev=pairs)
    assert [record["best"] for record in metrics_of(tmp_path / "run")] == [True, True, False, False]
    assert outcome.best is not None
    assert outcome.best.epoch == 2.0
    assert outcome.reason == "all 4 epochs are done"
    assert same_tensors(load_model(tmp_path / "run").model.state_dict(), script.weights[1])
    assert not same_tensors(script.weights[3], script.weights[1])
    assert (
        json.loads((tmp_path / "run" / "metrics.json").read_text())["dev"]["symbol_error_rate"]
        == 4.0
    )


def test_patience_ends_a_run_that_gets_no_better(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "evaluate", Script([9.0, 4.0, 4.0, 5.0, 3.0]))
    watcher = Watcher()
    changes = {"training.epochs": 5, "training.patience": 2}
    outcome = train(pairs, tmp_path / "run", changes, dev=pairs, watcher=watcher)
    assert outcome.reason == "the dev score has not improved in 2 epochs"
    assert watcher.reasons == [outcome.reason]
    assert [record.dev["symbol_error_rate"] for record in watcher.records] == [9.0, 4.0, 4.0, 5.0]
    assert checkpoint_of(tmp_path / "run")["progress"]["finished"]


def test_one_epoch_is_not_several(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        train(pairs, tmp_path / "only", {"training.epochs": 1}, dev=pairs).reason
        == "the one epoch of the run is done"
    )
    monkeypatch.setattr(loop, "evaluate", Script([9.0, 9.0]))
    outcome = train(
        pairs, tmp_path / "short", {"training.epochs": 5, "training.patience": 1}, dev=pairs
    )
    assert outcome.reason == "the dev score has not improved in 1 epoch"


def test_patience_counts_epochs_not_evaluations(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "LONGEST_INTERVAL", 3)
    monkeypatch.setattr(loop, "evaluate", Script([9.0, 4.0, *[5.0] * 20]))
    watcher = Watcher()
    train(
        pairs,
        tmp_path / "run",
        {"training.epochs": 5, "training.patience": 2},
        dev=pairs,
        watcher=watcher,
    )
    epochs = [record.epoch for record in watcher.records]
    assert len(epochs) > 4
    assert 2 <= epochs[-1] - epochs[1] < 2 + epochs[0]


@pytest.mark.parametrize("patience", [0, 3])
def test_patience_that_is_not_used_up_ends_nothing(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: int
) -> None:
    monkeypatch.setattr(loop, "evaluate", Script([4.0, 5.0, 5.0, 3.0, 5.0]))
    train(pairs, tmp_path / "run", {"training.epochs": 5, "training.patience": patience}, dev=pairs)
    assert len(metrics_of(tmp_path / "run")) == 5


def test_a_loss_that_is_no_number_ends_the_run_and_leaves_the_model(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        loop, "learning_rate", lambda peak, step, warmup, done: peak if step < 5 else 1e38
    )
    watcher = Watcher()
    with pytest.raises(
        PantoumError,
        match=r"the loss is not a number any more at step \d+: lower training\.learning_rate",
    ):
        train(pairs, tmp_path / "run", {"training.evaluate_every": 5}, dev=pairs, watcher=watcher)
    assert watcher.reasons == ["the run failed"]
    assert load_model(tmp_path / "run").config.training.evaluate_every == 5


def test_a_listener_hears_of_everything(pairs: Path, dev_pairs: Path, tmp_path: Path) -> None:
    watcher = Watcher()
    train(pairs, tmp_path / "run", {"training.epochs": 2}, dev=dev_pairs, watcher=watcher)
    steps = checkpoint_of(tmp_path / "run")["progress"]["step"]
    assert (watcher.plan.examples, watcher.plan.dev_examples, watcher.plan.epochs) == (40, 12, 2)
    assert watcher.plan.device == "cpu"
    assert watcher.plan.parameters == sum(
        parameter.numel() for parameter in load_model(tmp_path / "run").model.parameters()
    )
    assert [step.done for step in watcher.steps] == pytest.approx(
        [number / steps for number in range(steps)]
    )
    assert [step.epoch for step in watcher.steps] == [0] * (steps // 2) + [1] * (steps // 2)
    assert all(step.symbols_per_second > 0 for step in watcher.steps)
    assert [record.epoch for record in watcher.records] == [1.0, 2.0]
    sources = [source for source, _ in reversals()[40:52]]
    assert [sample.source for sample in watcher.samples] == sources[:2]
    assert watcher.reasons == ["all 2 epochs are done"]


def test_the_speed_counts_learning_alone(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]

    def evaluated(*arguments: Any) -> tuple[dict[str, float], Sample]:
        clock[0] += 1_000.0
        return {"word_error_rate": 1.0, "symbol_error_rate": 1.0}, Sample("a", "b", "c", False)

    def learned(*arguments: Any) -> float:
        clock[0] += 2.0
        return 0.0

    monkeypatch.setattr(loop.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(loop, "evaluate", evaluated)
    monkeypatch.setattr(loop, "learning_rate", learned)
    train(pairs, tmp_path / "run", {"training.epochs": 2}, dev=pairs)
    records = [
        json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()
    ]
    steps = records[0]["step"]
    symbols = sum(len(target) + 1 for _, target in reversals()[:40])
    assert [record["symbols_per_second"] for record in records] == pytest.approx(
        [symbols / (2 * steps)] * 2
    )
    assert [record["seconds"] for record in records] == pytest.approx(
        [2 * steps + 1_000, 4 * steps + 2_000]
    )


def test_a_device_that_is_not_there_is_refused_before_anything_is_lost(
    whole: Path, pairs: Path, tmp_path: Path
) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has one")
    train(pairs, tmp_path / "run", {"training.epochs": 1}, dev=pairs)
    before = {
        path: path.read_bytes() for path in sorted((tmp_path / "run").rglob("*")) if path.is_file()
    }
    with pytest.raises(
        PantoumError, match=r"^training\.device cuda cannot be used: PyTorch finds no such device"
    ):
        train(pairs, tmp_path / "run", {"training.device": "cuda"}, dev=pairs, overwrite=True)
    for precision in ("16-mixed", "tf32"):
        with pytest.raises(
            PantoumError,
            match=rf"^training\.precision {precision} needs a GPU: set it to 32-true or",
        ):
            train(
                pairs,
                tmp_path / "run",
                {"training.precision": precision},
                dev=pairs,
                overwrite=True,
            )
    assert before == {
        path: path.read_bytes() for path in sorted((tmp_path / "run").rglob("*")) if path.is_file()
    }


def test_bfloat16_trains_too(pairs: Path, tmp_path: Path) -> None:
    outcome = train(
        pairs,
        tmp_path / "run",
        {"training.precision": "bf16-mixed", "training.epochs": 1},
        dev=pairs,
    )
    assert outcome.best is not None
    assert outcome.best.train_loss < 4
    assert all(tensor.dtype == torch.float32 for tensor in final_weights(tmp_path / "run").values())


def test_words_are_judged_by_bleu(tmp_path: Path) -> None:
    rows = [
        (" ".join(source), " ".join(target))
        for source, target in reversals("abcd", 3)
        if len(source) > 1
    ]
    path = write_tsv(tmp_path / "words.tsv", rows)
    words = {"data.source_units": "words", "data.target_units": "words", "training.epochs": 2}
    outcome = train(path, tmp_path / "run", words, dev=path)
    assert outcome.best is not None
    assert set(outcome.best.dev) == {"bleu", "chrf", "exact_match", "examples"}
