"""How events are handed to listeners."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from pantoum.training.events import Ended, Event, Listener

FAILED = "the run failed"


def notify(listeners: Iterable[Listener], event: Event) -> None:
    """Hand one event to each listener, in order."""
    for listener in listeners:
        listener(event)


def listen(events: Iterable[Event], listeners: Sequence[Listener]) -> Ended:
    """Hand all events of a run to every listener, in order; the next one is made when all have had
    the last.

    An exception of a listener ends the run, as one of the run itself does. It is raised again when
    every listener that has not had `Ended` has had one with the exception in it.

    Args:
        events: of one run; the last is `Ended`.
        listeners: the first hears of each event first.
    Returns: the last event.
    """
    waiting = list(listeners)
    try:
        for event in events:
            if isinstance(event, Ended):
                while waiting:
                    waiting.pop(0)(event)
                return event
            notify(listeners, event)
    except BaseException as error:
        failed = Ended(FAILED, error=error)
        for listener in waiting:
            # The first error is the one to see, and nobody should miss the end for another's.
            with contextlib.suppress(Exception):
                listener(failed)
        raise
    raise ValueError("the events of a run must end with Ended")
