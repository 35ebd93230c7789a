"""What a model directory holds: kind, sizes, scores, settings, and where the model comes from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantoum.config import Config, ResolvedConfig, by_name
from pantoum.files import path_of
from pantoum.model_dir import CONFIG, RUN, SCORES, load_model, local_folder, read_object
from pantoum.predictor.calls import clear_call
from pantoum.tasks import REGISTRY, settings_to_save


@dataclass(frozen=True)
class ModelInfo:
    """What is known of a trained model.

    Attributes:
        path: the directory.
        kind: such a model in words, as in "an encoder-decoder".
        task: its kind by name, as in "seq2seq".
        format: of the model directory.
        version: of Pantoum, that wrote it; None where the directory does not say.
        parameters: how many numbers were learned.
        sizes: how much the vocabularies know, by what they are of.
        settings: every setting that this kind of model uses, by its full name.
        given: the settings that were given for its training, the others were chosen or have their
            defaults; None where the directory does not say.
        scores: what ``metrics.json`` holds: the dev scores of the weights, and of what else was
            tried; empty without that file.
        run: what ``run.json`` holds: the command, the data files, the versions and the machine of
            its training; empty without that file.
        files: name, size in bytes and SHA-256 of each file, but for checkpoints.
    """

    path: str
    kind: str
    task: str
    format: int
    version: str | None
    parameters: int
    sizes: dict[str, int]
    settings: dict[str, Any]
    given: dict[str, Any] | None
    scores: dict[str, Any]
    run: dict[str, Any]
    files: list[dict[str, Any]]

    def __repr__(self) -> str:
        return f"ModelInfo({self.path!r}: {self.kind}, {self.parameters:,} parameters)"

    def to_dict(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return dict(vars(self))


@clear_call
def info(path: str | Path) -> ModelInfo:
    """Read what a model directory says of its model, and check that it is whole.

    Args:
        path: the directory, or ``hf://user/name`` for a model on the hub.
    Raises: PantoumError when the directory is missing, incomplete, damaged or from a newer version.
    """
    folder = local_folder(path_of(path, "path"))
    trained = load_model(folder)
    description = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    run = read_object(folder / RUN)
    return ModelInfo(
        path=str(folder),
        kind=REGISTRY[trained.task.name].description,
        task=trained.task.name,
        format=description["format"],
        version=description.get("version"),
        parameters=sum(weights.numel() for weights in trained.model.parameters()),
        sizes=trained.task.sizes(),
        settings=used_settings(trained.config),
        given=run.get("given_settings"),
        scores=read_object(folder / SCORES),
        run=run,
        files=[_file(one) for one in sorted(folder.iterdir()) if one.is_file()],
    )


def used_settings(config: ResolvedConfig) -> dict[str, Any]:
    """Every setting that a kind of model uses, by its full name.

    Args:
        config: of a trained model of this kind.
    """
    settings = by_name(settings_to_save(config))
    defaults = by_name(Config())
    unused = {name for name, value in settings.items() if value is None and defaults[name] is None}
    return {name: value for name, value in settings.items() if name not in unused}


def _file(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {"name": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
