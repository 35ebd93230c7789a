"""The files of a model that is served: whether they have changed, and a digest of them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.exported import is_exported
from pantoum.files import PARTIAL, not_readable, path_of
from pantoum.hub import is_address

# What a look at files sees of each: its name, size, time of change and number in the file system.
Look = tuple[tuple[str, int, int, int], ...]


def folder_of(place: str | Path) -> Path:
    """Where the files of a model are; those of one on the hub are fetched first.

    Raises: PantoumError for what no file can be called, and where the hub does not give the model.
    """
    path = path_of(place, "model")
    if not is_address(place):
        return path
    from pantoum.model_dir import local_folder

    return local_folder(place)


def look(place: Path) -> Look:
    """What is to be seen of the files that a model is read from, without reading them; nothing
    where nothing can be seen.
    """
    try:
        found = [(path.name, path.stat()) for path in _files(place)]
    except OSError:
        return ()
    return tuple((name, one.st_size, one.st_mtime_ns, one.st_ino) for name, one in sorted(found))


def digest(place: Path) -> str:
    """SHA-256 of the lines ``name sha256`` of the files that a model is read from, in the order of
    their names; of an exported file that of the file.

    Raises: PantoumError for a file that cannot be read.
    """
    lines = []
    try:
        files = sorted(_files(place))
        for path in files:
            with path.open("rb") as file:
                lines.append(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n")
    except OSError as error:
        raise not_readable(place, error) from error
    if is_exported(place):
        return lines[0].split()[1]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class Watch:
    """Says when files have changed, and have come to rest.

    Files are written one after the other, so that two looks must see the same before they are read.

    Args:
        loaded: what a look saw before the files were read.
    """

    def __init__(self, loaded: Look) -> None:
        self._loaded = loaded
        self._last = loaded

    def settled(self, now: Look) -> bool:
        """Whether the files should be read again, by what a look sees now."""
        rests = now == self._last
        self._last = now
        return rests and now != self._loaded

    def tried(self, before: Look) -> None:
        """Note that files were read again, well or not, and what a look saw before."""
        self._loaded = before


def _files(place: Path) -> Iterator[Path]:
    """The files; not those that a model has but is not read from, such as the course of its
    training.
    """
    if is_exported(place):
        yield place
        return
    from pantoum.model_dir import EXPORTED, METRICS, RUN, SHORTLIST

    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name in (EXPORTED, METRICS, RUN, SHORTLIST) or entry.name[0] == ".":
                continue
            if not entry.name.endswith(PARTIAL) and stat.S_ISREG(entry.stat().st_mode):
                yield Path(entry.path)


def unreadable(place: str | Path, error: Exception) -> PantoumError:
    """What is said of a model whose loading failed otherwise than by an error of its files."""
    memory = isinstance(error, MemoryError) or "memory" in str(error).lower()
    why = "there is not enough memory for it" if memory else type(error).__name__
    return PantoumError(
        f"the model cannot be loaded: {why}",
        where=str(place),
        remedy="free some memory" if memory else "try it with `pantoum predict`",
    )
