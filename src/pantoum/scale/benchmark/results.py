"""What the runs of a benchmark come to: each score over seeds, and means over data sets."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pantoum.scale.benchmark.plan import Plan, Run
from pantoum.scale.benchmark.record import Record
from pantoum.scale.score import names_of, score_of
from pantoum.scale.summary import Spread, spread_of

PARTS = ("dev", "test")
MACRO = "macro average"


@dataclass(frozen=True)
class Line:
    """One setting on one data set, or on all that share a main score.

    Attributes:
        data: the name of the data set, or `MACRO`.
        planned: how many seeds were asked for.
        scores: for dev and test, the spread of each score over the seeds that have finished; of
            `MACRO` the main score alone.
    """

    data: str
    setting: str
    planned: int
    scores: dict[str, dict[str, Spread]]


@dataclass(frozen=True)
class Table:
    """The data sets that are judged by one score.

    Attributes:
        main: the name of that score.
        lines: by data set and setting, then the means over data sets, if there are several.
    """

    main: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Results:
    """A benchmark so far.

    Attributes:
        runs: what is known of each run by its name; None of one that has not begun.
        missing: the data sets on which none has finished, which no table has.
    """

    runs: Mapping[str, Record | None]
    tables: tuple[Table, ...]
    missing: tuple[str, ...] = ()

    def count(self, status: str) -> int:
        """How many runs ended so."""
        return sum(run is not None and run.status == status for run in self.runs.values())

    def to_dict(self) -> dict[str, Any]:
        """The results as JSON has them."""
        tables = [
            {"main": table.main, "lines": [_line_json(line) for line in table.lines]}
            for table in self.tables
        ]
        runs = {
            name: {"status": "waiting"} if run is None else asdict(run)
            for name, run in self.runs.items()
        }
        return {"tables": tables, "missing": list(self.missing), "runs": runs}


def results_of(plan: Plan, records: Mapping[str, Record | None]) -> Results:
    """What runs come to.

    Args:
        records: of the runs of the plan, by name; None of one that has not begun.
    """
    finished = [
        (run, record)
        for run in plan.runs
        if (record := records.get(run.name)) is not None and record.status == "finished"
    ]
    mains: dict[str, str] = {}
    for run, record in finished:
        mains.setdefault(run.data.name, score_of(record.dev).name)
    tables = []
    for main in dict.fromkeys(mains.values()):
        data = [name for name in mains if mains[name] == main]
        tables.append(_table(plan.runs, finished, main, data))
    ordered = {run.name: records.get(run.name) for run in plan.runs}
    missing = dict.fromkeys(run.data.name for run in plan.runs if run.data.name not in mains)
    return Results(ordered, tuple(tables), tuple(missing))


def _table(
    runs: Sequence[Run], finished: Sequence[tuple[Run, Record]], main: str, data: Sequence[str]
) -> Table:
    settings = list(dict.fromkeys(run.setting for run in runs))
    lines = []
    for name in data:
        for setting in settings:
            planned = [run for run in runs if (run.data.name, run.setting) == (name, setting)]
            of_line = {run.seed: one for run, one in finished if run in planned}
            lines.append(Line(name, setting, len(planned), _spreads(list(of_line.values()))))
    if len(data) > 1:
        lines += [_macro(finished, main, data, setting, lines[0].planned) for setting in settings]
    return Table(main, tuple(lines))


def _macro(
    finished: Sequence[tuple[Run, Record]],
    main: str,
    data: Sequence[str],
    setting: str,
    planned: int,
) -> Line:
    """The spread, over seeds, of the mean over data sets: of the seeds that have finished on all of
    them.
    """
    by_seed: dict[int, dict[str, Record]] = {}
    for run, record in finished:
        if run.setting == setting and run.data.name in data:
            by_seed.setdefault(run.seed, {})[run.data.name] = record
    whole = [records for records in by_seed.values() if len(records) == len(data)]
    scores: dict[str, dict[str, Spread]] = {}
    for part in PARTS:
        values = [[getattr(one, part).get(main) for one in of_seed.values()] for of_seed in whole]
        if values and not any(None in of_seed for of_seed in values):
            scores[part] = {main: spread_of([statistics.fmean(one) for one in values])}
    return Line(MACRO, setting, planned, scores)


def _spreads(records: Sequence[Record]) -> dict[str, dict[str, Spread]]:
    found: dict[str, dict[str, Spread]] = {}
    for part in PARTS:
        scores = [getattr(record, part) for record in records]
        if scores and all(scores):
            names = names_of(scores[0])
            found[part] = {name: spread_of([one[name] for one in scores]) for name in names}
    return found


def _line_json(line: Line) -> dict[str, Any]:
    scores = {
        part: {name: spread._asdict() for name, spread in of_part.items()}
        for part, of_part in line.scores.items()
    }
    return {"data": line.data, "setting": line.setting, "planned": line.planned, **scores}
