"""Runs of an experiment: each is stored as it ends, and not repeated."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantoum.errors import PantoumError
from pantoum.files import not_readable, not_writable, path_of, write_files
from pantoum.lab.settings import check_seeds, plain_settings

EXPERIMENT = "experiment.json"
RUNS = "runs"
OTHER_DIRECTORY = "give another directory, or the settings of before"


@dataclass(frozen=True)
class Run:
    """One run: a case of an experiment with one seed.

    Attributes:
        case: what differs between the rows of the table, such as cell and lag.
        seed: decides all that is drawn.
        values: what was measured, as JSON has it.
        seconds: how long it took.
    """

    case: Mapping[str, Any]
    seed: int
    values: Mapping[str, Any]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """The run as the values of a result have it: its case, its seed and what was measured."""
        return {**self.case, "seed": self.seed, **self.values}


@dataclass(frozen=True)
class Progress:
    """How far an experiment is.

    Attributes:
        number, total: which run this is, from 1, and how many there are.
        name: the case and the seed, in words.
        detail: how far the run is, in words.
        ended: whether the run has ended.
        stored: whether it was there before.
    """

    number: int
    total: int
    name: str
    detail: str = ""
    ended: bool = False
    stored: bool = False


Listener = Callable[[Progress], None]
# What a run says of itself while it goes on, in a few words.
Tell = Callable[[str], None]
# A case, a seed, the settings and a way to tell how far it is, to the values of the run.
Compute = Callable[[Mapping[str, Any], int, Any, Tell], Mapping[str, Any]]


def run_all(
    experiment: str,
    settings: Any,
    cases: Iterable[Mapping[str, Any]],
    seeds: Sequence[int],
    compute: Compute,
    *,
    axes: Sequence[str],
    output: str | Path | None = None,
    listen: Listener | None = None,
) -> list[Run]:
    """Every case with every seed.

    With a directory each run is a file there, ``runs/CASE_seedN.json``, written as the run ends;
    runs that are there are read and not repeated. The directory keeps the settings of its runs,
    too, and takes no runs with other ones.

    Args:
        experiment: its name.
        settings: a dataclass of the experiment's settings.
        cases: what differs between the rows of the table; plain values by their names.
        seeds: of the runs of each case.
        compute: ``compute(case, seed, settings, tell) -> values``, which are plain JSON; ``tell``
            takes a few words about how far the run is.
        axes: the settings that the cases are made of: a directory may have other values of them.
        output: the directory, which is made if it is not there; None to store nothing.
        listen: is told how far the experiment is.
    Raises: PantoumError for seeds that are no different whole numbers from 0, for a directory of
        something else, or of runs with other settings, for a file that is no run, and where nothing
        can be written.
    """
    seeds = check_seeds(seeds)
    folder = None
    if output is not None:
        folder = path_of(output, "output")
        _claim_folder(folder, experiment, plain_settings(settings, without=axes))
    wanted = [(case, seed) for case in cases for seed in seeds]
    found: list[Run] = []
    for number, (case, seed) in enumerate(wanted, start=1):
        name = f"{', '.join(f'{key} {value}' for key, value in case.items())}, seed {seed}"

        def tell(detail: str, name: str = name, number: int = number, **how: bool) -> None:
            if listen is not None:
                listen(Progress(number, len(wanted), name, detail, **how))

        path = None if folder is None else folder / RUNS / _file_name(case, seed)
        if path is not None and path.exists():
            found.append(_read(path, case, seed))
            tell("", ended=True, stored=True)
            continue
        tell("")
        began = time.perf_counter()
        values = compute(case, seed, settings, tell)
        run = Run(dict(case), seed, values, round(time.perf_counter() - began, 3))
        if path is not None:
            _write(path, run)
        found.append(run)
        tell(f"{run.seconds:.0f} s", ended=True)
    return found


def of_steps(tell: Tell, steps: int) -> Callable[[int, float], None]:
    """What a training tells of itself: the steps that are done, of all, and the loss."""

    def listen(done: int, loss: float) -> None:
        tell(f"{done:,} of {steps:,} steps, loss {loss:.4f}")

    return listen


def of_case(runs: Iterable[Run], **case: Any) -> list[Run]:
    """The runs of a case, one for each seed; of several, if only a part of the case is given."""
    return [run for run in runs if case.items() <= run.case.items()]


def _claim_folder(folder: Path, experiment: str, settings: Mapping[str, Any]) -> None:
    """Make the directory one of this experiment, or see that it is."""
    own = {"experiment": experiment, "settings": dict(settings)}
    path = folder / EXPERIMENT
    try:
        (folder / RUNS).parent.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
        if empty:
            write_files(folder, {EXPERIMENT: _json(own)})
        (folder / RUNS).mkdir(exist_ok=True)
    except OSError as error:
        raise not_writable(folder, error) from error
    if empty:
        return
    if not path.exists():
        raise PantoumError(
            "is not empty, and holds no runs of an experiment;",
            where=str(folder),
            remedy="give another directory",
        )
    there = _load(path)
    if there.get("experiment") != experiment:
        raise PantoumError(
            f"holds runs of the experiment {there.get('experiment')}, not of {experiment};",
            where=str(folder),
            remedy="give another directory",
        )
    before = there.get("settings", {})
    for name, value in settings.items():
        if before.get(name) != value:
            raise PantoumError(
                f"holds runs with {name} {before.get(name)}, not {value};",
                where=str(folder),
                setting=name,
                value=value,
                remedy=OTHER_DIRECTORY,
            )


def _file_name(case: Mapping[str, Any], seed: int) -> str:
    parts = [re.sub(r"[^\w.+-]", "-", str(value)) for value in case.values()]
    return f"{'_'.join(parts)}_seed{seed}.json"


def _write(path: Path, run: Run) -> None:
    record = {"case": run.case, "seed": run.seed, "values": run.values, "seconds": run.seconds}
    write_files(path.parent, {path.name: _json(record)})


def _read(path: Path, case: Mapping[str, Any], seed: int) -> Run:
    record = _load(path)
    if record.get("case") != case or record.get("seed") != seed or "values" not in record:
        raise PantoumError("is not the run of its name;", where=str(path), remedy="take it away")
    return Run(dict(case), seed, record["values"], record.get("seconds", 0.0))


def _load(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_bytes())
    except OSError as error:
        raise not_readable(path, error) from error
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise PantoumError("is no JSON object;", where=str(path), remedy="take it away")
    return record


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
