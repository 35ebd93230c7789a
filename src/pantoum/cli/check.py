"""``pantoum check``: what is wrong with data, before anything is trained on them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pantoum.cli.arguments import command_parser, named
from pantoum.cli.messages import message_line
from pantoum.config import DataConfig

if TYPE_CHECKING:
    from pantoum.data.quality import Finding, Part

NOTHING = "nothing was found"


def run(arguments: list[str]) -> int:
    """Run the command; the status is 1 if something is surely wrong."""
    options = _parser().parse_intermixed_args(arguments)
    from pantoum.data.quality import check_files

    files = {"train": options.train, "dev": options.dev, "test": options.test}
    data = DataConfig(
        source_column=options.source_column or "",
        target_column=options.target_column or "",
        features_column=options.features_column,
        group_column=options.group_column or "",
        weight_column=options.weight_column or "",
    )
    findings = check_files({name: paths for name, paths in files.items() if paths}, data, _labels)
    if options.json:
        objects = [finding.to_dict() for finding in findings]
        print(json.dumps({"findings": objects}, ensure_ascii=False))
    else:
        _print(findings)
    return int(any(finding.severity == "error" for finding in findings))


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "check",
        "Look for what is wrong with data before training. The exit status is 1 if something "
        "surely is: an empty side, a file that cannot be read, or an input of --dev or --test "
        "that is in the training data with another output.",
    )
    parser.add_argument(
        "train",
        metavar="TRAIN",
        nargs="+",
        type=named(Path),
        help="the training data, as for pantoum train",
    )
    for part in ("dev", "test"):
        parser.add_argument(
            f"--{part}", metavar="FILE", nargs="+", type=named(Path), help=f"the {part} data"
        )
    for role in ("source", "target", "features", "group", "weight"):
        parser.add_argument(
            f"--data.{role}_column",
            dest=f"{role}_column",
            metavar="COLUMN",
            help=f"the column of the {role}, as for pantoum train",
        )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _labels(part: Part) -> bool:
    """Whether `pantoum train` would take the outputs for labels."""
    from pantoum.data import Columns, Example
    from pantoum.tasks.pairs import Pairs, task_of_pairs

    examples = [Example(item.source, item.target) for item in part.items if item.target]
    return bool(examples) and task_of_pairs(Pairs([], examples, Columns()))[0] == "classifier"


def _print(findings: Sequence[Finding]) -> None:
    for finding in findings:
        lines = [f"{finding.severity}: {finding.problem}"]
        if finding.places:
            by_file: dict[str, list[str]] = {}
            for place in finding.places:
                by_file.setdefault(place.path, []).append(str(place.line))
            where = "; ".join(f"{path}, line {', '.join(lines)}" for path, lines in by_file.items())
            more = ", ..." if finding.count > len(finding.places) else ""
            lines.append(f"  {where}{more}")
        lines.append(f"  {finding.remedy}")
        for line in lines:
            print(message_line(line))
    if not findings:
        print(NOTHING)
