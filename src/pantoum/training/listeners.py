"""How events are handed to listeners, and the listener that writes for TensorBoard."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.training.events import Ended, Evaluated, Event, Listener

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


class TensorBoardListener:
    """Writes each evaluation as scalars under `folder`.

    An earlier run's files stay until there is something to put in their place. Steps have no
    scalars, which would cost more than they tell; averaging candidates are no point of the run's
    course.

    Raises: PantoumError when TensorBoard is not installed.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise PantoumError(
                "training.tensorboard needs TensorBoard",
                remedy="pip install -e '.[tensorboard]' in a clone of Pantoum",
            ) from error
        self._folder = folder
        self._open = SummaryWriter
        self._writer = None

    def __call__(self, event: Event) -> None:
        """Write the record of an evaluation; close the file at the end."""
        if isinstance(event, Evaluated):
            record = event.record
            self._writer = self._writer or self._open(str(self._folder))
            values = {"train/loss": record.train_loss, "train/learning_rate": record.learning_rate}
            for name, value in record.dev.items():
                if name != "examples":
                    values[f"dev/{name}"] = value
            for group, scores in record.groups.items():
                for name, value in scores.items():
                    if name != "examples":
                        values[f"dev/{group}/{name}"] = value
            for name, value in values.items():
                self._writer.add_scalar(name, value, record.step)
        elif isinstance(event, Ended) and self._writer is not None:
            self._writer.close()
