"""Settings from Python: keyword arguments, dictionaries and YAML files to a `Config`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pantoum.config.other_names import hint
from pantoum.config.rules import rules_of
from pantoum.config.settings import SECTIONS, Config, by_name, config_from_dict
from pantoum.config.validate import validate
from pantoum.errors import PantoumError
from pantoum.files import not_readable, path_of

NAMES = tuple(by_name(Config()))
# Each setting by its last name, too: no two sections share one.
BY_LAST_NAME = {name.rpartition(".")[2]: name for name in NAMES}
# What `pantoum.train` takes beside settings.
ARGUMENTS = ("dev", "output", "start", "config", "callback", "reporters", "progress", "overwrite")

# No file of settings has so many values.
MOST_NODES = 100_000

NO_SETTINGS = "a --config file holds settings as YAML, such as model: {cell: gru, hidden: 128}"

Settings = Config | Mapping[str, Any] | str | Path


class GivenSettings(NamedTuple):
    """Settings from Python.

    Attributes:
        config: all settings, those that were not given with their defaults.
        names: the full names of those that were given by name. A `Config`, or a section as its
            dataclass, has a value for every setting, whether somebody thought of it or not, and
            gives none by name.
    """

    config: Config
    names: frozenset[str]


def config_from_keywords(config: object, keywords: Mapping[str, Any]) -> GivenSettings:
    """The settings that a caller gives in any of their forms.

    Args:
        config: the settings to begin with, as `Settings`: a `Config`, a dictionary, or the path of
            a YAML file such as ``pantoum train --config`` reads; None for the defaults.
        keywords: further settings, which count over those. A name is a setting's own (``hidden``),
            its full one (``model.hidden``), or a section's (``model={"hidden": 128}``).
    Raises: PantoumError for a name that is no setting, a value that a setting cannot have, and a
        file that cannot be read.
    """
    if not isinstance(config, Config | Mapping | str | Path | None):
        raise PantoumError(
            setting="config", rule="a Config, a dictionary or the path of a YAML file", value=config
        )
    values = by_name(config if isinstance(config, Config) else Config())
    named: Any = {} if isinstance(config, Config | None) else config
    where = None
    if isinstance(config, str | Path):
        named = load_yaml(path_of(config, "config"))
        where = str(config)
    values |= by_full_name(named, where) | by_full_name(keywords)
    made = _nested(values)
    validate(made)
    return GivenSettings(made, _names_given(named) | _names_given(keywords))


def load_yaml(path: Path) -> Any:
    """The value in a YAML file.

    Raises: PantoumError for a file that cannot be read, or is not YAML.
    """
    from jsonargparse import get_loader  # pyright: ignore[reportPrivateImportUsage] - documented

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise PantoumError("no such file", where=str(path), remedy="check the path") from error
    except IsADirectoryError as error:
        raise PantoumError("this is a directory", where=str(path), remedy="give a file") from error
    except OSError as error:
        raise not_readable(path, error) from error
    except UnicodeDecodeError as error:
        raise PantoumError(
            "not UTF-8;", where=str(path), remedy="give a text file of YAML, in UTF-8"
        ) from error
    try:
        _check_keys(yaml.compose(text, Loader=yaml.SafeLoader))
        return get_loader("yaml")(text)
    except Exception as error:  # of a library that jsonargparse has chosen
        reason = re.sub(r'\s*in "<unicode string>"', "", " ".join(str(error).split()))
        raise PantoumError(
            f"not YAML: {reason}", where=str(path), rule="settings as YAML"
        ) from error


def _check_keys(root: yaml.Node | None) -> None:
    """Refuse a key that comes twice, of which the first would be lost, and values that YAML's
    references make endless or huge.
    """
    waiting = [] if root is None else [root]
    seen = 0
    while waiting:
        seen += 1
        if seen > MOST_NODES:
            raise ValueError(f"its references make more than {MOST_NODES:,} values")
        node = waiting.pop()
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        if not isinstance(node, yaml.MappingNode):
            continue
        keys: set[tuple[str, str]] = set()
        for key, value in node.value:
            waiting.append(value)
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in keys:
                    line = key.start_mark.line + 1
                    raise ValueError(f"{key.value!r} comes twice, the second time in line {line}")
                keys.add((key.tag, key.value))


def by_full_name(values: Any, where: str | None = None) -> dict[str, Any]:
    """The settings in a dictionary, each by its full name, such as ``model.hidden``.

    Args:
        values: by their own names, their full ones, or in sections; each of them is checked by
            itself, and not whether they go together.
        where: the place that they stand in, for messages.
    Raises: PantoumError for a name that is no setting, and a value that a setting cannot have.
    """
    if not isinstance(values, Mapping):
        raise PantoumError(
            "holds no settings by name", where=where or "config", rule="settings by their names"
        )
    named = {}
    for name, value in _flat(values):
        full = name if name in NAMES else BY_LAST_NAME.get(name)
        if full is None:
            raise PantoumError(
                f"no setting {name!r}", setting=name, where=where, remedy=_advice(name)
            )
        named[full] = _checked(full, value)
    return named


def _names_given(values: Mapping[Any, Any]) -> frozenset[str]:
    return frozenset(
        by_full_name({name: value for name, value in values.items() if not is_dataclass(value)})
    )


def _checked(name: str, value: Any) -> Any:
    """A value that its setting may have, of the setting's own type."""
    section, _, last = name.rpartition(".")
    rule = rules_of(SECTIONS[section] if section else Config)[last]
    if name.endswith("_column") and type(value) is int:
        return str(value)  # a column's number, which is a text as a column's name is
    if not rule.allows(value):
        raise PantoumError(
            setting=name,
            rule=rule.in_words(),
            value=value,
            remedy=f"set {name} to {rule.in_words()}",
        )
    return float(value) if rule.kind is float and type(value) is int else value


def _flat(values: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The settings in a dictionary of sections; None for a whole section leaves it as it is."""
    for name, value in values.items():
        if not before and name in SECTIONS:
            if isinstance(value, Mapping):
                yield from _flat(value, f"{name}.")
            elif isinstance(value, SECTIONS[name]):
                yield from _flat(asdict(value), f"{name}.")
            elif value is not None:
                raise PantoumError(
                    f"{name} is a section of settings, but got {value!r:.40}",
                    setting=name,
                    value=value,
                    remedy=f"give a dictionary, such as {name}={{...}}",
                )
        else:
            yield f"{before}{name}", value


def _nested(values: Mapping[str, Any]) -> Config:
    nested: dict[str, Any] = {}
    for name, value in values.items():
        section, _, setting = name.rpartition(".")
        place = nested.setdefault(section, {}) if section else nested
        place[setting] = value
    return config_from_dict(nested)


def _advice(name: str) -> str:
    names = NAMES if "." in name else (*BY_LAST_NAME, *ARGUMENTS)
    return hint(name, names, otherwise="`pantoum train --help` lists them")
