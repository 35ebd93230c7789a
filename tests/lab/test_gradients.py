"""Gradients: gains against single Jacobians, first biases, and a training that explodes."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch

from pantoum.cells import CELLS
from pantoum.errors import PantoumError
from pantoum.lab import gradients, mean_of, reaching
from pantoum.lab.experiments.gradients import GradientSettings
from pantoum.lab.first_biases import KEEPING, keep
from pantoum.lab.gradients_curves import shown_lags
from pantoum.lab.reaching import explode, of_fresh, of_trained, reach
from pantoum.lab.result import RESULT, Result
from pantoum.lab.training import fit

TINY: dict[str, Any] = {
    "lags": [3, 12],
    "biases": [2.0],
    "factors": [1.0, 3.0],
    "hidden": 5,
    "adding_lag": 12,
    "adding_hidden": 4,
    "steps": 2,
}


@pytest.fixture(scope="module")
def result() -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reaching, "EXPLODING_STEPS", 20)
        return gradients(seeds=[1, 2], **TINY)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
def test_a_gain_is_the_size_of_a_jacobian(name: str) -> None:
    torch.manual_seed(1)
    cell: Any = CELLS[name](2, 4).double()
    inputs = torch.randn(1, 9, 2, dtype=torch.float64)
    states = [cell.initial_state(1)]
    for step in range(9):
        states.append(cell(inputs[:, step], states[-1])[1])
    found = reach(cell, inputs)
    for lag in (1, 4, 9):
        early = tuple(part.detach() for part in states[9 - lag])

        def last(*parts: Any, lag: int = lag) -> Any:
            state = type(states[0])(*parts)
            for step in range(9 - lag, 9):
                _, state = cell(inputs[:, step], state)
            return state[0]

        jacobians = torch.autograd.functional.jacobian(last, early)
        for part, jacobian in zip(found, jacobians, strict=True):
            gain = float(jacobian.norm()) / math.sqrt(4)
            assert found[part]["log10"][lag - 1] == pytest.approx(math.log10(gain), abs=1e-4)


def test_a_tenth_is_reached_when_it_is() -> None:
    cell: Any = CELLS["rnn"](1, 1)
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.weight_hh.fill_(0.5)
    found = reach(cell, torch.zeros(1, 6, 1))["a"]
    # The state stays 0, where tanh has the slope 1: the gain is a power of the weight.
    assert found["log10"] == [round(lag * math.log10(0.5), 4) for lag in range(1, 7)]
    assert found["tenth"] == 5
    assert reach(cell, torch.zeros(1, 4, 1))["a"]["tenth"] is None


def test_a_gain_of_0_has_no_logarithm() -> None:
    cell: Any = CELLS["rnn"](1, 2)
    with torch.no_grad():
        cell.weight_hh.zero_()
    found = reach(cell, torch.ones(1, 3, 1))["a"]
    assert found == {"log10": [None, None, None], "tenth": None}


def test_fresh_cells_fade_as_the_textbook_says_but_for_the_gru() -> None:
    tenth = {}
    for cell in ("rnn", "gru", "lstm"):
        case = {"cell": cell, "bias": "own", "factor": 1.0}
        tenth[cell] = of_fresh(case, seed=1, hidden=32, longest=60)["a"]["tenth"]
    assert tenth["gru"] < tenth["rnn"] < tenth["lstm"]
    assert tenth["rnn"] < 36


def test_the_bias_of_the_gates_that_keep_decides_and_the_factor_too() -> None:
    def last(cell: str, bias: float | str, factor: float = 1.0) -> float:
        case = {"cell": cell, "bias": bias, "factor": factor}
        return of_fresh(case, seed=1, hidden=16, longest=40)["a"]["log10"][-1]

    for cell in ("gru", "lstm"):
        assert last(cell, 0.0) < last(cell, 2.0) < last(cell, 5.0)
        assert last(cell, 0.0) < last(cell, "chrono")
    assert last("gru", "own") == last("gru", 0.0)
    assert last("lstm", "own") == last("lstm", 1.0)
    assert last("rnn", "own", 0.5) < last("rnn", "own") < last("rnn", "own", 2.0)


@pytest.mark.parametrize("name", KEEPING)
def test_only_the_bias_of_the_gates_that_keep_changes(name: str) -> None:
    cell: Any = CELLS[name](3, 4)
    before = {key: one.detach().clone() for key, one in cell.named_parameters()}
    if "bias_hh" in before:
        torch.nn.init.constant_(cell.bias_hh, 7.0)
        before["bias_hh"] = cell.bias_hh.detach().clone()
    keep(cell, 2.5)
    block, _ = KEEPING[name]
    total = torch.zeros(4)
    for key, one in cell.named_parameters():
        changed = one.detach().clone()
        if key.startswith("bias"):
            total += changed.view(-1, 4)[block]
            changed.view(-1, 4)[block] = before[key].view(-1, 4)[block]
        assert torch.equal(changed, before[key])
    assert total.tolist() == [2.5] * 4


def test_before_and_after_are_of_one_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(network: Any, *rest: Any, **named: Any) -> Any:
        found = fit(network, *rest, **named)
        torch.nn.init.zeros_(network.cells()[0].weight_hh)
        return found

    monkeypatch.setattr(reaching, "fit", changed)
    found = of_trained("rnn", 1, hidden=3, lag=12, steps=1, listen=lambda *_: None)
    assert len(found["before"]["a"]["log10"]) == 24
    assert None not in found["before"]["a"]["log10"]
    assert found["after"]["a"]["log10"] == [None] * 24


def test_without_clipping_a_training_goes_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "EXPLODING_STEPS", 20)
    free, clipped = explode(False, 2.0, 1), explode(True, 2.0, 1)
    assert free == explode(False, 2.0, 1)
    assert free["losses"][0] == clipped["losses"][0]
    assert free["losses"] != clipped["losses"]
    assert free["longest"] > 1


@pytest.mark.exhaustive
def test_clipping_keeps_a_training_on_its_way() -> None:
    free, clipped = explode(False, 2.0, 1), explode(True, 2.0, 1)
    assert free["losses"][-1] > 1
    assert clipped["losses"][-1] < 0.1


def test_rows_and_curves_are_of_the_runs(result: Result) -> None:
    assert [row[:3] for row in result.rows[:4]] == [
        ("first, own", "plain RNN", "a"),
        ("first, own", "GRU", "a"),
        ("first, own", "LSTM", "a"),
        ("first, own", "LSTM", "c"),
    ]
    assert {row[0] for row in result.rows[4:]} == {
        "first, bias 2",
        "first, chrono",
        "adding, untrained",
        "adding, trained",
        "first, times 1",
        "first, times 3",
    }
    case = {"cell": "gru", "bias": "own", "factor": 1.0}
    reaches = [of_fresh(case, seed, 5, 12)["a"]["log10"] for seed in (1, 2)]
    expected = mean_of([one[11] for one in reaches])
    assert expected is not None
    curve = result.values["curves"][1]
    assert curve["log10"][-1] == expected.to_dict()
    assert result.rows[1][-1] == expected.mean
    assert curve["at_lags"] == list(range(1, 13))
    assert [one["clipped"] for one in result.values["clipping"]] == [False, True]


def test_it_is_json_and_is_told_in_sentences(result: Result, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert result.save(tmp_path).read_bytes().startswith(b"\x89PNG")
    stored = json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(result.to_dict()))
    text = " ".join(result.sentences)
    assert "At lag 12 it is 10^" in text
    assert "The LSTM learned to add with 0 of 2 seeds" in text
    assert "guessing has 2.08" in text
    assert len(result.sentences) == 2 + 2 + 3 + 2


def test_lags_of_a_curve() -> None:
    lags = shown_lags(500, GradientSettings().lags)
    assert lags[:10] == list(range(1, 11))
    assert {10, 50, 100, 500} <= set(lags)
    assert len(lags) < 50
    assert shown_lags(24, (10, 500)) == sorted(set(shown_lags(24, (10,))))


def test_settings_that_are_none() -> None:
    with pytest.raises(PantoumError, match="biases must be several different values"):
        gradients(biases=[30.0])
    with pytest.raises(PantoumError, match="no setting 'lag'; did you mean lags"):
        gradients(lag=[10])
