"""The models that a command is given by names of one's own, as in NAME=DIR."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.exported import is_exported
from pantoum.hub import is_address

# What can stand in an address, in a header and in a list without being escaped.
_NAME = re.compile(r"[\w.+-]{1,60}")


def sources_of(models: Sequence[str]) -> dict[str, str | Path]:
    """The models by name, as they were given: DIR, FILE.onnx, hf://user/name, or NAME= before one.

    Raises:
        PantoumError: for a name that cannot be used or comes twice, and for a place where nothing
            is.
    """
    found: dict[str, str | Path] = {}
    for model in models:
        name, place = _named(model)
        if not _NAME.fullmatch(name):
            raise PantoumError(
                f"a model cannot be called {name!r}",
                setting="MODEL",
                where=model,
                rule="letters, digits and the signs . _ + -, at most 60",
                value=name,
                remedy="name it, as in NAME=DIR",
            )
        if name in found:
            raise PantoumError(
                f"two models are called {name!r}",
                setting="MODEL",
                where=model,
                rule="a name of its own for each model",
                value=name,
                remedy="name one of them, as in NAME=DIR",
            )
        _check_there(place)
        found[name] = place
    return found


def _named(model: str) -> tuple[str, str | Path]:
    """A model's name and its place."""
    name, equals, place = model.partition("=")
    is_named = bool(equals) and not Path(model).exists()
    if not is_named:
        place = model
    if is_address(place):
        return name if is_named else place.partition("@")[0].rpartition("/")[2], place
    path = Path(place)
    if not is_named:
        name = path.stem if is_exported(path) else path.resolve().name
    return name, path


def _check_there(place: str | Path) -> None:
    """Refuse a place where nothing is, before anything large is imported."""
    if isinstance(place, str) or place.exists():
        return
    kind = "file" if is_exported(place) else "directory"
    raise PantoumError(f"no such {kind}", where=str(place), remedy="check the path")
