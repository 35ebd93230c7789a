"""A whole run: the loop, its output directory, and whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.model_dir import holds_model
from pantoum.tasks import Prepared
from pantoum.training.checkpoint import damaged
from pantoum.training.events import Announced, Listener, Record, RunState
from pantoum.training.listeners import listen, notify
from pantoum.training.loop import Loop
from pantoum.training.reservation import reserved
from pantoum.training.run_dir import RunDirectory


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
    Raises: PantoumError for an output directory that cannot be used or written, a device that is
        not there, or a loss that is no longer a number.
    """
    files = RunDirectory(folder, prepared, lambda text: notify(listeners, Announced(text)))
    # The first weights before anything is touched: a device may not be there.
    loop = Loop(prepared, stop, files.averaging.means)
    with reserved(folder, resume, overwrite):
        state = files.open(resume)
        if state is not None:
            _restore(loop, state, files.checkpoint)
        if loop.progress.finished:
            return Outcome(None, "the run had already finished: nothing to do", finished=True)
        notes = _notes(loop, state, folder) if resume else []
        events = loop.events(notes, keeps_model=holds_model(folder))
        ended = listen(events, [files, *listeners])
    return Outcome(ended.best, ended.reason, loop.progress.finished)


def _restore(loop: Loop, state: RunState, checkpoint: Path) -> None:
    try:
        loop.restore(state)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise damaged(checkpoint) from error


def _notes(loop: Loop, state: RunState | None, folder: Path) -> list[str]:
    if state is None:
        return [f"nothing to resume in {folder}: a new run begins"]
    notes = [f"going on from epoch {loop.progress.position:.3g}"]
    if not loop.progress.threads:
        notes.append(
            "training.threads is another than the run began with: its weights will not be, bit for "
            "bit, those of a run that was never stopped"
        )
    return notes
