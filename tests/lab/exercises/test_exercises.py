"""Each exercise knows a right answer from wrong ones, and what is wrong with them."""

from pathlib import Path

import pytest
from tests.lab.exercises.answers import RIGHT, WRONG
from tests.tiers import tiered

from pantoum.lab.exercises import EXERCISES
from pantoum.lab.exercises.student import judge_file

CHANGES = [(name, number) for name, changes in WRONG.items() for number in range(len(changes))]


def test_each_exercise_has_answers_here() -> None:
    assert list(EXERCISES) == list(RIGHT)
    assert set(WRONG) == set(EXERCISES)
    assert len(EXERCISES) == 24


@pytest.mark.parametrize("seed", tiered([1, 2, 3], [1]))
@pytest.mark.parametrize("name", EXERCISES)
def test_a_right_answer(name: str, seed: int, tmp_path: Path) -> None:
    file = tmp_path / "answer.py"
    file.write_text(RIGHT[name], encoding="utf-8")
    judgement = judge_file(EXERCISES[name], file, seed)
    assert judgement.status == "right", judgement.reason


@pytest.mark.parametrize(("name", "number"), CHANGES)
def test_a_wrong_answer(name: str, number: int, tmp_path: Path) -> None:
    old, new, said = WRONG[name][number]
    assert RIGHT[name].count(old) == 1
    file = tmp_path / "answer.py"
    file.write_text(RIGHT[name].replace(old, new), encoding="utf-8")
    judgement = judge_file(EXERCISES[name], file, 1)
    assert judgement.status == "wrong", judgement
    assert said in judgement.reason
    assert "\n" not in judgement.reason
