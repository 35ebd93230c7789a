"""trackio: a run in a local database, or where ``TRACKIO_SPACE_ID`` or ``TRACKIO_SERVER_URL``
says.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from typing import Any

from pantoum.tracking.contract import RunEnd, TrackedRun, TrackerRun
from pantoum.tracking.table import missing

PROJECT = "pantoum"


class TrackioReporter:
    """Logs to trackio, with its own variables: ``TRACKIO_PROJECT`` (by default pantoum),
    ``TRACKIO_DIR``, ``TRACKIO_SPACE_ID``, ``TRACKIO_SERVER_URL`` and others.

    trackio goes on with a run by its name, so the name of a run ends in six characters that no
    other one has. Best scores are values ``best/dev/SCORE`` at the last step.

    Raises: PantoumError when trackio is not installed.
    """

    name = "trackio"

    def __init__(self) -> None:
        try:
            import trackio
        except ImportError as error:
            raise missing(self.name, "trackio") from error
        self._trackio = trackio
        self._run: Any = None

    def start(self, run: TrackedRun) -> TrackerRun:
        """Begin a run, or go on with the one of that name.

        Raises: trackio's own errors where it cannot be used.
        """
        project = os.environ.get("TRACKIO_PROJECT", PROJECT)
        config = {**run.settings, **run.numbers}
        config |= {"data": dict(run.data), "data_sha256": run.data_sha256}
        name = run.id or f"{run.name or 'run'}-{secrets.token_hex(3)}"
        with quietly():
            self._run = self._trackio.init(
                project=project,
                name=name,
                config=config,
                resume="allow" if run.id else "never",
                embed=False,
                auto_log_cpu=False,
                auto_log_gpu=False,
            )
        return TrackerRun(name, f"project {project}, run {name}")

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Log the values at the step."""
        self._run.log(dict(values), step=step)

    def end(self, end: RunEnd) -> None:
        """Log the best scores, and wait until all is written."""
        best = {f"best/{name}": value for name, value in end.best.items()}
        with quietly():
            self._run.log({**best, "status": end.status, "end": end.reason}, step=end.step)
            self._trackio.finish()


def quietly() -> contextlib.redirect_stdout[Any]:
    """While this context is open, what trackio prints for people does not mix with data."""
    return contextlib.redirect_stdout(None)
