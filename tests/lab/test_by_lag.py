"""Experiments by lag: what they count, what they say, and what they refuse."""

import json
from pathlib import Path
from typing import Any

import pytest

from pantoum.errors import PantoumError
from pantoum.lab import EXPERIMENTS, Mean, Result, adding, by_lag, mean_of
from pantoum.lab.result import RESULT
from pantoum.lab.runs import Run

TINY: dict[str, Any] = {"cells": ["rnn", "lstm"], "lags": [12, 14], "hidden": 4, "steps": 3}


@pytest.fixture(scope="module")
def result() -> Result:
    return adding(seeds=[1, 2], batch=2, **TINY)


def test_a_row_for_each_case_and_an_entry_for_each_run(result: Result) -> None:
    assert [row[:3] for row in result.rows] == [
        (12, "plain RNN", "0 of 2"),
        (12, "LSTM", "0 of 2"),
        (14, "plain RNN", "0 of 2"),
        (14, "LSTM", "0 of 2"),
    ]
    runs = result.values["runs"]
    assert [(one["lag"], one["cell"], one["seed"]) for one in runs[:3]] == [
        (12, "rnn", 1),
        (12, "rnn", 2),
        (12, "lstm", 1),
    ]
    case = result.values["cases"][1]
    expected = mean_of([one["wrong"] for one in runs[2:4]])
    assert expected is not None
    assert case["wrong"] == expected.to_dict()
    assert case["sequences"] is None
    assert all(one["sequences"] == 6 for one in runs)


def test_it_is_json_and_is_told_in_sentences(result: Result, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    picture = result.save(tmp_path)
    assert picture.read_bytes().startswith(b"\x89PNG")
    stored = json.loads((tmp_path / RESULT).read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(result.to_dict()))
    assert set(stored["values"]) == set(stored["definitions"])
    assert len(result.sentences) == 2
    start = "The plain RNN solves it at lag 12 with 0 of 2 seeds ("
    assert result.sentences[0].startswith(start)
    text = str(result)
    assert result.claim.source in text
    assert " 12  plain RNN" in text


def test_runs_that_solved_it_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(task: Any, case: Any, seed: int, settings: Any, tell: Any) -> dict[str, Any]:
        solved = case["cell"] == "lstm" and seed < 3
        return {"solved": solved, "sequences": 100 * seed, "wrong": 10.0 * seed, "losses": []}

    monkeypatch.setattr(by_lag, "_train", made)
    result = adding(cells=["rnn", "lstm"], lags=[50])
    plain, lstm = result.rows
    assert plain[2:4] == ("0 of 3", None)
    assert plain[5] is None
    assert lstm[2] == "2 of 3"
    assert lstm[3] == mean_of([100, 200])
    assert lstm[4] == mean_of([10, 20, 30])
    assert lstm[5] == 74_000
    assert result.sentences == (
        "The plain RNN solves it at lag 50 with 0 of 3 seeds (20.0 % of new sequences wrong).",
        "The LSTM solves it at lag 50 with 2 of 3 seeds after 150 sequences.",
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lag": [10]}, "the experiment has no setting 'lag'; did you mean lags?"),
        ({"zzz": 1}, "no setting 'zzz'; it has cells, lags, hidden, steps, batch"),
        (
            {"lags": [1]},
            "lags must be several different values, each whole number from 5 to",
        ),
        ({"lags": [11]}, "lags must be at least 12 here, but is 11"),
        ({"lags": 10}, "lags must be several different"),
        ({"cells": "lstm"}, "cells must be several different values, each one of lstm, gru"),
        ({"cells": ["lstm", "lstm"]}, "cells must be several different"),
        ({"cells": []}, "cells must be several different"),
        ({"steps": 0}, "steps must be a whole number of at least 1, but is 0"),
        ({"learning_rate": 0}, "learning_rate must be a finite number above 0"),
        ({"seeds": [-1]}, "seeds must be several different values, each whole number of at least"),
        ({"seeds": []}, "seeds must be"),
    ],
)
def test_settings_that_are_none(given: dict[str, Any], message: str) -> None:
    with pytest.raises(PantoumError, match=message):
        adding(**given)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_has_its_name_and_a_short_summary(name: str) -> None:
    experiment = EXPERIMENTS[name]
    assert experiment.function.__name__ == name
    assert len(experiment.summary) <= 100


def test_a_result_fits_together(result: Result) -> None:
    fields = dict(vars(result))
    with pytest.raises(ValueError, match="6 columns, but the row"):
        Result(**{**fields, "rows": ((1,),)})
    with pytest.raises(ValueError, match=r"values and definitions differ in \['runs'\]"):
        Result(**{**fields, "definitions": dict.fromkeys(("cells", "lags", "cases"), "")})


def test_the_code_of_runs_and_means_is_plain() -> None:
    assert Run({"cell": "a"}, 1, {}, 0.0) == Run({"cell": "a"}, 1, {}, 0.0)
    assert Mean(1.0, None, None, 1).to_dict() == {
        "mean": 1.0,
        "low": None,
        "high": None,
        "seeds": 1,
    }
