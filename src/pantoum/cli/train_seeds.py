"""``pantoum train --seeds``: one training with several seeds, each in a directory of its own."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from pantoum.cli.messages import say
from pantoum.cli.split_flags import split_flags
from pantoum.errors import PantoumError

if TYPE_CHECKING:
    from pantoum.scale import Ended, Job, RunsFile

# Flags of the whole command, which a single run does not get, and how many values they have.
OF_ALL = {
    "--seeds": 1,
    "--jobs": 1,
    "--choose": 1,
    "--output": 1,
    "-o": 1,
    "--resume": 0,
    "--overwrite": 0,
}
# What stands in a directory of runs beside runs.json.
OF_RUNS = re.compile(r"seed-\d+(\.log)?|lock")
CHOICES = ("best", "ensemble", "none")


def run_seeds(arguments: Sequence[str], options: Mapping[str, Any]) -> int:
    """Run the command.

    Args:
        arguments: of `pantoum train`, as they were given.
        options: their values.
    Returns: the exit status: 0 if all runs have finished, 1 if one failed, 128 and the number of
        the signal that stopped them.
    Raises: PantoumError for seeds, jobs or an output directory that cannot be used.
    """
    from pantoum.cli.seeds_course import Course
    from pantoum.config.number_list import seeds_of
    from pantoum.files import not_writable
    from pantoum.scale import Jobs, RunRecord
    from pantoum.scale.runs import checkpoint_time, holds_run
    from pantoum.scale.sharing_out import checked_jobs

    folder = Path(options["output"])
    seeds = seeds_of(options["seeds"])
    jobs = checked_jobs(options["jobs"], len(seeds))
    choice = options["choose"]
    if choice not in CHOICES:
        raise PantoumError(setting="choose", rule=f"one of {', '.join(CHOICES)}", value=choice)
    own = split_flags(arguments, OF_ALL).others
    runs = _claim(folder, own, options, jobs)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(folder, error) from error
    from pantoum.locks import locked

    in_use = PantoumError(
        "another command trains there;", where=str(folder), remedy="wait until it has ended"
    )
    with locked(folder / "lock", in_use):
        for seed in seeds:
            name = f"seed-{seed}"
            replaces = checkpoint_time(folder / name) if options["overwrite"] else None
            run = runs.runs.setdefault(name, RunRecord(seed, replaces=replaces))
            if run.status == "finished" and not holds_run(folder / name):
                say(f"the model of {name} is gone, and is trained again")
                runs.runs[name] = RunRecord(seed, replaces=checkpoint_time(folder / name))
        names = [f"seed-{seed}" for seed in seeds if runs.runs[f"seed-{seed}"].status != "finished"]
        runs.write(folder)
        planned = (job for name in names for job in _job(own, folder, runs, name))
        say(_plan(len(seeds), len(names), jobs, folder))
        program = Jobs(planned, jobs, look=Course(folder, names))
        with contextlib.closing(program.run()) as all_ended:
            for ended in all_ended:
                _note(folder, runs, ended, bool(program.stopped))
                runs.write(folder)
        _conclude(folder, runs, choice)
        if program.stopped:
            say("stopped; the same command with --resume goes on")
    return program.stopped or int(any(run.status != "finished" for run in runs.runs.values()))


def _claim(folder: Path, own: list[str], options: Mapping[str, Any], jobs: int) -> RunsFile:
    """The runs of the directory, which may be used.

    Raises: PantoumError for a directory in which something would be lost.
    """
    from pantoum.model_dir import RUNS_FILE, holds_model
    from pantoum.scale.runs_file import RunsFile, differences
    from pantoum.scale.sharing_out import shared_threads

    asked = {"arguments": own, "data": _digests([*options["train"], *options["dev"]])}
    before = RunsFile.read(folder)
    if before is None:
        threads = shared_threads(jobs, options["training"]["threads"])
        given = bool(options["training"]["threads"])
        shared = ["--training.threads", str(threads)] if threads and not given else []
    else:
        shared = before.asked.get("shared", [])
    asked["shared"] = shared
    if before is not None and options["resume"]:
        if differing := differences(before.asked, asked):
            raise PantoumError(
                f"holds runs that were asked for with other {' and '.join(differing)};",
                where=str(folder),
                remedy="give those of before, which runs.json has, or another --output",
            )
        return before
    if before is not None and not options["overwrite"]:
        raise PantoumError(
            f"holds {len(before.runs)} run{'s' if len(before.runs) > 1 else ''} already;",
            where=str(folder),
            remedy="give --resume to go on with what is missing, --overwrite to begin anew, or "
            "another --output",
        )
    if folder.exists() and not folder.is_dir():
        raise PantoumError("is a file;", where=str(folder), remedy="give a directory to --output")
    if before is None and folder.is_dir() and any(folder.iterdir()):
        if options["resume"] and all(OF_RUNS.fullmatch(path.name) for path in folder.iterdir()):
            return RunsFile(asked)  # runs of single commands: each says itself whether it differs
        what = "holds a model" if holds_model(folder) else f"is not empty and has no {RUNS_FILE}"
        raise PantoumError(f"{what};", where=str(folder), remedy="give a new directory to --output")
    return RunsFile(asked)


def _digests(paths: Sequence[str]) -> list[dict[str, Any]]:
    from pantoum.training.provenance import describe_data

    return [one for path in paths for one in describe_data(Path(path))]


def _job(own: list[str], folder: Path, runs: RunsFile, name: str) -> Iterator[Job | None]:
    """The job of one run, which waits for one that a killed command has left."""
    from pantoum.scale import Job
    from pantoum.scale.runs import until_free

    place = folder / name
    yield from until_free(place)
    yield Job(name, _command(own, place, runs, name), folder / f"{name}.log")


def _command(own: list[str], place: Path, runs: RunsFile, name: str) -> tuple[str, ...]:
    """The command of one run, which could be given by itself."""
    from pantoum.scale.runs import begin_or_resume

    run = runs.runs[name]
    flags = [*runs.asked["shared"], "--seed", str(run.seed), "--output", str(place)]
    flags += begin_or_resume(place, run.replaces)
    # Behind --, what stands there is no flag.
    cut = own.index("--") if "--" in own else len(own)
    return (sys.executable, "-m", "pantoum", "train", *own[:cut], *flags, *own[cut:])


def _plan(seeds: int, left: int, jobs: int, folder: Path) -> str:
    if not left:
        return f"all {seeds} runs in {folder} have finished"
    done = f", {seeds - left} have finished" if left < seeds else ""
    at_once = f", {jobs} at a time" if left > 1 and jobs > 1 else ""
    plural = "s" if left > 1 else ""
    return f"{left} run{plural}{at_once}{done}; each has its directory and its log in {folder}"


def _note(folder: Path, runs: RunsFile, ended: Ended, stopped: bool) -> None:
    """Write down how a run has ended."""
    from pantoum.scale.runs import outcome_of

    run = runs.runs[ended.name]
    run.seconds = round(ended.seconds, 1)
    run.message = ""
    if ended.status and stopped:
        run.status = "stopped"
        return
    scores, run.message = outcome_of(folder / ended.name, ended.status)
    if run.message:
        run.status = "failed"
        say(f"{ended.name} failed: {run.message}")
        return
    run.status = "finished"
    run.replaces = None
    run.epoch = scores.get("epoch")
    run.dev = {name: value for name, value in scores["dev"].items() if name != "examples"}
    run.seconds = scores.get("train_seconds", run.seconds)


def _conclude(folder: Path, runs: RunsFile, choice: str) -> None:
    """Sum up, choose, and print the table."""
    from pantoum.scale import summary_of

    finished = {name: run.dev for name, run in runs.runs.items() if run.status == "finished"}
    summary = summary_of(finished)
    runs.summary = {} if summary is None else summary.to_dict()
    runs.use = []
    if summary is not None and choice != "none":
        runs.use = [summary.best] if choice == "best" else list(finished)
    runs.write(folder)
    if summary is None:
        return
    from pantoum.cli.seeds_table import print_table

    print_table(runs, summary)
    place = quote(str(folder))
    if choice == "best":
        say(f"{folder} answers with {summary.best}; go on with `pantoum predict {place} INPUT`")
    elif choice == "ensemble":
        say(
            f"{folder} answers with all {len(runs.use)} models together; go on with "
            f"`pantoum predict {place} INPUT`"
        )
    else:
        best = quote(str(folder / summary.best))
        say(f"best on dev: {summary.best}; go on with `pantoum predict {best} INPUT`")
