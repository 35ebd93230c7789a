"""CPU threads by the size of the work."""

import pytest
from tests.reversing import resolved, tiny

from pantoum.training import schedule
from pantoum.training.schedule import choose_threads


@pytest.fixture(autouse=True)
def _eight_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "available_processors", lambda: 8)


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
