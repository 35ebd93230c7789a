"""What is kept of each run of a benchmark, in a file beside its directory.

Each run has a file of its own, so that several machines that share a directory never write to one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pantoum.errors import PantoumError
from pantoum.files import not_readable, write_files
from pantoum.scale.benchmark.plan import Run
from pantoum.training.provenance import describe_data

# What `pantoum evaluate --json` writes beside scores.
NO_SCORES = ("seconds", "intervals", "signature", "by_length", "by_seen", "groups")


@dataclass
class Record:
    """One run.

    Attributes:
        asked: its settings and the SHA-256 of its files; it is not taken for a run that differs.
        threads: that runs at a time leave it; 0 if that is open.
        status: "waiting" has not ended, "finished", or "failed".
        seconds: that its training took.
        epoch: of the weights that were kept.
        dev, test: their scores.
        message: why it failed.
        replaces: when the checkpoint was written that the run is to replace, in nanoseconds; 0 if
            there was none, None for a run that replaces nothing.
    """

    asked: dict[str, Any]
    threads: int = 0
    status: Literal["waiting", "finished", "failed"] = "waiting"
    seconds: float | int | None = None
    epoch: float | int | None = None
    dev: dict[str, float | int] = field(default_factory=dict)
    test: dict[str, float | int] = field(default_factory=dict)
    message: str = ""
    replaces: int | None = None


def asked_of(run: Run, digests: dict[Path, str]) -> dict[str, Any]:
    """What a run is made of.

    Args:
        digests: of files that were read before; those of others are added.
    """
    parts = {"train": run.data.train, "dev": run.data.dev, "test": run.data.test}
    for path in (path for paths in parts.values() for path in paths):
        if path not in digests:
            digests[path] = " ".join(one["sha256"] or "" for one in describe_data(path))
    files = {part: [digests[path] for path in paths] for part, paths in parts.items()}
    return {"settings": dict(run.settings), **files}


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The names of settings and the parts of the data that were others before."""
    old, new = before.get("settings", {}), now["settings"]
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    parts = [part for part in now if part != "settings" and before.get(part) != now[part]]
    return [*names, *(f"{part} data" for part in parts)]


def read_record(folder: Path, run: str) -> Record | None:
    """The record of a run, of which the name is given; None if there is none.

    Raises: PantoumError for a file that cannot be read, or is no such file.
    """
    path = folder / f"{run}.json"
    try:
        return Record(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise not_readable(path, error) from error
    except (ValueError, TypeError) as error:
        raise PantoumError(
            "is damaged, or of a newer version;",
            where=str(path),
            remedy="take it away: the run is then gone on with",
        ) from error


def write_record(folder: Path, run: str, record: Record) -> None:
    """Write the record of a run into a directory that is there.

    Raises: PantoumError where it cannot be written.
    """
    path = folder / f"{run}.json"
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n"
    write_files(path.parent, {path.name: text.encode()})


def scores_of(evaluation: Mapping[str, Any]) -> dict[str, float | int]:
    """The scores in what ``pantoum evaluate --json`` writes; those of columns of tags have their
    columns before a dot, as the scores of a training have.
    """
    scores: dict[str, float | int] = {}
    for name, value in evaluation.items():
        if name in NO_SCORES:
            continue
        if isinstance(value, dict):
            scores |= {f"{name}.{score}": inner for score, inner in value.items()}
        else:
            scores[name] = value
    return scores
