"""The files of an index while it is made: what a checkpoint says of them is on the disk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pantoum.data.indexing.position import Position
from pantoum.errors import PantoumError
from pantoum.files import not_readable, whole_file

BUILDING = "building"
STATE = "state.json"
SIDES = ("source", "target")
# The pairs' ids, how many these are, where their lines begin, the ids of pairs that are left out,
# and the units in the order in which they were met.
PARTS = (
    *(f"{side}.{what}" for side in SIDES for what in ("ids", "lengths", "long", "units")),
    "places",
)


@dataclass
class State:
    """How far the making of an index is.

    identity: what it is made of, and with which settings; position: where the reading of the source
    stands; pairs: so many are written; left_out: so many were too long; longest: symbols of the
    longest of these; refused: so many lines could not be used, and why the first of them; files:
    the number of the first pair of each file that was begun; chunks: for
    each side the bytes of a number and how many of such there are, one after the other; bytes: of
    each part.
    """

    identity: dict[str, Any]
    position: Position = field(default_factory=Position)
    pairs: int = 0
    left_out: int = 0
    longest: int = 0
    refused: int = 0
    first_refused: str = ""
    files: list[int] = field(default_factory=list)
    chunks: dict[str, list[list[int]]] = field(default_factory=lambda: {side: [] for side in SIDES})
    bytes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))


def read_state(folder: Path) -> State | None:
    """What was done of an index before its making was stopped; None if it was not begun.

    Raises:
        PantoumError: it cannot be read, or is damaged.
    """
    path = folder / BUILDING / STATE
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        values = saved["state"]
        if saved["sha256"] != _sum(values):
            raise ValueError("sha256")
        values["position"] = Position(*values["position"])
        return State(**values)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise not_readable(path, error) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise damaged_parts(path) from None


def _sum(values: Any) -> str:
    """What tells the values of a state that nobody has changed."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def damaged_parts(place: Path) -> PantoumError:
    """What is said of parts that cannot be gone on with."""
    return PantoumError(
        "what was done of the index is damaged;",
        where=str(place),
        remedy="give --overwrite to begin anew",
    )


def write_text(path: Path, text: str) -> None:
    """Write a file that takes the place of the one before when it is on the disk.

    Raises: OSError where that fails.
    """
    with whole_file(path) as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def begin_parts(folder: Path, identity: dict[str, Any]) -> None:
    """Make the folder of an index, unless one is begun there, and say what it is to be.

    Raises: OSError where it cannot be written.
    """
    if not (folder / BUILDING / STATE).exists():
        # What a killed command has not taken away is of another index.
        shutil.rmtree(folder / BUILDING, ignore_errors=True)
        (folder / BUILDING).mkdir(parents=True, exist_ok=True)
        Parts(folder, State(identity)).save()


def is_whole(folder: Path, state: State) -> bool:
    """Whether the files that grow are as long as the last checkpoint says, or longer."""
    places = {folder / BUILDING / name: size for name, size in state.bytes.items()}
    return all(path.is_file() and path.stat().st_size >= size for path, size in places.items())


class Parts:
    """The files that grow; what stands in them behind the last checkpoint does not count.

    Args:
        folder: of the index.
        state: the last checkpoint; `save` writes the next one.
    """

    def __init__(self, folder: Path, state: State) -> None:
        self.folder = folder / BUILDING
        self.state = state
        self._open: dict[str, BinaryIO] = {}

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The files, cut back to the last checkpoint.

        Raises: OSError where they cannot be written, PantoumError where they have become shorter.
        """
        with ExitStack() as closing:
            for name in PARTS:
                file = closing.enter_context((self.folder / name).open("ab"))
                if file.tell() < self.state.bytes[name]:
                    raise damaged_parts(self.folder)
                file.truncate(self.state.bytes[name])
                self._open[name] = file
            yield

    def add(self, name: str, data: bytes) -> None:
        """Write behind what a file has.

        Raises: OSError where that fails.
        """
        self._open[name].write(data)
        self.state.bytes[name] += len(data)

    def save(self) -> None:
        """Write a checkpoint, once all that it counts is on the disk.

        Raises: OSError where that fails.
        """
        for file in self._open.values():
            file.flush()
            os.fsync(file.fileno())
        values = asdict(self.state)
        saved = {"state": values, "sha256": _sum(values)}
        write_text(self.folder / STATE, json.dumps(saved))
