"""The inputs that wait for the model, and which of them it is given together next."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
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
    so that none waits for ever. It is given at once, unless there are many requests: if the last
    batch was of several requests, or others waited meanwhile, the model waits up to `limits.window`
    for as many requests as there were then, of which each is likely to be followed by another.

    Args:
        limits: of the server.
        clock: seconds.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._changed = threading.Condition()
        self._items: dict[Item, None] = {}
        self._groups: dict[Group, dict[Item, None]] = {}
        self._requests: dict[Ticket, int] = {}
        self._closed = False
        # Requests that are likely to come, since when, and those of the last batch.
        self._expected = 0
        self._since = -math.inf
        self._of_last_batch = 0
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
            was_empty = not self._items
            for item in items:
                self._items[item] = None
                self._groups.setdefault(item.group, {})[item] = None
                self._requests[item.ticket] = self._requests.get(item.ticket, 0) + 1
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
        batch = chosen(self._groups[oldest.group], self._limits.batch)
        self._of_last_batch = len({item.ticket for item in batch})
        self._take_out(batch)
        return batch

    def done(self, items: int, seconds: float) -> None:
        """Note that a batch is done, before anybody is told so: how long it took, and how many
        requests are likely to come now.
        """
        with self._changed:
            pace = seconds / items
            self._pace = pace if self._pace == 0 else self._pace + NEWEST * (pace - self._pace)
            self._expected = self._of_last_batch + len(self._requests)
            self._since = self._clock()

    def close(self) -> None:
        """Give nothing any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _enough(self) -> bool:
        """Whether there is nothing to wait for."""
        return len(self._items) >= self._limits.batch or len(self._requests) >= self._expected

    def _take_out(self, items: Iterable[Item]) -> None:
        for item in items:
            del self._items[item]
            group = self._groups[item.group]
            del group[item]
            if not group:
                del self._groups[item.group]
            self._requests[item.ticket] -= 1
            if not self._requests[item.ticket]:
                del self._requests[item.ticket]

    def _full(self) -> QueueFull:
        return QueueFull(
            "too many inputs wait for the model",
            setting="queue",
            rule=f"at most {self._limits.queue:,} inputs wait",
            remedy="ask again later",
            retry_after=max(1, math.ceil(len(self._items) * self._pace)),
        )


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
