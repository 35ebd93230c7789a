"""Which inputs are given to the model together, and when, by a clock of the tests' own."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from tests.serve.fakes import SOON

from pantoum.serve.batch import Item, Ticket
from pantoum.serve.errors import QueueFull
from pantoum.serve.limits import Limits
from pantoum.serve.waiting import Waiting, chosen


@dataclass(frozen=True)
class OfOne:
    """A group by its name, which begins with a hyphen if each input is a batch of its own."""

    name: str

    @property
    def alone(self) -> bool:
        return self.name.startswith("-")

    def outcomes(self, items: Any) -> list[Any]:
        raise NotImplementedError


class Clock:
    """A clock that stands still until it is told another time."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


class Asking:
    """Makes inputs of requests, and remembers them by a name."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def __call__(self, group: str, *lengths: int, work: int = 1) -> list[Item]:
        ticket = Ticket(self._loop.create_future(), [None] * len(lengths), len(lengths))
        return [
            Item(OfOne(group), ticket, place, length, work, f"{group}{length}")
            for place, length in enumerate(lengths)
        ]


@pytest.fixture
def asking(loop: asyncio.AbstractEventLoop) -> Asking:
    return Asking(loop)


def names(batch: object) -> list[str]:
    assert isinstance(batch, list)
    return [str(cast("Item", item).given) for item in batch]


def test_the_oldest_goes_first_with_those_of_its_group(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(), clock)
    assert waiting.next(clock()) is None
    waiting.put(asking("a", 3))
    waiting.put(asking("b", 4, 5))
    waiting.put(asking("a", 6))
    assert len(waiting) == 4
    assert names(waiting.next(clock())) == ["a3", "a6"]
    assert names(waiting.next(clock())) == ["b4", "b5"]
    assert waiting.next(clock()) is None
    assert len(waiting) == 0


def test_a_batch_is_of_the_oldest_and_the_nearest_in_length(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(batch=3), clock)
    waiting.put(asking("a", 10))
    waiting.put(asking("a", 40, 11, 9, 30, 10))
    assert names(waiting.next(clock())) == ["a10", "a10", "a11"]
    assert names(waiting.next(clock())) == ["a40", "a30", "a9"]


def test_nobody_starves(asking: Asking) -> None:
    """A long input among ever new short ones waits until it is the oldest, and no longer."""
    clock = Clock()
    waiting = Waiting(Limits(batch=2), clock)
    waiting.put(asking("a", 1, 1))
    waiting.put(asking("a", 99))
    batches = []
    for _ in range(3):
        waiting.put(asking("a", 1, 1))
        batches.append(names(waiting.next(clock())))
    assert batches == [["a1", "a1"], ["a99", "a1"], ["a1", "a1"]]


def test_a_request_of_many_inputs_lets_others_go_between(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(batch=2), clock)
    waiting.put(asking("a", 1, 2, 3, 4, 5))
    waiting.put(asking("b", 6, 7, 8))
    waiting.put(asking("a", 9))
    batches = [names(waiting.next(clock())) for _ in range(5)]
    assert batches == [["a1", "a2"], ["b6", "b7"], ["a9", "a5"], ["a3", "a4"], ["b8"]]
    assert waiting.next(clock()) is None
    assert len(waiting) == 0


def test_a_batch_has_no_more_work_than_keeps_others_waiting(asking: Asking) -> None:
    items = [*asking("a", 10, 11, 12, work=40), *asking("a", 500, work=1_000)]
    assert names(chosen(items, 64, 100)) == ["a10", "a11"]
    assert names(chosen(items[3:], 64, 100)) == ["a500"]


def test_there_is_no_window_for_one_client_after_the_other(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(window=0.5), clock)
    for _ in range(3):
        waiting.done(1, 0.1)
        waiting.put(asking("a", 3, 4, 5))
        assert names(waiting.next(clock())) == ["a3", "a4", "a5"]


def test_the_window_is_for_as_many_requests_as_there_were(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(window=0.5), clock)
    for length in (1, 2, 3):
        waiting.put(asking("a", length))
    assert names(waiting.next(clock())) == ["a1", "a2", "a3"]  # nothing was there before
    waiting.put(asking("a", 4))
    waiting.done(1, 0.1)  # the three clients may come again, beside the one that waits
    waiting.put(asking("a", 5))
    clock.now += 0.2
    assert waiting.next(clock()) == pytest.approx(0.3)
    waiting.put(asking("a", 6))
    assert waiting.next(clock()) == pytest.approx(0.3)
    waiting.put(asking("a", 7))
    assert names(waiting.next(clock())) == ["a4", "a5", "a6", "a7"]


def test_the_window_ends(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(window=0.5), clock)
    waiting.put(asking("a", 1))
    waiting.put(asking("a", 2))
    assert names(waiting.next(clock())) == ["a1", "a2"]
    waiting.done(1, 0.1)
    assert waiting.next(clock()) is None
    waiting.put(asking("a", 3))
    assert waiting.next(clock()) == pytest.approx(0.5)
    clock.now += 0.5
    assert names(waiting.next(clock())) == ["a3"]
    waiting.done(1, 0.1)  # one request alone is followed by no other
    waiting.put(asking("a", 4))
    assert names(waiting.next(clock())) == ["a4"]


def test_other_groups_are_not_waited_for(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(window=0.5), clock)
    waiting.put(asking("a", 1))
    waiting.put(asking("a", 2))
    assert names(waiting.next(clock())) == ["a1", "a2"]
    waiting.put(asking("b", 3))
    waiting.done(2, 0.1)
    assert names(waiting.next(clock())) == ["b3"]
    waiting.put(asking("a", 4))
    waiting.done(1, 0.1)
    assert names(waiting.next(clock())) == ["a4"]
    waiting.put(asking("a", 5))
    waiting.put(asking("b", 6))
    waiting.done(1, 0.1)  # two clients of a, as far as is known
    assert waiting.next(clock()) == pytest.approx(0.5)
    waiting.put(asking("a", 7))
    assert names(waiting.next(clock())) == ["a5", "a7"]
    waiting.done(1, 0.1)
    assert names(waiting.next(clock())) == ["b6"]


def test_inputs_that_are_batches_of_their_own_wait_for_nothing(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(window=0.5), clock)
    waiting.put(asking("-", 1, 2))
    waiting.put(asking("-", 3))
    for expected in ("-1", "-3", "-2"):
        assert names(waiting.next(clock())) == [expected]
        waiting.done(1, 0.1)


def test_a_full_batch_waits_for_nothing(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(window=0.5, batch=2), clock)
    for length in (1, 2, 3, 4):
        waiting.put(asking("a", length))
    assert names(waiting.next(clock())) == ["a1", "a2"]
    waiting.done(1, 0.1)
    assert names(waiting.next(clock())) == ["a3", "a4"]


def test_a_batch_is_taken_once_it_is_put(asking: Asking) -> None:
    waiting = Waiting(Limits())
    taken: queue.Queue[Any] = queue.Queue()

    def take() -> None:
        while (batch := waiting.take()) is not None:
            taken.put(names(batch))
        taken.put(None)

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    waiting.put(asking("a", 1))
    assert taken.get(timeout=SOON) == ["a1"]
    waiting.put(asking("b", 2))
    assert taken.get(timeout=SOON) == ["b2"]
    waiting.close()
    assert taken.get(timeout=SOON) is None
    thread.join(SOON)


def test_when_to_ask_again_is_said_by_what_inputs_took(asking: Asking) -> None:
    waiting = Waiting(Limits(queue=40))
    waiting.put(asking("a", *[1] * 40))
    with pytest.raises(QueueFull) as caught:
        waiting.put(asking("a", 1))
    assert caught.value.retry_after == 1  # nothing is known yet
    waiting.done(10, 20.0)
    with pytest.raises(QueueFull) as caught:
        waiting.put(asking("a", 1))
    assert caught.value.retry_after == 80
    assert len(waiting) == 40


def test_who_is_gone_is_not_given(asking: Asking) -> None:
    clock = Clock()
    waiting = Waiting(Limits(), clock)
    gone = asking("a", 1, 2)
    waiting.put(gone)
    stays = asking("a", 3)
    waiting.put(stays)
    waiting.remove(gone)
    waiting.remove(gone)
    assert len(waiting) == 1
    assert names(waiting.next(clock())) == ["a3"]
    waiting.remove(stays)
    assert len(waiting) == 0
