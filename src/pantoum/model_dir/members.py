"""A directory of several runs, whose ``runs.json`` says which models answer for it."""

from __future__ import annotations

import json
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.model_dir.description import holds_model

RUNS_FILE = "runs.json"


def members_of(folder: Path) -> list[Path]:
    """The models that answer for a directory: itself, or those of its runs that were chosen.

    Raises:
        PantoumError: no run of the directory was chosen, a chosen one is not there, or the
            ``runs.json`` cannot be read.
    """
    path = folder / RUNS_FILE
    if holds_model(folder) or not _is_file(path):
        return [folder]
    try:
        found = json.loads(path.read_bytes())
        runs, use = list(found["runs"]), list(found["use"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PantoumError(
            "is damaged, or cannot be read;",
            where=str(path),
            remedy="give the directory of one run",
        ) from error
    if not use:
        example = folder / (runs[0] if runs else "seed-1")
        raise PantoumError(
            f"holds {len(runs)} runs, of which none was chosen;",
            where=str(folder),
            remedy=f"give one of them, such as {example}, or train with --resume --choose best",
        )
    for name in use:
        # What is read lies in this directory.
        outside = Path(name).is_absolute() or ".." in Path(name).parts
        if outside or not holds_model(folder / name):
            raise PantoumError(
                f"names the run {name}, whose model is not there;",
                where=str(path),
                remedy="train again with --resume",
            )
    return [folder / name for name in use]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long, which whoever reads the model says
        return False
