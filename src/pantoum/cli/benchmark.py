"""``pantoum benchmark``: data sets by settings by seeds, and a table of what they come to."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pantoum.cli.arguments import command_parser, named
from pantoum.cli.messages import say
from pantoum.cli.shards import shard

if TYPE_CHECKING:
    from pantoum.cli.benchmark_runs import BenchmarkRuns
    from pantoum.scale.benchmark import Plan

MARKDOWN = "results.md"
JSON = "results.json"


def run(arguments: list[str]) -> int:
    """Run the command.

    Returns: the exit status: 0 if all its runs have finished, 1 if one failed, 128 and the number
        of the signal that stopped them.
    """
    options = _parser().parse_intermixed_args(arguments)
    from pantoum.cli.alone import check_alone
    from pantoum.cli.benchmark_runs import BenchmarkRuns
    from pantoum.scale.benchmark import read_plan
    from pantoum.scale.sharing_out import checked_jobs

    check_alone("benchmark")
    plan = read_plan(options.file)
    mine = plan.runs if options.shard is None else options.shard.each_nth(plan.runs)
    jobs = checked_jobs(options.jobs, len(mine))
    runs = BenchmarkRuns(options.output, mine, jobs, overwrite=options.overwrite)
    say(_sentence(runs, jobs, options.output))
    runs.go_through()
    for name in runs.elsewhere:
        say(f"{name} is being made by another command, and left to it")
    _write_table(options.output, plan, f"Benchmark {options.file.stem}")
    if runs.stopped:
        again = " without --overwrite" if options.overwrite else ""
        say(f"stopped; the same command{again} goes on")
    return runs.stopped or int(runs.failed > 0)


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "benchmark",
        "Train on each data set of a file, with each of its settings and seeds, and print the mean "
        "scores with their deviations and intervals as Markdown. The same command again goes on "
        "with what is missing.",
    )
    parser.add_argument(
        "file",
        metavar="FILE.yaml",
        type=named(Path),
        help="the data sets, the settings and the seeds",
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="DIR",
        type=named(Path),
        required=True,
        help=f"where the runs and their tables, {MARKDOWN} and {JSON}, are kept",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=1,
        metavar="N",
        help="how many runs go on at a time, with a part of the processors each; by default 1",
    )
    parser.add_argument(
        "--shard",
        metavar="I/N",
        type=shard,
        help="make each N-th run alone, from the I-th on: several machines may share DIR",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="make all runs anew, also those that have finished",
    )
    return parser


def _sentence(runs: BenchmarkRuns, jobs: int, folder: Path) -> str:
    """What is about to be done."""
    done = len(runs.mine) - len(runs.left)
    if not runs.left:
        return f"all {done} runs in {folder} have finished"
    already = f", {done} have finished" if done else ""
    at_once = f", {jobs} at a time" if len(runs.left) > 1 and jobs > 1 else ""
    plural = "s" if len(runs.left) > 1 else ""
    return f"{len(runs.left)} run{plural}{at_once}{already}; each has its directory and its log"


def _write_table(folder: Path, plan: Plan, title: str) -> None:
    """Write the tables of what has ended, also on other machines, and print that of Markdown."""
    from pantoum.data.lines import printable
    from pantoum.files import write_files
    from pantoum.scale.benchmark import markdown_of, read_record, results_of
    from pantoum.scale.runs import holding

    # Of several commands that end at once the last one has read what the others had written.
    with holding(folder / "lock"):
        records = {run.name: read_record(folder / "runs", run.name) for run in plan.runs}
        results = results_of(plan, records)
        text = markdown_of(results, title)
        found = json.dumps(results.to_dict(), ensure_ascii=False, indent=1) + "\n"
        write_files(folder, {MARKDOWN: text.encode(), JSON: found.encode()})
    print("\n".join(map(printable, text.splitlines())))
