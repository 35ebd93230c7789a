"""What runs come to, against sums by hand."""

import json
import statistics
from pathlib import Path

import pytest

from pantoum import PantoumError
from pantoum.scale.benchmark import (
    DataSet,
    Plan,
    Record,
    Run,
    markdown_of,
    read_record,
    results_of,
    write_record,
)
from pantoum.scale.benchmark.record import asked_of, differing, scores_of

DATA = [DataSet(name, (Path("a"),), (Path("b"),), (Path("c"),)) for name in ("fre", "hin")]
PLAN = Plan(
    tuple(
        Run(data, setting, seed, {})
        for data in DATA
        for setting in ("lstm", "gru")
        for seed in (1, 2, 3)
    )
)
RATES = {
    "fre/lstm": (10.0, 12.0, 17.0),
    "fre/gru": (11.0, 11.0, 14.0),
    "hin/lstm": (6.0, 5.0, 7.0),
    "hin/gru": (8.0, 4.0, 9.0),
}


def record(rate: float) -> Record:
    dev = {"word_error_rate": rate, "exact_match": 100 - rate, "examples": 50.0}
    return Record({}, status="finished", dev=dev, test={**dev, "word_error_rate": rate + 1})


def records() -> dict[str, Record | None]:
    return {
        f"{name}/seed-{seed}": record(rate)
        for name, rates in RATES.items()
        for seed, rate in enumerate(rates, start=1)
    }


def test_each_line_is_the_spread_over_its_seeds() -> None:
    (table,) = results_of(PLAN, records()).tables
    assert table.main == "word_error_rate"
    lines = {f"{line.data}/{line.setting}": line for line in table.lines}
    for name, rates in RATES.items():
        spread = lines[name].scores["dev"]["word_error_rate"]
        assert spread.mean == pytest.approx(statistics.mean(rates))
        assert spread.deviation == pytest.approx(statistics.stdev(rates))
        # Student's t with two degrees of freedom, of any table.
        half = 4.302653 * statistics.stdev(rates) / 3**0.5
        assert (spread.low, spread.high) == pytest.approx(
            (spread.mean - half, spread.mean + half), abs=1e-4
        )
        assert lines[name].scores["test"]["word_error_rate"].mean == pytest.approx(spread.mean + 1)
        assert set(lines[name].scores["dev"]) == {"word_error_rate", "exact_match"}


def test_data_sets_without_a_finished_run_are_named() -> None:
    some = {name: one if name.startswith("fre") else None for name, one in records().items()}
    results = results_of(PLAN, some)
    assert results.missing == ("hin",)
    assert "No run has finished on hin: the averages" in markdown_of(results, "x")
    assert "No run has finished" not in markdown_of(results_of(PLAN, records()), "x")


def test_the_macro_average_is_over_data_sets_and_then_over_seeds() -> None:
    found = records()
    (table,) = results_of(PLAN, found).tables
    macro = {line.setting: line for line in table.lines if line.data == "macro average"}
    means = [(10 + 6) / 2, (12 + 5) / 2, (17 + 7) / 2]
    spread = macro["lstm"].scores["dev"]["word_error_rate"]
    assert spread.mean == pytest.approx(statistics.mean(means))
    assert spread.deviation == pytest.approx(statistics.stdev(means))
    # A seed that is missing on one data set does not count.
    found["hin/lstm/seed-3"] = Record({}, status="failed", message="no memory")
    (table,) = results_of(PLAN, found).tables
    lstm = next(
        line for line in table.lines if (line.data, line.setting) == ("macro average", "lstm")
    )
    assert lstm.scores["dev"]["word_error_rate"].mean == pytest.approx(statistics.mean(means[:2]))
    assert lstm.scores["dev"]["word_error_rate"].seeds == 2


def test_data_sets_with_other_scores_have_a_table_of_their_own() -> None:
    found = records()
    for seed in (1, 2, 3):
        tags = Record({}, status="finished", dev={"accuracy": 90.0 + seed})
        found |= {f"hin/{setting}/seed-{seed}": tags for setting in ("lstm", "gru")}
    tables = results_of(PLAN, found).tables
    assert [table.main for table in tables] == ["word_error_rate", "accuracy"]
    assert all(line.data != "macro average" for table in tables for line in table.lines)
    assert "test" not in tables[1].lines[0].scores


def test_the_markdown_has_the_numbers_and_what_is_missing() -> None:
    found = records()
    found["fre/lstm/seed-2"] = Record({}, status="failed", message="no memory")
    found["fre/gru/seed-1"] = None
    results = results_of(PLAN, found)
    text = markdown_of(results, "Mine")
    assert "# Mine\n\n11 of 12 runs have ended.\n" in text
    assert "## word error rate (lower is better)" in text
    assert "| fre | lstm | 2 of 3 | 13.50 | 4.95 | [-30.97, 57.97] | 14.50 |" in text
    assert "- fre/lstm/seed-2: no memory" in text
    widths = {line.count("|") for line in text.splitlines() if line.startswith("|")}
    assert len(widths) == 1
    as_json = json.loads(json.dumps(results.to_dict()))
    assert as_json["runs"]["fre/gru/seed-1"] == {"status": "waiting"}
    assert as_json["tables"][0]["lines"][0]["dev"]["word_error_rate"]["seeds"] == 2


def test_one_seed_has_no_spread() -> None:
    plan = Plan((PLAN.runs[0],))
    text = markdown_of(results_of(plan, {plan.runs[0].name: record(12.5)}), "One")
    assert "| fre | lstm | 1 | 12.50 | – | – | 13.50 | – | – |" in text
    assert "0 of 1 runs have ended" in markdown_of(results_of(plan, {}), "None")


def test_records_come_back_and_damaged_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "fre").mkdir()
    assert read_record(tmp_path, "fre/seed-1") is None
    write_record(tmp_path, "fre/seed-1", record(3.0))
    assert read_record(tmp_path, "fre/seed-1") == record(3.0)
    (tmp_path / "fre" / "seed-1.json").write_text("{")
    with pytest.raises(PantoumError, match=r"seed-1\.json: is damaged"):
        read_record(tmp_path, "fre/seed-1")


def test_what_differs_is_named(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name)
    train, dev, test = ((tmp_path / name,) for name in "abc")
    data = DataSet("x", train, dev, test)
    before = asked_of(Run(data, "s", 1, {"model.hidden": 8}), {})
    assert differing(before, asked_of(Run(data, "s", 2, {"model.hidden": 8}), {})) == []
    (tmp_path / "c").write_text("other")
    now = asked_of(Run(data, "s", 1, {"model.hidden": 9, "model.cell": "gru"}), {})
    assert differing(before, now) == ["model.hidden", "model.cell", "test data"]


def test_the_scores_of_an_evaluation() -> None:
    evaluation = {
        "word_error_rate": 3.0,
        "seconds": 1.0,
        "intervals": {"word_error_rate": [1.0, 4.0]},
        "upos": {"accuracy": 90.0},
        "groups": {"fre": {"word_error_rate": 2.0}},
    }
    assert scores_of(evaluation) == {"word_error_rate": 3.0, "upos.accuracy": 90.0}
