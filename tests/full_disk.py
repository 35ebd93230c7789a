"""A disk without room for one file, so that what was there before can be shown to stay."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pytest

from pantoum import files

FULL = Path("/dev/full")
needs_full_disk = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")


def fill_disk(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """From now on there is no room for a new file that would stand at `path`."""
    open_new = files._open_new

    def without_room(new: Path, partial: Path) -> tuple[BinaryIO, bool]:
        return (FULL.open("wb"), True) if new == path else open_new(new, partial)

    monkeypatch.setattr(files, "_open_new", without_room)
