"""Depth: layers have as many parameters as a single one, and stand on each other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from pantoum.errors import PantoumError
from pantoum.lab import depth, mean_of
from pantoum.lab.experiments import depth as module
from pantoum.lab.experiments.depth import DepthSettings
from pantoum.lab.tasks.votes import VotesTask
from pantoum.lab.training import fresh, hidden_for

TINY: dict[str, Any] = {"parameters": 300, "words": 2, "steps": 2, "batch": 2}


def parameters_of(layers: int, hidden: int) -> int:
    """Of an LSTM network for votes: four blocks, two biases, and a map to one output."""
    sizes = [3, *[hidden] * (layers - 1)]
    return sum(4 * hidden * (size + hidden + 2) for size in sizes) + hidden + 1


def test_parameters_are_equal_within_two_per_cent() -> None:
    wanted = DepthSettings().parameters
    task = VotesTask(2)
    before = torch.random.get_rng_state()
    counts = []
    for layers in DepthSettings().layers:
        hidden = hidden_for(task, "lstm", layers, wanted)
        best = min(range(1, 200), key=lambda size: abs(parameters_of(layers, size) - wanted))
        assert hidden == best
        network = fresh(task, "lstm", seed=1, hidden=hidden, layers=layers)
        counts.append(sum(one.numel() for one in network.parameters()))
        assert counts[-1] == parameters_of(layers, hidden)
    assert max(counts) / min(counts) < 1.02
    assert torch.equal(torch.random.get_rng_state(), before)


def test_layers_read_what_the_ones_below_give() -> None:
    task = VotesTask(2)
    batch = task.draw(3, torch.Generator().manual_seed(1))
    for residual in (False, True):
        network = fresh(task, "gru", seed=2, hidden=5, layers=3, residual=residual)
        assert len(network.cells()) == 3
        below = batch.x
        for number, cell in enumerate(network.cells()):
            state: Any = cell.initial_state(3)  # pyright: ignore[reportCallIssue]
            states = []
            for x in below.unbind(1):
                given, state = cell(x, state)
                states.append(given)
            read = torch.stack(states, dim=1)
            below = below + read if residual and number else read
        expected = network.output(below)
        found = network(batch.x, batch.lengths)
        for row, length in enumerate(batch.lengths.tolist()):
            torch.testing.assert_close(found[row, :length], expected[row, :length])


def test_a_row_for_each_network(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    result = depth(layers=[1, 2], seeds=[1, 2], **TINY)
    assert [row[1:3] for row in result.rows] == [(1, "-"), (2, "plain"), (2, "residual")]
    assert [row[3] for row in result.rows] == [
        hidden_for(VotesTask(2), "lstm", layers, 300) for layers in (1, 2, 2)
    ]
    runs = result.values["runs"]
    assert result.rows[1][7] == mean_of([one["wrong"] for one in runs[2:4]])
    assert runs[2]["losses"] != runs[4]["losses"]
    assert result.save(tmp_path).read_bytes().startswith(b"\x89PNG")


def test_what_was_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(case: Mapping[str, Any], seed: int, settings: Any, tell: Any) -> dict[str, Any]:
        solved = case["layers"] == 1 and seed < 3
        about = {"hidden": 7, "parameters": 1234, "losses": []}
        return {**about, "solved": solved, "sequences": 100 * seed, "wrong": float(seed)}

    monkeypatch.setattr(module, "_train", made)
    result = depth(layers=[1, 2], ways=["residual"])
    assert result.sentences == (
        "One layer of the LSTM with 7 numbers (1,234 parameters) solved it with 2 of 3 seeds "
        "after 150 sequences.",
        "2 residual layers of the LSTM with 7 numbers each (1,234 parameters) solved it with 0 of "
        "3 seeds (2.0 % of new sequences wrong).",
    )
    assert result.rows[0][5:] == ("2 of 3", mean_of([100, 200]), mean_of([1, 2, 3]))


def test_settings_that_are_none() -> None:
    with pytest.raises(PantoumError, match="ways must be several different values, each one of"):
        depth(ways=["dense"])
