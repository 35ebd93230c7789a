"""Only a network that reads the words to the right of a name learns what it means."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pantoum.errors import PantoumError
from pantoum.lab import context, mean_of, reading_ways
from pantoum.lab.reading_ways import Reader, measure, settings
from pantoum.lab.tasks import meanings
from pantoum.lab.tasks.meanings import COMPANY, OTHER, SHOWN, UNIT, sentences

pytestmark = pytest.mark.usefixtures("unchecked_shapes")


def test_what_stands_before_a_name_says_nothing_of_its_meaning() -> None:
    made = sentences(4_000, seed=3)
    assert len({" ".join(one.words) for one in made}) == 4_000
    by_beginning: dict[str, list[str]] = {}
    for one in made:
        assert one.tags[one.name] in (UNIT, COMPANY)
        assert all(tag == OTHER for place, tag in enumerate(one.tags) if place != one.name)
        by_beginning.setdefault(" ".join(one.words[: one.name + 1]), []).append(one.tags[one.name])
    assert len(by_beginning) == len(meanings.NAMES) * len(meanings.OPENINGS)
    shares = [tags.count(UNIT) / len(tags) for tags in by_beginning.values()]
    assert 0.2 < min(shares) <= max(shares) < 0.8


def test_the_rest_of_the_sentence_tells_it() -> None:
    found: dict[str, str] = {}
    for one in sentences(4_000, seed=3):
        rest = " ".join(one.words[one.name + 1 :])
        assert found.setdefault(rest, one.tags[one.name]) == one.tags[one.name]


class Tagging:
    def __init__(self, tags: list[str]) -> None:
        self.tags = tags


def test_a_backward_reader_is_given_sentences_from_their_end() -> None:
    made = sentences(20, seed=1)
    given: list[list[str]] = []

    def model(rows: list[list[str]]) -> list[Tagging]:
        given.extend(rows)
        return [Tagging([UNIT] * len(row)) for row in rows]

    share = 100 * sum(one.tags[one.name] == UNIT for one in made) / 20
    assert Reader("backward", model).right(made) == share == 50
    assert given == [one.words[::-1] for one in made]
    given.clear()
    assert Reader("forward", model).right(made) == share
    assert given == [one.words for one in made]


def test_all_readers_have_the_same_size_of_state() -> None:
    both, forward = (settings(name, 1, 100, 2).model for name in ("both", "forward"))
    assert (both.hidden, both.bidirectional) == (50, True)
    assert (forward.hidden, forward.bidirectional) == (100, False)


def test_a_tiny_run() -> None:
    found = measure("backward", seed=1, count=64, state=4, epochs=1)
    assert 0 <= found["right"] <= 100
    assert len(found["shown"]) == len(SHOWN.split())
    assert all(len(of) == 2 and min(of) >= 0 and sum(of) <= 1.0001 for of in found["shown"])


def test_a_training_that_was_stopped_is_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*data: Any, callback: Any, **how: Any) -> None:
        callback({"epoch": 1.0})

    monkeypatch.setattr(reading_ways, "train", stopped)
    with pytest.raises(KeyboardInterrupt):
        measure("forward", seed=1, count=64, state=4, epochs=2)


def test_means_over_seeds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")

    def made(name: str, seed: int, *rest: Any) -> Mapping[str, Any]:
        chance = name == "forward"
        shown = [[0.1 * seed, 0.2 * seed] for _ in SHOWN.split()]
        return {"right": 48.0 + seed if chance else 100.0, "shown": shown}

    monkeypatch.setattr(reading_ways, "measure", made)
    result = context(seeds=[1, 3])
    assert result.rows == (
        ("forward", mean_of([49, 51])),
        ("backward", mean_of([100, 100])),
        ("both ways", mean_of([100, 100])),
    )
    assert result.sentences[0] == "The network that reads forward understands 50.0 % of the names."
    assert result.values["shown"]["both"] == [[0.2, 0.4]] * len(SHOWN.split())
    assert result.save(tmp_path).read_bytes().startswith(b"\x89PNG")


def test_settings_that_are_none() -> None:
    with pytest.raises(PantoumError, match="readers must be several different values"):
        context(readers=["forwards"])
    with pytest.raises(PantoumError, match="no setting 'cells'; it has readers, sentences"):
        context(cells=["gru"])


@pytest.mark.exhaustive
def test_forward_it_stays_at_chance_and_backward_or_both_ways_it_is_solved() -> None:
    right = {
        name: measure(name, seed=1, count=1_600, state=100, epochs=12)["right"]
        for name in ("forward", "backward", "both")
    }
    assert 40 < right["forward"] < 60
    assert right["backward"] > 95
    assert right["both"] > 95
