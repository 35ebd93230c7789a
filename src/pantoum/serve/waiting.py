"""The inputs that wait for the model, and which of them it is given together next."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from pantoum.serve.batch import Group, Item, Ticket
from pantoum.serve.errors import QueueFull
from pantoum.serve.limits import Limits

# The work of one batch (`pantoum.serve.work`), with the price of each step counted for each input:
# about half a second of a small model. A longer batch would keep short inputs waiting.
MOST_WORK = 1_000_000
# How much the last batch counts in the time that an input is thought to take.
NEWEST = 0.2


class Waiting:
    """Inputs in the order in which they came. What is put here in one thread is taken in another.

    A batch is of the oldest input and those of its group whose lengths are nearest to its length,
    so that none waits for ever. What is left of the request of that input then waits behind all
    others, so that a request of many inputs does not keep them waiting.

    A batch is given at once, unless there are many requests: if the last batch was of the same
    group, and of several requests or others of the group waited meanwhile, the model waits up to
    `limits.window` for as many requests as there were then, of which each is likely to be followed
    by another.

    Args:
        limits: of the server.
        clock: seconds.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._changed = threading.Condition()
        self._items: dict[Item, None] = {}
        self._groups: dict[Group, _Waiting] = {}
        self._closed = False
        # The group of the last batch, its requests, when it was done, and how many requests of the
        # group are likely to come then.
        self._last: Group | None = None
        self._of_last = 0
        self._since = -math.inf
        self._expected = 0
        self._pace = 0.0

    def __len__(self) -> int:
        return len(self._items)

    def put(self, items: Sequence[Item]) -> None:
        """Let the inputs of a request wait.

        Raises: QueueFull, and none of them waits; where nothing waits there is room for any
            request.
        """
        with self._changed:
            if self._items and len(self._items) + len(items) > self._limits.queue:
                raise self._full()
            if not items:
                return
            was_empty = not self._items
            for item in items:
                self._items[item] = None
                self._groups.setdefault(item.group, _Waiting()).put(item)
            if was_empty or self._enough():
                self._changed.notify()

    def remove(self, items: Iterable[Item]) -> None:
        """Take inputs out, as far as they wait still."""
        with self._changed:
            self._take_out([item for item in items if item in self._items])

    def take(self) -> list[Item] | None:
        """The next batch, once there is one; None when nothing is given any more."""
        with self._changed:
            while not self._closed:
                batch = self.next(self._clock())
                if isinstance(batch, list):
                    return batch
                self._changed.wait(batch)
            return None

    def next(self, now: float) -> list[Item] | float | None:
        """The batch that is given at a time; the seconds until there may be one; None where nothing
        waits.
        """
        if not self._items:
            return None
        rest = self._since + self._limits.window - now
        if rest > 0 and not self._enough():
            return rest
        oldest = next(iter(self._items))
        group = oldest.group
        batch = chosen(self._groups[group].items, self._most(group))
        self._last = group
        self._of_last = len({item.ticket for item in batch})
        self._take_out(batch)
        self._put_back(oldest)
        return batch

    def done(self, items: int, seconds: float) -> None:
        """Note that a batch is done, before anybody is told so: how long it took, and how many
        requests are likely to come now.
        """
        with self._changed:
            pace = seconds / items
            self._pace = pace if self._pace == 0 else self._pace + NEWEST * (pace - self._pace)
            same = None if self._last is None else self._groups.get(self._last)
            self._expected = self._of_last + (0 if same is None else len(same.requests))
            self._since = self._clock()

    def forget(self) -> None:
        """Expect no more requests of the last batch's group, and keep nothing of it."""
        with self._changed:
            self._last = None

    def close(self) -> None:
        """Give nothing any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _enough(self) -> bool:
        """Whether there is nothing that the next batch could wait for."""
        group = next(iter(self._items)).group
        waiting = self._groups[group]
        return (
            group != self._last
            or len(waiting.requests) >= self._expected
            or len(waiting.items) >= self._most(group)
        )

    def _most(self, group: Group) -> int:
        """How many inputs a batch has at most."""
        return 1 if group.alone else self._limits.batch

    def _take_out(self, items: Iterable[Item]) -> None:
        for item in items:
            del self._items[item]
            self._groups[item.group].take_out(item)
            if not self._groups[item.group].items:
                del self._groups[item.group]

    def _put_back(self, item: Item) -> None:
        """Let what waits of the request of an input wait behind all others."""
        group = self._groups.get(item.group)
        if group is None or item.ticket not in group.requests:
            return
        # All inputs of a request are of one group.
        for other in [one for one in group.items if one.ticket is item.ticket]:
            for waiting in (self._items, group.items):
                del waiting[other]
                waiting[other] = None

    def _full(self) -> QueueFull:
        return QueueFull(
            "too many inputs wait for the model",
            setting="queue",
            rule=f"at most {self._limits.queue:,} inputs wait",
            remedy="ask again later",
            retry_after=max(1, math.ceil(len(self._items) * self._pace)),
        )


@dataclass
class _Waiting:
    """What waits of a group: its inputs, the oldest first, and how many each request has there."""

    items: dict[Item, None] = field(default_factory=dict)
    requests: dict[Ticket, int] = field(default_factory=dict)

    def put(self, item: Item) -> None:
        self.items[item] = None
        self.requests[item.ticket] = self.requests.get(item.ticket, 0) + 1

    def take_out(self, item: Item) -> None:
        del self.items[item]
        self.requests[item.ticket] -= 1
        if not self.requests[item.ticket]:
            del self.requests[item.ticket]


def chosen(waiting: Iterable[Item], most: int, most_work: int = MOST_WORK) -> list[Item]:
    """The inputs of the next batch: the oldest, and those whose lengths are nearest to its length,
    of equal lengths the older ones.

    Args:
        waiting: inputs of one group, the oldest first.
        most: how many; most_work: of all, unless one alone has more.
    """
    oldest, *others = waiting
    near = nsmallest(most - 1, others, key=lambda item: abs(item.symbols - oldest.symbols))
    batch = [oldest]
    work = oldest.work
    for item in near:
        work += item.work
        if work > most_work:
            break
        batch.append(item)
    return batch
