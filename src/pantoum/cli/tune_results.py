"""What is left of a study: the best settings, a page, and which model its directory stands for."""

from __future__ import annotations

from shlex import quote
from typing import Any

from pantoum.cli.messages import say
from pantoum.cli.report import report
from pantoum.cli.tune_trials import TRIALS, Trials
from pantoum.data.lines import printable
from pantoum.files import write_files
from pantoum.metrics import name_of
from pantoum.report.file import write_report
from pantoum.report.study import TrialRow, study_page
from pantoum.report.study_pictures import Axis
from pantoum.scale import RunRecord, RunsFile
from pantoum.scale.runs import holding
from pantoum.scale.score import Score, ranking_of, score_of
from pantoum.scale.settings_yaml import settings_yaml
from pantoum.scale.tuning.space import Dimension
from pantoum.scale.tuning.study import ASKED, DIRECTORY, REASON

BEST = "best.yaml"
PAGE = "report.html"
# Of Optuna's states.
STATUS = {"COMPLETE": "finished", "PRUNED": "pruned", "FAIL": "failed", "RUNNING": "running"}
MOST_SHOWN = 10


def conclude(trials: Trials) -> int:
    """Write the files of a study as it is now, and print its best trials.

    Returns: the exit status: 1 if no trial has finished.
    """
    folder = trials.folder
    # Of several commands that end at once the last one has read what the others had done.
    with holding(folder / "lock"):
        best = trials.study.best()
        records = _records(trials)
        use = [] if best is None else [f"{TRIALS}/{best.user_attrs[DIRECTORY]}"]
        asked = dict(trials.study.study.user_attrs[ASKED])
        if best is None:
            RunsFile(asked, records, use).write(folder)
            say("no trial has finished; the logs say why")
            return 1
        score = score_of(best.user_attrs["dev"])
        importances = trials.study.importances()
        summary = {"main": score.name, "best": use[0], "importances": importances}
        RunsFile(asked, records, use, summary).write(folder)
        place = quote(str(folder))
        start = "" if trials.start is None else f"--from {quote(trials.start)} "
        comment = (
            f"The settings of trial {best.user_attrs[DIRECTORY]}: dev {name_of(score.name)} "
            f"{score.value:.2f}.\nGo on with: pantoum train {' '.join(map(quote, trials.data))} "
            f"{start}--config {quote(str(folder / BEST))} --output DIR"
        )
        settings = {**trials.fixed, **best.params}
        write_files(folder, {BEST: settings_yaml(settings, comment).encode()})
        rows = [_row(name, record, score) for name, record in records.items()]
        page = study_page(
            f"Study {folder.name}",
            _facts(trials, rows, score, use[0]),
            rows,
            score.name,
            score.sign,
            importances,
            [_axis(one) for one in trials.space],
        )
        write_report(folder / PAGE, page)
        trials.remove_worse()
    _print_table(rows, score, best.user_attrs[DIRECTORY])
    say(
        f"{folder} answers with {use[0]}; its settings are in {folder / BEST}, and {folder / PAGE} "
        f"shows the study; go on with `pantoum predict {place} INPUT`"
    )
    return 0


def _records(trials: Trials) -> dict[str, RunRecord]:
    """What is known of each trial, by the name of its directory."""
    found: dict[str, RunRecord] = {}
    for trial in sorted(trials.study.trials(), key=lambda one: _number(one.user_attrs, one.number)):
        attributes = trial.user_attrs
        status: Any = STATUS.get(trial.state.name, "waiting")
        found[f"{TRIALS}/{attributes.get(DIRECTORY, trial.number)}"] = RunRecord(
            seed=trials.fixed["seed"],
            status="waiting" if status == "running" else status,
            seconds=attributes.get("seconds"),
            epoch=attributes.get("epoch"),
            dev=attributes.get("dev", {}),
            message=attributes.get(REASON, ""),
            settings=dict(trial.params),
        )
    return found


def _number(attributes: dict[str, Any], number: int) -> int:
    return int(attributes.get(DIRECTORY, number))


def _row(name: str, record: RunRecord, score: Score) -> TrialRow:
    return TrialRow(
        name.rpartition("/")[2],
        record.status,
        record.dev.get(score.name),
        record.settings,
        record.epoch,
        record.seconds,
        record.message,
        tuple(ranking_of(record.dev)) if record.dev else (),
    )


def _facts(trials: Trials, rows: list[TrialRow], score: Score, best: str) -> list[tuple[str, str]]:
    counts = ", ".join(
        f"{number} {status}"
        for status in ("finished", "pruned", "failed", "waiting")
        if (number := sum(row.status == status for row in rows))
    )
    better = "lower" if score.sign > 0 else "higher"
    given = {name: value for name, value in trials.fixed.items() if name != "seed"}
    return [
        ("data", " ".join(trials.data)),
        ("trials", counts),
        ("score", f"dev {name_of(score.name)}, {better} is better"),
        ("best", f"{best}: {score.value:.2f}"),
        ("given", ", ".join(f"{name} {value}" for name, value in given.items()) or "nothing"),
        ("seed", str(trials.fixed["seed"])),
    ]


def _axis(one: Dimension) -> Axis:
    if one.choices:
        return Axis(one.name, choices=one.choices)
    return Axis(one.name, float(one.low or 0), float(one.high or 0), one.log)


def _print_table(rows: list[TrialRow], score: Score, best: str) -> None:
    """The best trials, and what became of the others."""
    from rich.table import Table

    finished = [row for row in rows if row.value is not None]
    # The first is the best also where others have the same scores.
    ranked = sorted(finished, key=lambda row: (row.ranking, row.name != best))
    ranked = ranked[:MOST_SHOWN]
    table = Table("trial", title=f"the best of {len(finished)} finished trials")
    for head in (name_of(score.name), "epoch", "minutes"):
        table.add_column(head, justify="right")
    for row in ranked:
        minutes = "" if row.seconds is None else f"{row.seconds / 60:.1f}"
        table.add_row(row.name, f"{row.value:.2f}", f"{row.epoch:g}", minutes)
    settings = Table("setting", title=f"settings of trial {ranked[0].name}")
    settings.add_column("value", justify="right")
    for name, value in ranked[0].settings.items():
        settings.add_row(name, _shown(value))
    with report() as console:
        console.print(table)
        console.print(settings)
    for row in rows:
        if row.message:
            print(printable(f"trial {row.name} failed: {row.message}"))


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value).lower()
