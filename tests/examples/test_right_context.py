"""Only a network that reads the words to the right of a name learns what it means."""

from dataclasses import replace
from pathlib import Path

import pytest
from examples.right_context import (
    COMPANY,
    OTHER,
    READERS,
    UNIT,
    right_names,
    sentences,
    settings,
    train,
)

from examples import right_context

pytestmark = pytest.mark.usefixtures("unchecked_shapes")


def test_what_stands_before_a_name_says_nothing_of_its_meaning() -> None:
    made = sentences(4_000, seed=3)
    assert len({" ".join(one.words) for one in made}) == 4_000
    by_beginning: dict[str, list[str]] = {}
    for one in made:
        assert one.tags[one.name] in (UNIT, COMPANY)
        assert all(tag == OTHER for place, tag in enumerate(one.tags) if place != one.name)
        by_beginning.setdefault(" ".join(one.words[: one.name + 1]), []).append(one.tags[one.name])
    assert len(by_beginning) == len(right_context.NAMES) * len(right_context.OPENINGS)
    shares = [tags.count(UNIT) / len(tags) for tags in by_beginning.values()]
    assert 0.2 < min(shares) <= max(shares) < 0.8


def test_the_rest_of_the_sentence_tells_it() -> None:
    meanings: dict[str, str] = {}
    for one in sentences(4_000, seed=3):
        rest = " ".join(one.words[one.name + 1 :])
        assert meanings.setdefault(rest, one.tags[one.name]) == one.tags[one.name]


@pytest.mark.exhaustive
def test_forward_it_stays_at_chance_and_backward_or_both_ways_it_is_solved(tmp_path: Path) -> None:
    made = sentences(900, seed=1)
    parts = (made[:400], made[400:500])
    test = made[500:]
    right = {}
    for name in READERS:
        config = settings(name, seed=1)
        config = replace(config, training=replace(config.training, epochs=6, learning_rate=0.01))
        right[name] = right_names(train(tmp_path, name, parts, config), test)
    assert 40 < right["forward"] < 60
    assert right["backward"] > 95
    assert right["both"] > 95
