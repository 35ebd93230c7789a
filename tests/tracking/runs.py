"""Tiny runs that reporters hear of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.reversing import Watcher, tiny

from pantoum.tasks import prepare
from pantoum.tracking import Reporter, TrackingListener
from pantoum.training.run import Outcome, train_model


def tracked(
    data: Path,
    output: Path,
    reporters: Sequence[Reporter],
    changes: dict[str, Any] | None = None,
    *,
    watcher: Watcher | None = None,
    said: list[str] | None = None,
    stop: Callable[[], bool] = lambda: False,
    resume: bool = False,
    overwrite: bool = False,
) -> Outcome:
    """One run on a file; what the listener announces is added to `said`."""
    changes = {"training.epochs": 2, **(changes or {})}
    prepared = prepare([data], [data], tiny(changes))
    lines = [] if said is None else said
    listener = TrackingListener(reporters, prepared, output, lines.append)
    watcher = watcher or Watcher()
    return train_model(
        prepared, output, [watcher, listener], stop, resume=resume, overwrite=overwrite
    )
