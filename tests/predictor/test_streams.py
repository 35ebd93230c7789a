"""Streams of inputs, and calls from several threads at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from tests.reversing import reversals
from tests.tiers import tiered

import pantoum
from pantoum import PantoumError, Predictor
from pantoum.predictor import inputs

SOURCES = [source for source, _ in reversals()]


@pytest.fixture(scope="module")
def model(reverser: Path) -> Predictor:
    return pantoum.load(reverser, task="seq2seq")


def test_a_stream_has_no_end(model: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "CHUNK", 3)
    taken = []

    def endless() -> Iterator[str]:
        for number in count():
            taken.append(number)
            yield SOURCES[number % len(SOURCES)]

    found = list(islice(model.stream(endless(), beam=3), 7))
    assert [one.text for one in found] == [one.text for one in model(SOURCES[:7], beam=3)]
    assert len(taken) == 9
    assert [len(many) for many in model.stream(["abc", "", "ca"], nbest=2)] == [2, 1, 2]


def test_what_is_asked_holds_for_all_of_a_stream(
    model: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "CHUNK", 1)
    sources = ["abca", "cab", "abc"]
    assert not any("a" in one.text for one in model.stream(sources, forbidden=iter("a")))
    assert all(
        one.text in ("bb", "ca") for one in model.stream(sources, allowed=iter(["bb", "ca"]))
    )
    assert all("bb" in one.text for one in model.stream(sources, required=iter(["bb"])))
    with pytest.raises(PantoumError, match="a stream is of inputs, but got one string"):
        list(model.stream("abc"))


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize("int8", tiered([False, True], [False]))
def test_threads_do_not_disturb_each_other(reverser: Path, int8: bool) -> None:
    model = pantoum.load(reverser, int8=int8, task="seq2seq")
    calls: list[tuple[str, Any]] = [
        (source, {"beam": 1 + row % 5}) for row, source in enumerate(SOURCES[::4])
    ]
    alone = [model(source, **settings) for source, settings in calls]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: model(one[0], **one[1]), calls * 3))
    for row, found in enumerate(together):
        expected = alone[row % len(alone)]
        assert (found.text, found.tokens) == (expected.text, expected.tokens)
        assert found.score == pytest.approx(expected.score, abs=1e-5)
