"""``pantoum info``: what a model directory holds, and where its model comes from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from rich.table import Table

from pantoum.cli.arguments import add_model, command_parser
from pantoum.cli.report import print_json, report
from pantoum.data.lines import printable
from pantoum.metrics import name_of, visible

if TYPE_CHECKING:
    from pantoum.predictor import ModelInfo

# Characters of a digest that tell files apart for a reader; --json has all of them.
SHORT_DIGEST = 12
UNKNOWN = "not known: the model is older than this record"


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_intermixed_args(arguments)
    from pantoum.predictor import info

    found = info(options.model)
    if options.json:
        print_json(found.to_dict())
        return 0
    with report() as console:
        for table in (_model(found), _training(found), _settings(found), _files(found)):
            console.print(table)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "info",
        "Show what a model directory holds: kind, sizes, dev scores, settings, files, and the "
        "command, data, versions and machine of its training. A damaged model is refused.",
    )
    add_model(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _model(found: ModelInfo) -> Table:
    table = _table("model")
    version = found.version or "an earlier version"
    rows = {
        "kind": f"{found.kind} ({found.task})",
        "written by": f"Pantoum {version}, format {found.format}",
        "parameters": f"{found.parameters:,}",
        **{name: f"{size:,}" for name, size in found.sizes.items()},
        **{
            f"dev {name_of(name)}": f"{value:,.2f}"
            for name, value in found.scores.get("dev", {}).items()
            if name != "examples"
        },
    }
    return _filled(table, rows)


def _training(found: ModelInfo) -> Table:
    run = found.run
    # A run of an earlier version that was resumed says only how it went on.
    begun = run if "began" in run else next(iter(run.get("resumed", [])), {})
    if not begun:
        return _filled(_table("training"), {"run": UNKNOWN})
    machine = begun["machine"]
    rows = {
        "began": begun["began"],
        "command": begun["command"],
        **_start(run),
        **{part: _data_files(files) for part, files in run["data"].items() if files},
        "examples": ", ".join(f"{count:,} {part}" for part, count in run["examples"].items()),
        "versions": ", ".join(f"{name} {one}" for name, one in begun["versions"].items()),
        "system": machine["system"],
        "processor": f"{machine['processor']}, {machine['threads']} of {machine['cores']} threads",
        "device": machine["gpu"] or machine["device"],
    }
    if len(run.get("resumed", [])):
        rows["resumed"] = ", ".join(one["began"] for one in run["resumed"])
    if "train_seconds" in found.scores:
        rows["best weights"] = (
            f"after {found.scores['epoch']:.3g} epochs, {found.scores['train_seconds']:,.0f} s"
        )
    return _filled(_table("training"), rows)


def _start(run: dict[str, Any]) -> dict[str, str]:
    """The model that a training started from, if it did."""
    if "start" not in run:
        return {}
    path = run["start"]["path"] or "a model in memory"
    digest = run["start"]["weights_sha256"][:SHORT_DIGEST]
    return {"started from": f"{path} (sha256 of its weights {digest}…)"}


def _data_files(files: list[dict[str, Any]]) -> str:
    return ", ".join(
        f"{one['path']} (sha256 {one['sha256'][:SHORT_DIGEST]}…)" if one["sha256"] else one["path"]
        for one in files
    )


def _settings(found: ModelInfo) -> Table:
    table = Table("setting", "value", title="settings")
    table.add_column("given")
    for name, value in found.settings.items():
        table.add_row(name, visible(str(value)), "given" if name in (found.given or ()) else "")
    return table


def _files(found: ModelInfo) -> Table:
    table = Table("file", title="files")
    table.add_column("bytes", justify="right")
    table.add_column("sha256")
    for one in found.files:
        table.add_row(
            printable(one["name"]), f"{one['bytes']:,}", f"{one['sha256'][:SHORT_DIGEST]}…"
        )
    return table


def _table(title: str) -> Table:
    return Table("what", "value", title=title, show_header=False)


def _filled(table: Table, rows: dict[str, str]) -> Table:
    for name, value in rows.items():
        table.add_row(printable(name), printable(value))
    return table
