"""The settings of the data as flags, for commands that read data and train nothing."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from pantoum.cli.arguments import value_of
from pantoum.config import DataConfig
from pantoum.config.rules import descriptions_of, rules_of

SETTINGS = rules_of(DataConfig)
DEFAULTS = asdict(DataConfig())


def add_data_settings(parser: argparse.ArgumentParser, left_out: Collection[str] = ()) -> None:
    """A flag for each setting of the data, with the name that it has in ``pantoum train``.

    Args:
        left_out: settings that the command does not use.
    """
    group = parser.add_argument_group("settings of the data", "the same as those of pantoum train")
    descriptions = {
        name: text.replace("`", "") for name, text in descriptions_of(DataConfig).items()
    }
    for name, rule in SETTINGS.items():
        if name in left_out:
            continue
        value: dict[str, Any] = {"choices": rule.choices} if rule.choices else {"metavar": "COLUMN"}
        if rule.kind is not str:
            value = {"metavar": "N", "type": value_of(rule)}
        group.add_argument(
            f"--data.{name}", **value, default=DEFAULTS[name], help=descriptions[name]
        )


def data_settings(options: argparse.Namespace) -> DataConfig:
    """The settings that the flags say; those without a flag have their defaults."""
    values = vars(options)
    return DataConfig(**{name: values.get(f"data.{name}", DEFAULTS[name]) for name in SETTINGS})
