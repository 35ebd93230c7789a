"""TensorBoard: event files under the output directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pantoum.errors import PantoumError
from pantoum.tracking.contract import RunEnd, TrackedRun, TrackerRun
from pantoum.tracking.table import missing
from pantoum.training.run_dir import TENSORBOARD


class TensorBoardReporter:
    """Writes each evaluation as scalars, and settings and the end as text, to ``tensorboard/`` in
    the output directory.

    An earlier run's files stay until there is something to put in their place.

    Raises:
        PantoumError: TensorBoard is not installed; at the start, for a model that is kept in
            memory.
    """

    name = "tensorboard"

    def __init__(self) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise missing(self.name, "TensorBoard") from error
        self._open: Any = SummaryWriter
        self._writer: Any = None
        self._run: TrackedRun | None = None

    def start(self, run: TrackedRun) -> TrackerRun:
        """Remember the run; nothing is written before its first evaluation."""
        if run.folder is None:
            raise needs_folder()
        self._run = run
        return TrackerRun(place=str(run.folder / TENSORBOARD))

    def log(self, values: Mapping[str, float], step: int) -> None:
        """Write the values as scalars."""
        writer = self._writer or self._begin()
        for name, value in values.items():
            writer.add_scalar(name, value, step)
        writer.flush()

    def end(self, end: RunEnd) -> None:
        """Write how the run ended, and close the file."""
        if self._writer is None:
            return
        self._writer.add_text("end", _table({"status": end.status, "reason": end.reason}), end.step)
        if end.best:
            self._writer.add_text("best", _table(end.best), end.step)
        self._writer.close()

    def _begin(self) -> Any:
        run = self._run
        assert run is not None
        assert run.folder is not None
        self._writer = self._open(str(run.folder / TENSORBOARD))
        if not run.resumed:
            files = {
                f"{part}: {one['path']}": one["sha256"]
                for part, of_part in run.data.items()
                for one in of_part
            }
            self._writer.add_text("settings", _table({**run.settings, **run.numbers}))
            self._writer.add_text("data", _table({**files, "examples": run.data_sha256}))
        return self._writer


def needs_folder() -> PantoumError:
    """What is said where a model is kept in memory."""
    return PantoumError(
        "TensorBoard's files are written into the output directory, and there is none",
        setting="output",
        remedy="give an output directory",
    )


def _table(values: Mapping[str, Any]) -> str:
    """Names and values, as Markdown."""
    rows = [f"| {name} | {value} |" for name, value in values.items()]
    return "\n".join(["| | |", "|---|---|", *rows])
