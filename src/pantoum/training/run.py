"""A whole run: the loop, its output directory, and whoever listens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.model_dir import holds_model
from pantoum.ranks import ALONE, Ranks
from pantoum.tasks import Prepared
from pantoum.training.averaging import CheckpointAveraging
from pantoum.training.checkpoint import damaged
from pantoum.training.events import Announced, Listener, Record, RunState
from pantoum.training.listeners import listen, notify
from pantoum.training.loop import Loop
from pantoum.training.reservation import reserved
from pantoum.training.run_dir import RunDirectory

OTHER_DATA = PantoumError(
    "has other data or settings than process 0",
    setting="train",
    remedy="give the same files to each process",
)


class Outcome(NamedTuple):
    """What a run came to.

    best: its best record, None if none was better since it was resumed; reason: why it ended, a
    sentence; finished: whether nothing is left to resume.
    """

    best: Record | None
    reason: str
    finished: bool


def train_model(
    prepared: Prepared[Any],
    folder: Path,
    listeners: Sequence[Listener] = (),
    stop: Callable[[], bool] = lambda: False,
    *,
    resume: bool = False,
    overwrite: bool = False,
    ranks: Ranks = ALONE,
) -> Outcome:
    """Train a model, and keep its best weights in an output directory.

    Args:
        prepared: the task, its data and the complete configuration.
        folder: the output directory, whose files are written before other listeners hear of an
            event.
        listeners: functions of one event (`pantoum.training.events`), called in this order; what
            one of them raises ends the run.
        stop: called after every step; True ends the run cleanly, with a checkpoint to resume from.
        resume: go on from the checkpoint in the output directory, if one is there.
        overwrite: replace a model that is there.
        ranks: the processes that train the model: all of them call this, with the same data and
            settings. The first one alone uses the directory, and has listeners.
    Raises: PantoumError for an output directory that cannot be used or written, a device that is
        not there, or a loss that is no longer a number.
    """
    files = RunDirectory(folder, prepared, lambda text: notify(listeners, Announced(text)))
    ranks.same(files.fingerprint, OTHER_DATA)
    # The first weights before anything is touched: a device may not be there.
    means = _means_of_first(files.averaging, ranks)
    loop = Loop(prepared, stop, means, ranks)
    with contextlib.ExitStack() as stack:

        def begin() -> tuple[RunState | None, bool]:
            if not ranks.first:
                return None, False
            stack.enter_context(reserved(folder, resume, overwrite))
            return files.open(resume), holds_model(folder)

        state, keeps_model = ranks.from_first(ranks.agree(begin))
        before = None if state is None else state.progress.ranks
        if state is not None:
            ranks.agree(lambda: _restore(loop, state, files.checkpoint))
        if loop.progress.finished:
            return Outcome(None, "the run had already finished: nothing to do", finished=True)
        notes = _notes(loop, before, folder) if resume else []
        events = loop.events(notes, keeps_model=keeps_model)
        ended = listen(events, [files, *listeners] if ranks.first else [])
    return Outcome(ended.best, ended.reason, loop.progress.finished)


def _means_of_first(
    averaging: CheckpointAveraging, ranks: Ranks
) -> Callable[[int], Iterator[tuple[str, dict[str, Tensor]]]]:
    """The means that the first process finds in its files, in all processes."""

    def means(evaluations: int) -> Iterator[tuple[str, dict[str, Tensor]]]:
        found = averaging.means(evaluations) if ranks.first else iter(())
        while (mean := ranks.from_first(next(found, None))) is not None:
            yield mean

    return means


def _restore(loop: Loop, state: RunState, checkpoint: Path) -> None:
    try:
        loop.restore(state)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise damaged(checkpoint) from error


def _notes(loop: Loop, ranks_before: int | None, folder: Path) -> list[str]:
    """What is to be said of going on; `ranks_before` is None where there was nothing."""
    if ranks_before is None:
        return [f"nothing to resume in {folder}: a new run begins"]
    notes = [f"going on from epoch {loop.progress.position:.3g}"]
    if ranks_before != loop.ranks.count:
        notes.append(
            f"the run began with {ranks_before} process{'' if ranks_before == 1 else 'es'} and "
            f"goes on with {loop.ranks.count}: it takes the same steps, but what is drawn at "
            "random in them and how sums are rounded differs"
        )
    elif not loop.progress.threads:
        notes.append(
            "training.threads is another than the run began with: its weights will not be, bit for "
            "bit, those of a run that was never stopped"
        )
    return notes
