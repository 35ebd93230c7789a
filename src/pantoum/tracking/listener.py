"""The listener that drives reporters: events of a run to calls of trackers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pantoum.config import by_name
from pantoum.data.lines import one_line
from pantoum.files import write_files
from pantoum.metrics.names import is_count
from pantoum.model_dir import RUNS_FILE, SCORES, read_object
from pantoum.tasks import Prepared
from pantoum.tracking.contract import Reporter, RunEnd, TrackedRun
from pantoum.training.events import Began, Ended, Evaluated, Event, Record
from pantoum.training.provenance import describe_data
from pantoum.training.reservation import CHECKPOINTS
from pantoum.training.run_dir import TRACKERS

# So many characters of what a tracker says of its failure are shown.
LONGEST_REASON = 200


class TrackingListener:
    """Tells reporters of a run. One that fails is shown in a line and told no more; the run goes
    on.

    Args:
        reporters: of `pantoum.tracking.reporters_of`.
        prepared: the run's task, settings and data.
        folder: the output directory, where the ids of trackers are kept.
        announce: shows where a run is found.
        warn: shows that a reporter has failed; by default as `announce`.
        in_memory: whether nobody sees the directory after the run.
    """

    def __init__(
        self,
        reporters: Sequence[Reporter],
        prepared: Prepared[Any],
        folder: Path,
        announce: Callable[[str], None],
        *,
        warn: Callable[[str], None] | None = None,
        in_memory: bool = False,
    ) -> None:
        self._reporters = list(reporters)
        self._prepared = prepared
        self._folder = folder
        self._announce = announce
        self._warn = warn or announce
        self._in_memory = in_memory
        self._step = 0
        self._resumed = False

    def __call__(self, event: Event) -> None:
        """Tell of the beginning, of each evaluation and of the end."""
        match event:
            case Began():
                self._resumed = event.resumed
                self._start(event)
            case Evaluated():
                self._step = event.record.step
                values = values_of(event.record)
                self._tell(lambda reporter: reporter.log(values, self._step))
            case Ended():
                end = self._end(event)
                self._tell(lambda reporter: reporter.end(end))
            case _:
                pass

    def _start(self, event: Began) -> None:
        kept = self._folder / CHECKPOINTS / TRACKERS
        ids = read_object(kept) if event.resumed else {}
        run = self._run(event)

        def start(reporter: Reporter) -> None:
            known = ids.get(reporter.name)
            begun = reporter.start(run._replace(id=known if isinstance(known, str) else None))
            if begun is not None and begun.place:
                self._announce(f"{reporter.name}: {_shown(begun.place)}")
            if begun is not None and begun.id is not None:
                ids[reporter.name] = begun.id

        self._tell(start)
        if ids:
            write_files(kept.parent, {TRACKERS: (json.dumps(ids, indent=2) + "\n").encode()})

    def _run(self, event: Began) -> TrackedRun:
        prepared = self._prepared
        return TrackedRun(
            name=None if self._in_memory else name_of(self._folder),
            folder=None if self._in_memory else self._folder,
            settings=by_name(prepared.config),
            data={
                part: [one for path in paths for one in describe_data(path)]
                for part, paths in prepared.files.items()
            },
            data_sha256=prepared.fingerprint()["data"],
            numbers={
                "examples.train": event.plan.examples,
                "examples.dev": event.plan.dev_examples,
                "parameters": event.plan.parameters,
            },
            resumed=event.resumed,
            id=None,
        )

    def _end(self, event: Ended) -> RunEnd:
        if event.error is not None or event.state is None:
            reason = f"{event.reason}: {event.error}" if event.error else event.reason
            return RunEnd("failed", reason, {}, self._step)
        best: dict[str, float] = {}
        if event.best is not None:
            best = {"epoch": event.best.epoch, **_scores(event.best.dev, event.best.groups)}
        elif self._resumed:  # the best weights are from before
            kept = read_object(self._folder / SCORES)
            if kept.keys() >= {"epoch", "dev"}:
                best = {"epoch": kept["epoch"], **_scores(kept["dev"], kept.get("groups", {}))}
        status = "finished" if event.state.progress.finished else "stopped"
        return RunEnd(status, event.reason, best, self._step)

    def _tell(self, call: Callable[[Reporter], None]) -> None:
        """Make the same call of each reporter, and leave out those that fail from then on."""
        for reporter in list(self._reporters):
            try:
                call(reporter)
            except Exception as error:  # of packages that raise all kinds
                self._reporters.remove(reporter)
                self._warn(
                    f"the reporter {reporter.name} has failed, and the training goes on without "
                    f"it: {_reason(error)}"
                )


def name_of(folder: Path) -> str:
    """What a run is called: the name of its directory, behind that of several runs if it is one of
    them.
    """
    whole = folder.resolve()
    several = (whole.parent / RUNS_FILE).exists()
    return f"{whole.parent.name}/{whole.name}" if several else whole.name


def values_of(record: Record) -> dict[str, float]:
    """What is logged of an evaluation; see `pantoum.tracking.Reporter.log`."""
    return {
        "train/loss": record.train_loss,
        "train/learning_rate": record.learning_rate,
        "train/symbols_per_second": record.symbols_per_second,
        "train/epoch": record.epoch,
        **_scores(record.dev, record.groups),
    }


def _scores(dev: dict[str, float], groups: dict[str, dict[str, float]]) -> dict[str, float]:
    values = {f"dev/{name}": value for name, value in dev.items() if not is_count(name)}
    for group, scores in groups.items():
        for name, value in scores.items():
            if not is_count(name):
                values[f"dev/{group}/{name}"] = value
    return values


def _reason(error: Exception) -> str:
    """What went wrong, in one line."""
    text = _shown(str(error)) or type(error).__name__
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"


def _shown(text: str) -> str:
    """A text of a tracker in one line, without the user and the password of an address in it."""
    return one_line(" ".join(re.sub(r"//[^/@\s]+@", "//", text).split()))
