"""``config.json``: what a model directory says of itself, in every format that can be read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pantoum.config import Config, by_name
from pantoum.errors import PantoumError
from pantoum.model_dir.reading import NamedError, read_text, reading

FORMAT = 4
# The formats that can be read, each with the key of its weights' metadata; docs/compatibility.md
# says what they promise.
METADATA_KEYS = {2: "weft", 3: "pantoum", FORMAT: "pantoum"}
# From this format on the digest of the weights is of their names, types and shapes as well.
NAMED_DIGEST = 4
KEYS = {"format", "version", "task", "settings", "sha256"}
# Settings that format 2 names otherwise, and values that it writes otherwise, under their new name.
RENAMED_SETTINGS = {
    "data.longest": "data.max_length",
    "model.attention_query": "model.attention_order",
    "tagger.case": "tagger.word_shape",
    "tagger.lower": "tagger.lowercase",
    "training.averaging": "training.ema_decay",
    "training.clip": "training.max_grad_norm",
    "search.no_repeat": "search.no_repeat_ngram_size",
}
RENAMED_VALUES: dict[str, dict[Any, str]] = {
    "model.attention_order": {"previous": "attend_then_update", "current": "update_then_attend"},
}
# Settings whose default format 2 writes as null.
NULL_DEFAULTS = {
    *("data.source_column", "data.target_column", "data.words_column", "data.tag_columns"),
    *("data.tag_scheme", "data.vocabulary_size", "data.min_count"),
    *("tagger.vectors", "tagger.crf", "training.evaluate_every", "training.threads"),
}
CONFIG = "config.json"
WEIGHTS = "model.safetensors"


def read_description(folder: Path) -> dict[str, Any]:
    """What ``config.json`` holds.

    Raises: PantoumError when it is missing or damaged, or of a format that this version does not
        read.
    """
    path = folder / CONFIG
    with reading(path):
        is_file = folder.is_file()
        is_folder = folder.is_dir()
        is_there = path.exists()
    if not is_folder:
        what = "is a file" if is_file else "no such directory"
        raise PantoumError(
            f"{what};",
            where=str(folder),
            remedy="give the directory that `pantoum train --output` wrote",
        )
    if not is_there:
        stopped = (folder / "checkpoints").exists() and not (folder / WEIGHTS).exists()
        begun = "its training has not come to a first evaluation: let it go on, or give it --resume"
        hint = begun if stopped else "no model is there"
        raise PantoumError(
            "the file is missing",
            where=str(path),
            remedy=hint,
        )
    with reading(path):
        description = json.loads(read_text(path))
        format_number = description["format"]
        if type(format_number) is not int:
            raise ValueError(f"its format is {format_number!r:.40}")
    if format_number < min(METADATA_KEYS):
        raise PantoumError(
            f"the model has format {format_number}, of an earlier version, but this one reads "
            f"{FORMAT};",
            where=str(path),
            remedy="train again",
        )
    if format_number > FORMAT:
        raise PantoumError(
            f"the model has format {format_number}, but this version of Pantoum reads up to "
            f"{FORMAT};",
            where=str(path),
            remedy="upgrade Pantoum",
        )
    with reading(path):
        _check_parts(description)
    return description


def _check_parts(description: dict[str, Any]) -> None:
    """Raises: ValueError, with the name of the first part that is none, or of another type."""
    for name in ("task", "settings", "sha256"):
        if not isinstance(description.get(name), dict):
            raise ValueError(f"{name} is not an object")
    unknown = sorted(description.keys() - KEYS)
    if unknown:
        raise ValueError(f"format {description['format']} has no {unknown[0]!r:.40}")
    if not isinstance(description["task"].get("name"), str):
        raise ValueError("task.name is not text")


def settings_of(description: dict[str, Any]) -> dict[str, Any]:
    """The settings under today's names, whatever the format of the directory."""
    if description["format"] > 2:
        return description["settings"]
    settings: dict[str, Any] = {}
    for section, values in description["settings"].items():
        if not isinstance(values, dict):
            settings[section] = values
            continue
        settings[section] = {}
        for old_name, value in values.items():
            name = RENAMED_SETTINGS.get(f"{section}.{old_name}", f"{section}.{old_name}")
            if value is None and name in NULL_DEFAULTS:
                continue
            renamed_values: dict[Any, str] = RENAMED_VALUES.get(name, {})
            settings[section][name.partition(".")[2]] = renamed_values.get(value, value)
    return settings


def check_setting_names(settings: dict[str, Any]) -> None:
    """Raises: ValueError, with the full name of the first setting that is none."""
    known = by_name(Config()).keys()
    sections = {name.partition(".")[0] for name in known if "." in name}
    for section, values in settings.items():
        inside = isinstance(values, dict) and section in sections
        names = [f"{section}.{name}" for name in values] if inside else [section]
        unknown = [name for name in names if name not in known and name not in sections]
        if unknown:
            raise ValueError(f"there is no setting {unknown[0]!r:.60}")


def identity_of(description: dict[str, Any]) -> str:
    """Names what the weights were trained for: all but how outputs are searched for."""
    parts = {name: part for name, part in description.items() if name != "settings"}
    settings = {name: part for name, part in description["settings"].items() if name != "search"}
    return hashlib.sha256(json.dumps([parts, settings], sort_keys=True).encode()).hexdigest()


def holds_model(folder: Path) -> bool:
    """Whether a directory holds a model of Pantoum, whole or not; another program's config.json is
    not one.
    """
    return bool(vocabulary_names(folder))


def vocabulary_names(folder: Path) -> set[str]:
    """The files of vocabularies in a directory that holds a model; none in any other."""
    try:
        description = json.loads(read_text(folder / CONFIG))
        if {"format", "settings", "sha256"} <= description.keys():
            return {name for name in description["sha256"] if Path(name).name == name}
    except (OSError, ValueError, RecursionError, AttributeError, TypeError, NamedError):
        pass
    return set()
