"""``--config FILE``: the flags of ``pantoum train`` and their values, as YAML, or the
``config.json`` of a model.
"""

from __future__ import annotations

import json
from argparse import ArgumentError
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonargparse import ActionConfigFile  # pyright: ignore[reportPrivateImportUsage] - documented

from pantoum.config import NO_SETTINGS, Config, by_name, load_yaml
from pantoum.config.other_names import hint
from pantoum.errors import PantoumError

# Further options that such a file may hold: the type of each value, and its name.
OTHERS = {
    "train": (list, "a file or a list of files"),
    "dev": (list, "a file or a list of files"),
    "output": (str, "text"),
    "from": (str, "text"),
    "resume": (bool, "true or false"),
    "overwrite": (bool, "true or false"),
    "seeds": (str, "text"),
    "jobs": (int, "a whole number"),
    "choose": (str, "text"),
    "reporters": (list, "a name or a list of names"),
}
SETTINGS = by_name(Config())
SECTIONS = {name.partition(".")[0] for name in SETTINGS if "." in name}
NAMES = (*SETTINGS, *OTHERS)

# What the config.json of a model directory has beside its settings.
DESCRIPTION = {"format", "settings", "sha256"}


class SettingsFile(ActionConfigFile):
    """Reads the file and hands it to jsonargparse, which knows the settings but not the
    options for files.
    """

    def __call__(
        self, parser: Any, cfg: Any, values: str, option_string: str | None = None
    ) -> None:
        settings = read_settings(Path(values))
        try:
            # JSON is YAML too, and can be distinguished from the name of a file.
            super().__call__(
                parser, cfg, json.dumps(settings, ensure_ascii=False, default=str), option_string
            )
        except (ArgumentError, TypeError) as error:
            raise ArgumentError(None, f"{values}: {error}") from error


def read_settings(path: Path) -> dict[str, Any]:
    """The values in a YAML file, each under its full name, such as ``model.hidden``; of the
    ``config.json`` of a model its settings, whatever its format.

    Raises: ArgumentError for a file that cannot be read, or a name or value that cannot be.
    """
    values = _load(path)
    if not isinstance(values, dict):
        raise ArgumentError(None, f"{path}: {NO_SETTINGS}")
    if values.keys() >= DESCRIPTION:  # the config.json of a model
        from pantoum.model_dir.description import settings_of

        values = settings_of(values)
    settings = {}
    for name, value in _flat(values):
        if name not in NAMES:
            raise ArgumentError(None, f"{path}: no setting {name}; {_advice(name)}")
        if value is None and SETTINGS.get(name) is not None:
            raise ArgumentError(
                None, f"{path}: {name} must not be null; leave it out for its default"
            )
        if value is not None or name in SETTINGS:
            settings[name] = _value(name, value, path)
    return settings


def _advice(name: str) -> str:
    """What to do about a name that is none: who writes epochs may mean training.epochs."""
    if name in SECTIONS:
        return NO_SETTINGS
    return hint(name, NAMES, otherwise="`pantoum train --help` lists them")


def _load(path: Path) -> Any:
    try:
        return load_yaml(path)
    except PantoumError as error:
        raise ArgumentError(None, str(error)) from error


def _flat(values: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _value(name: str, value: Any, path: Path) -> Any:
    """The value as jsonargparse takes it; what is no setting is not checked there."""
    if (
        name.endswith("_column") and type(value) is int
    ):  # a column's number, which in YAML is no text
        return str(value)
    if name not in OTHERS:
        return value
    kind, kind_name = OTHERS[name]
    if kind is list and isinstance(value, str):
        value = [value]
    if not isinstance(value, kind) or (
        kind is list and not all(isinstance(file, str) for file in value)
    ):
        raise ArgumentError(None, f"{path}: {name} must be {kind_name}, but is {value}")
    return value
