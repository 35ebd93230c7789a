"""What a reporter is: three calls, by which a tracker hears of a training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable


class TrackedRun(NamedTuple):
    """What is known of a run before its first step.

    Attributes:
        name: of the output directory, with that of the directory of several runs before it; None
            for a model that is kept in memory.
        folder: the output directory; None for a model that is kept in memory.
        settings: every setting by its full name, such as ``model.hidden``.
        data: for the training and the development data the path, the size in bytes and the
            SHA-256 of each file; nothing for data from memory.
        data_sha256: of all examples as they are read, also of those from memory.
        numbers: how many training and development examples and parameters there are.
        resumed: whether the run goes on from a checkpoint.
        id: by which the tracker knows the run from before, if it is resumed and the tracker gave
            one; else None.
    """

    name: str | None
    folder: Path | None
    settings: Mapping[str, Any]
    data: Mapping[str, list[dict[str, Any]]]
    data_sha256: str
    numbers: Mapping[str, int]
    resumed: bool
    id: str | None


class TrackerRun(NamedTuple):
    """What a tracker says of a run that it has begun.

    Attributes:
        id: by which it goes on with the run later; None if it cannot. The id is kept in the output
            directory.
        place: where a person finds the run, in words; "" for nothing to say.
    """

    id: str | None = None
    place: str = ""


class RunEnd(NamedTuple):
    """How a run ended.

    Attributes:
        status: finished: nothing is left to resume; stopped: somebody stopped it; failed: by an
            error.
        reason: a sentence.
        best: dev scores of the weights that were kept, by names such as ``dev/word_error_rate``,
            and ``epoch``; nothing if none were.
        step: the last one that values were logged for; 0 if none were.
    """

    status: Literal["finished", "stopped", "failed"]
    reason: str
    best: Mapping[str, float]
    step: int


@runtime_checkable
class Reporter(Protocol):
    """Hands what happens in a training to a tracker: ``start``, ``log`` for each evaluation, and
    ``end`` once, also where the training fails.

    What a call raises does not end the training: it is shown in one line, and the reporter is
    called no more. A reporter is used for one run.

    Attributes:
        name: of the tracker, in messages and in the file that keeps its id.
    """

    name: str

    def start(self, run: TrackedRun) -> TrackerRun | None:
        """Begin to report a run, or go on with one; called before its first step."""
        ...

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Report an evaluation: ``train/loss``, ``train/learning_rate``,
        ``train/symbols_per_second``, ``train/epoch``, ``dev/SCORE`` and, where the model reads
        groups, ``dev/GROUP/SCORE``.

        Args:
            values: by name; scores in per cent, the loss in nats per output symbol.
            step: how many steps the optimiser has taken.
        """
        ...

    def end(self, end: RunEnd) -> None:
        """Report the end of the run, and wait until all is written or sent."""
        ...
