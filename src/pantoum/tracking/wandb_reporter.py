"""Weights & Biases: a run on its server, or in a folder for later (``WANDB_MODE=offline``)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from pantoum.errors import PantoumError
from pantoum.tracking.contract import RunEnd, TrackedRun, TrackerRun
from pantoum.tracking.table import missing

PROJECT = "pantoum"
# Seconds in which its server has to answer at the start.
PATIENCE = 30.0
# What wandb takes for a run that was stopped from outside.
STOPPED = 255
STATUS = {"finished": 0, "stopped": STOPPED, "failed": 1}


class WandbReporter:
    """Logs to Weights & Biases, with its own variables: ``WANDB_PROJECT`` (by default pantoum),
    ``WANDB_ENTITY``, ``WANDB_MODE``, ``WANDB_DIR`` and others.

    What wandb would collect by itself is not sent: the terminal's output, code, the state of git,
    what is installed, and what the machine is called, is and does.

    Raises: PantoumError when wandb is not installed.
    """

    name = "wandb"

    def __init__(self) -> None:
        # Reports of its own errors go to others than those who were asked for.
        os.environ.setdefault("WANDB_ERROR_REPORTING", "false")
        try:
            import wandb
        except ImportError as error:
            raise missing(self.name, "wandb") from error
        self._wandb = wandb
        self._run: Any = None

    def start(self, run: TrackedRun) -> TrackerRun:
        """Begin a run, or go on with the one of that id.

        Raises:
            PantoumError: nobody has logged in. Where the server does not answer, wandb raises
                errors of its own.
        """
        wandb = self._wandb
        settings = wandb.Settings(
            console="off",
            disable_code=True,
            disable_git=True,
            host="",
            init_timeout=PATIENCE,
            save_code=False,
            silent=True,
            x_disable_meta=True,
            x_save_requirements=False,
            x_disable_stats=True,
        )
        # Asked here, so that nobody is prompted for a key in the middle of a command.
        needs_login = os.environ.get("WANDB_MODE", "online") in ("online", "run", "shared")
        if needs_login and not wandb.login(prompt=False):
            raise PantoumError(
                "nobody is logged in to Weights & Biases",
                setting="reporters",
                remedy="run `wandb login`, or set WANDB_MODE=offline",
            )
        self._run = wandb.init(
            project=os.environ.get("WANDB_PROJECT", PROJECT),
            name=run.name,
            id=run.id,
            resume="allow" if run.id else None,
            config={
                **run.settings,
                **run.numbers,
                "data": dict(run.data),
                "data_sha256": run.data_sha256,
            },
            allow_val_change=run.resumed,
            settings=settings,
        )
        offline = self._run.offline  # then there is no address to ask for
        return TrackerRun(
            self._run.id, f"offline, in {self._run.dir}" if offline else self._run.url or ""
        )

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Log the values at the step."""
        self._run.log(dict(values), step=step)

    def end(self, end: RunEnd) -> None:
        """Put the best scores into the summary, and wait until all is sent."""
        self._run.summary.update({f"best/{name}": value for name, value in end.best.items()})
        self._run.summary["end"] = end.reason
        self._run.finish(exit_code=STATUS[end.status])
