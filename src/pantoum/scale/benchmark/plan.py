"""The file of a benchmark, and the runs that it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pantoum.config import by_full_name, config_from_keywords, load_yaml
from pantoum.config.number_list import MOST_NUMBERS, seeds_of
from pantoum.config.other_names import hint
from pantoum.config.rules import rules_of
from pantoum.config.settings import Config
from pantoum.errors import PantoumError

SECTIONS = ("data", "seeds", "settings", "common")
FILES = ("train", "dev", "test")
# What a directory may be called everywhere.
NAME = re.compile(r"\w[\w.+-]*")
EXAMPLE = "data: {spanish: {train: spanish.tsv, dev: test.tsv}}"


@dataclass(frozen=True)
class DataSet:
    """Files of data by one name.

    Attributes:
        train, dev, test: one file, or two line-aligned ones; of `test` there may be none.
        settings: by their full names, for this data set alone.
    """

    name: str
    train: tuple[Path, ...]
    dev: tuple[Path, ...]
    test: tuple[Path, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One training.

    Attributes:
        setting: the name of its settings.
        settings: by their full names, without the seed.
    """

    data: DataSet
    setting: str
    seed: int
    settings: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its directory below that of all runs."""
        return f"{self.data.name}/{self.setting}/seed-{self.seed}"


@dataclass(frozen=True)
class Plan:
    """All runs of a benchmark: by data set, then by settings, then by seed."""

    runs: tuple[Run, ...]


def read_plan(path: Path) -> Plan:
    """Read the file of a benchmark. Names of files in it begin where it lies.

    Raises: PantoumError for a file that cannot be read or is none of a benchmark, with the place of
        what is wrong.
    """
    found = load_yaml(path)
    if not isinstance(found, dict):
        raise PantoumError(
            "holds no benchmark;", where=str(path), remedy=f"write sections, such as {EXAMPLE}"
        )
    _check_names(str(path), found, SECTIONS)
    if "data" not in found:
        raise PantoumError("names no data;", where=str(path), remedy=f"add them, such as {EXAMPLE}")
    data = [
        _data_set(path, name, value)
        for name, value in _named(f"{path}: data", found["data"]).items()
    ]
    common = _settings(f"{path}: common", found.get("common"))
    settings = {
        name: _settings(f"{path}: settings.{name}", value)
        for name, value in _named(
            f"{path}: settings", found.get("settings", {"default": {}})
        ).items()
    }
    seeds = _seeds(f"{path}: seeds", found.get("seeds", 1))
    runs = []
    for one in data:
        for name, own in settings.items():
            merged = {**common, **one.settings, **own}
            _check_together(f"{path}: settings.{name} with data.{one.name}", merged)
            runs += [Run(one, name, seed, merged) for seed in seeds]
    return Plan(tuple(runs))


def _named(place: str, value: Any) -> dict[str, Any]:
    """What has a name each, which directories are called by."""
    if not isinstance(value, dict) or not value:
        raise PantoumError(
            "must be names, each with what it stands for", where=place, rule="NAME: {...}"
        )
    for name in value:
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise PantoumError(
                f"{name!r} cannot be a name here;",
                where=place,
                remedy="write letters, digits, points, hyphens and underscores, in quotation marks "
                "if it would be a number",
            )
    return value


def _data_set(path: Path, name: str, value: Any) -> DataSet:
    place = f"{path}: data.{name}"
    if not isinstance(value, dict):
        raise PantoumError(
            "must be files by their parts;", where=place, remedy="write {train: FILE, dev: FILE}"
        )
    _check_names(place, value, (*FILES, "settings"))
    for part in ("train", "dev"):
        if not value.get(part):
            raise PantoumError(f"has no {part} data;", where=place, remedy=f"add {part}: FILE")
    files = {part: _files(path, f"{place}.{part}", value.get(part)) for part in FILES}
    settings = _settings(f"{place}.settings", value.get("settings"))
    return DataSet(name, **files, settings=settings)


def _files(path: Path, place: str, value: Any) -> tuple[Path, ...]:
    names = value if isinstance(value, list) else [value] if value else []
    if not all(isinstance(name, str) and name for name in names):
        raise PantoumError(
            "must be a file or a list of files", where=place, rule="a file or a list of files"
        )
    files = tuple((path.parent / name).absolute() for name in names)
    for file in files:
        if not file.exists():
            raise PantoumError(f"there is no file {file};", where=place, remedy="check the path")
    return files


def _settings(place: str, value: Any) -> dict[str, Any]:
    """Settings by their full names; none for nothing."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PantoumError(
            "must be settings by their names;", where=place, remedy="write {model.cell: gru}"
        )
    try:
        settings = by_full_name(value)
    except PantoumError as error:
        raise PantoumError(str(error), where=place, rule=error.rule) from error
    if "seed" in settings:
        raise PantoumError(
            "has a seed of its own;",
            where=place,
            remedy="write all seeds beside data, as seeds: 1-3",
        )
    return settings


def _check_together(place: str, settings: Mapping[str, Any]) -> None:
    try:
        config_from_keywords(None, settings)
    except PantoumError as error:
        raise PantoumError(str(error), where=place, rule=error.rule) from error


def _seeds(place: str, value: Any) -> list[int]:
    if isinstance(value, str) or type(value) is int:
        try:
            return seeds_of(str(value))
        except PantoumError as error:
            raise PantoumError(str(error), where=place, rule=error.rule) from error
    rule = rules_of(Config)["seed"]
    if not isinstance(value, list) or not value or not all(map(rule.allows, value)):
        raise PantoumError(
            "must be whole numbers from 0, such as 1-3 or [1, 2, 3]",
            where=place,
            rule="whole numbers from 0",
        )
    if len(value) > MOST_NUMBERS:
        raise PantoumError(
            f"must be at most {MOST_NUMBERS:,} numbers", where=place, rule="fewer seeds"
        )
    return list(dict.fromkeys(value))


def _check_names(place: str, found: Mapping[Any, Any], names: Sequence[str]) -> None:
    for name in found:
        if name not in names:
            raise PantoumError(
                f"has no {name!r};",
                where=place,
                remedy=hint(str(name), names, otherwise=f"there are {', '.join(names)}"),
            )
