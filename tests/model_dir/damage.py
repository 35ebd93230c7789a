"""Model directories that are damaged by hand, with every sum made right again."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from pantoum.model_dir.weights import metadata_of

# One value of every type, and some at which programs break.
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 3, 10**12, 0.5, -1e300, float("nan"), float("inf")),
    *("", "x", "é" * 500, "\ud800", [], ["x"], [0], {}, {"x": 0}, [[[]]]),
)

Place = tuple[str | int, ...]


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """The place of every value inside a JSON value, that of the whole first; of a long list or
    object of equals the first and the last alone.
    """
    yield here
    if not isinstance(value, dict | list):
        return
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    for key in keys if len(keys) <= 40 else (keys[0], keys[-1]):
        yield from places(value[key], (*here, key))


def changed(value: Any, place: Place, new: Any) -> Any:
    """The same JSON value with another one at a place."""
    if not place:
        return new
    made = copy.deepcopy(value)
    inside = made
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = new
    return made


def without(value: Any, place: Place) -> Any:
    """The same JSON value without what stands at a place."""
    made = copy.deepcopy(value)
    inside = made
    for key in place[:-1]:
        inside = inside[key]
    del inside[place[-1]]
    return made


def sign(folder: Path, change: Callable[[dict[str, Tensor]], None] = lambda tensors: None) -> None:
    """Make the sums of a directory right, as somebody could who wants it to be loaded.

    Args:
        change: what is done to the weights before.
    """
    path = folder / "config.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(description, dict):
        return
    if isinstance(description.get("sha256"), dict):
        for name in description["sha256"]:
            data = (folder / name).read_bytes()
            description["sha256"][name] = hashlib.sha256(data).hexdigest()
        path.write_text(json.dumps(description), encoding="utf-8")
    for weights in folder.glob("*.safetensors"):
        with safe_open(weights, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        if weights.name == "model.safetensors":
            change(tensors)
        weights.write_bytes(save(tensors, metadata=metadata_of(description, tensors)))
