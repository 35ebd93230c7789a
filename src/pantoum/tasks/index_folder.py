"""Which index a folder may take, and what tells one index from others."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pantoum.config import DataConfig
from pantoum.data.indexing.parts import BUILDING, STATE, is_whole, read_state
from pantoum.data.indexing.stored import INDEX, VERSION, describe_index, open_index
from pantoum.errors import PantoumError

LOCK = "lock"
# What stands in the folder of an index before it is finished, beside arrays.
MADE = (BUILDING, LOCK)


def identity_of(sources: Sequence[dict[str, Any]], form: str, data: DataConfig) -> dict[str, Any]:
    """What tells an index from others: what it is made of and how."""
    return {
        "version": VERSION,
        "format": form,
        "sources": [{name: one[name] for name in ("bytes", "sha256")} for one in sources],
        "data": asdict(data),
    }


def check_folder(folder: Path, identity: dict[str, Any], overwrite: bool) -> dict[str, Any] | None:
    """Refuse a folder that holds something else.

    Returns: what is said of the same index, where it is finished already.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise PantoumError("is a file;", where=str(folder), remedy="give a directory to --output")
    begun = (folder / BUILDING / STATE).exists()
    if overwrite and ((folder / INDEX).exists() or begun):
        return None
    if (folder / INDEX).exists():
        described = describe_index(folder)
        _check_same(folder, described.get("identity"), identity, "is an index")
        open_index(folder)  # whether its files are whole
        return described
    state = read_state(folder)
    if state is not None:
        _check_same(folder, state.identity, identity, "has the beginning of an index")
    elif any(path.name not in MADE and path.suffix != ".npy" for path in folder.iterdir()):
        raise PantoumError(
            "is not empty and holds no index;",
            where=str(folder),
            remedy="give a new directory to --output",
        )
    return None


def remove_others(folder: Path, identity: dict[str, Any]) -> None:
    """Take away the beginning of another index. One that is finished stays until it is replaced."""
    try:
        state = read_state(folder)
    except PantoumError:
        state = None
    if state is None or state.identity != identity or not is_whole(folder, state):
        shutil.rmtree(folder / BUILDING, ignore_errors=True)


def _check_same(folder: Path, then: Any, now: dict[str, Any], what: str) -> None:
    if then == now:
        return
    if not isinstance(then, dict) or not isinstance(then.get("data"), dict):
        then = {"data": {}}
    changed = [name for name, value in now["data"].items() if then["data"].get(name) != value]
    if then.get("sources") != now["sources"]:
        other = "of other data"
    elif changed:
        name = changed[0]
        other = f"made with data.{name} {then['data'].get(name)!r} (now {now['data'][name]!r})"
    else:
        other = "of another version or format"
    raise PantoumError(
        f"{what} {other};",
        where=str(folder),
        remedy="give --overwrite to make it anew, or another --output",
    )
