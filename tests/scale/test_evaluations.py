"""The evaluations of a run in another process, each once."""

from pathlib import Path

from pantoum.scale.evaluations import Evaluations


def test_each_is_new_once(tmp_path: Path) -> None:
    file = tmp_path / "metrics.jsonl"
    file.write_text('{"epoch": 1}\n{"epoch": 2}\n{"epo')
    evaluations = Evaluations(tmp_path, skip=False)
    assert evaluations.new() == [{"epoch": 1}, {"epoch": 2}]
    assert evaluations.new() == []
    file.write_text('{"epoch": 1}\n{"epoch": 2}\n{"epoch": 3}\n')
    assert evaluations.new() == [{"epoch": 3}]


def test_those_of_a_run_that_replaces_another_are_new(tmp_path: Path) -> None:
    file = tmp_path / "metrics.jsonl"
    file.write_text('{"epoch": 1, "loss": 3}\n{"epoch": 2, "loss": 2}\n')
    evaluations = Evaluations(tmp_path, skip=True)
    assert evaluations.new() == []
    file.write_text('{"epoch": 1, "loss": 5}\n')
    assert evaluations.new() == [{"epoch": 1, "loss": 5}]
