"""A model from the hub into a directory of one's own."""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pantoum.errors import PantoumError
from pantoum.files import PARTIAL, not_writable
from pantoum.hub import address_of, look_up
from pantoum.model_dir import EXPORTED, fetch_model, files_of, load_model


class Pulled(NamedTuple):
    """What was fetched.

    Attributes:
        folder: the model directory.
        address: the model's, with its commit as the revision.
        files: the names of what was fetched.
    """

    folder: Path
    address: str
    files: list[str]


def pull(name: str, *, revision: str | None = None, output: str | Path | None = None) -> Pulled:
    """Write a model of the Hugging Face hub into a directory, as ``pantoum pull`` does.

    Only the files of a model are fetched, and they are checked as those of any model directory
    before anything is written.

    Args:
        name: of the model on the hub, ``user/name``.
        revision: a branch, a tag or a commit; by default the newest of the main branch.
        output: the directory, which must not be there or be empty; by default the name without the
            user.
    Raises:
        PantoumError: the hub does not give the model, it is not whole, or the directory cannot be
            written or holds something; nothing is written then.
    """
    address = address_of(name, revision)
    folder = Path(address.name.partition("/")[2] if output is None else output)
    _check_free(folder)
    listing = look_up(address)
    cached = fetch_model(listing, [EXPORTED])
    load_model(cached)
    names = files_of(cached)
    _write(folder, cached, names)
    return Pulled(folder, str(listing.address), names)


def _check_free(folder: Path) -> None:
    try:
        holds = sorted(folder.iterdir())[:1]
    except FileNotFoundError:
        return
    except OSError as error:
        raise not_writable(folder, error) from error
    if holds:
        raise PantoumError(
            "is there already and is not empty;",
            where=str(folder),
            remedy="give another directory to --output",
        )


def _write(folder: Path, cached: Path, names: list[str]) -> None:
    """Copy files so that the directory has all of them or is not there."""
    partial = folder.with_name(f"{folder.name}.{secrets.token_hex(8)}{PARTIAL}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
        for name in names:
            shutil.copyfile(cached / name, partial / name)
        partial.replace(folder)
    except OSError as error:
        raise not_writable(folder, error) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(partial)
