"""Which commands work on a study now, on this machine and on others that share its directory."""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from pathlib import Path
from typing import Any

from pantoum.files import not_writable

BOOT = Path("/proc/sys/kernel/random/boot_id")
PROCESSES = Path("/proc/self/ns/pid")
# Seconds between two signs of life, and after how many without one a command counts as dead.
BEAT = 15.0
SILENCE = 120.0


class Presence:
    """A command's file in the directory of a study, which it touches now and then.

    Another command on the same machine knows at once that this one has ended, others by the age of
    the file. Ages are those of the file system, so that clocks need not agree.

    Args:
        folder: of the files of all commands; made if it is not there.
    Attributes:
        name: of this command, which no other one has.
    Raises: PantoumError where the file cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.name = secrets.token_hex(8)
        self._folder = folder
        self._file = folder / self.name
        self._beaten = time.monotonic()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps({"machine": _machine(), "process": os.getpid()}))
        except OSError as error:
            raise not_writable(self._file, error) from error

    def beat(self) -> None:
        """Give a sign of life, if it is time for one."""
        if time.monotonic() - self._beaten >= BEAT:
            self._beaten = time.monotonic()
            self._file.touch()

    def leave(self) -> None:
        """End: what this command has begun is then for others."""
        self._file.unlink(missing_ok=True)

    def is_alive(self, name: str) -> bool:
        """Whether a command still works on the study."""
        try:
            found: dict[str, Any] = json.loads((self._folder / name).read_bytes())
            beaten = (self._folder / name).stat().st_mtime
            self._file.touch()
            now = self._file.stat().st_mtime
        except (FileNotFoundError, ValueError):
            return False
        except OSError:  # of a file system that does not answer: that says nothing of the command
            return True
        if found.get("machine") == _machine() and not _runs(found["process"]):
            return False
        return now - beaten < SILENCE


def _machine() -> list[str]:
    """What the processes have in common that can see each other by their numbers."""
    parts = [socket.gethostname()]
    for read in (lambda: BOOT.read_text().strip(), lambda: os.readlink(PROCESSES)):
        try:
            parts.append(read())
        except OSError:
            parts.append("")
    return parts


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
