"""``pantoum check``: what is wrong with data, before anything is trained on them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from pantoum.cli.arguments import add_format, command_parser, named
from pantoum.cli.data_settings import add_data_settings, data_settings
from pantoum.cli.messages import message_line
from pantoum.config import Config, TaskName

if TYPE_CHECKING:
    from pantoum.data.quality import Finding

NOTHING = "nothing was found"


def run(arguments: list[str]) -> int:
    """Run the command; the status is 1 if something is surely wrong."""
    options = _parser().parse_intermixed_args(arguments)
    from pantoum.tasks.checking import check_data

    files = {"train": options.train, "dev": options.dev, "test": options.test}
    config = Config(
        task=options.task,
        format=options.data_format,
        data=data_settings(options),
    )
    findings = check_data({name: paths for name, paths in files.items() if paths}, config)
    if options.json:
        objects = [finding.to_dict() for finding in findings]
        print(json.dumps({"findings": objects}, ensure_ascii=False))
    else:
        _print(findings)
    return int(any(finding.severity == "error" for finding in findings))


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "check",
        "Look for what is wrong with data before training on them. The exit status is 1 if "
        "something surely is: whatever pantoum train would refuse with the same settings, or an "
        "input of --dev or --test that is in the training data with another output.",
    )
    parser.add_argument(
        "train",
        metavar="TRAIN",
        nargs="+",
        type=named(Path),
        help="the training data: one file, or two line-aligned ones",
    )
    for part, what in (("dev", "development"), ("test", "test")):
        parser.add_argument(
            f"--{part}", metavar="FILE", nargs="+", type=named(Path), help=f"the {what} data"
        )
    add_format(parser)
    parser.add_argument(
        "--task",
        choices=get_args(TaskName),
        help="what is to be trained; by default inferred from the data",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_data_settings(parser)
    return parser


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
