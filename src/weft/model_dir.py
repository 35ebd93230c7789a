"""A trained model on disk.

``config.json``: settings and version; ``model.safetensors``: the weights; ``source.json`` and ``target.json``: the
tokenizers; ``metrics.json``: the scores of the saved weights; ``README.md``: the model card. No pickle is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import nn

from weft.config import Config, config_from_dict
from weft.data import SourceTokenizer, Tokenizer
from weft.errors import WeftError
from weft.models import Seq2Seq, build
from weft.search.limit import OutputLimit

FORMAT = 1


@dataclass(frozen=True)
class TrainedModel:
    """All that a prediction needs."""

    config: Config
    source: SourceTokenizer
    target: Tokenizer
    limit: OutputLimit
    model: Seq2Seq


def save_description(
    folder: Path, config: Config, source: SourceTokenizer, target: Tokenizer, limit: OutputLimit
) -> None:
    """Write the files that stay the same during training, ``config.json`` last: it makes the folder a model."""
    write_text(folder / "source.json", source.to_json())
    write_text(folder / "target.json", target.to_json())
    description = {
        "format": FORMAT,
        "task": "sequence-to-sequence",
        "output_limit": limit._asdict(),
        "settings": asdict(config),
    }
    write_text(folder / "config.json", json.dumps(description, indent=2) + "\n")


def save_weights(folder: Path, model: nn.Module) -> None:
    """Write the weights; tied ones once. The file that was there stays whole until the new one is."""
    path = folder / "model.safetensors"
    _replace(path, lambda temporary: temporary.write_bytes(save(_distinct(model))))


def write_text(path: Path, text: str) -> None:
    """Write a file; the one that was there stays whole until the new one is."""
    _replace(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def load_model(folder: Path | str) -> TrainedModel:
    """Read a model directory.

    Raises: WeftError when it is missing, incomplete, damaged or from a newer version of Weft.
    """
    folder = Path(folder)
    description = _description(folder)
    try:
        config = config_from_dict(description["settings"])
        limit = OutputLimit(**description["output_limit"])
        source = SourceTokenizer.from_json(_read(folder / "source.json"))
        target = Tokenizer.from_json(_read(folder / "target.json"))
    except (KeyError, TypeError, ValueError) as error:
        raise WeftError(f"{folder}: the model's files are damaged ({error}); train it again or copy it anew") from error
    model = build(config.model, source.size, target.size)
    _load_weights(folder / "model.safetensors", model)
    return TrainedModel(config, source, target, limit, model.eval())


def _description(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise WeftError(f"{folder}: no such directory; give the directory that `weft train --output` wrote")
    if not (folder / "config.json").exists():
        hint = (
            "its training was stopped before a first evaluation"
            if (folder / "checkpoints").exists()
            else "no model is there"
        )
        raise WeftError(f"{folder}: config.json is missing: {hint}")
    try:
        description = json.loads(_read(folder / "config.json"))
        found = int(description["format"])
    except (KeyError, TypeError, ValueError) as error:
        raise WeftError(f"{folder / 'config.json'}: damaged, or not a Weft model ({error})") from error
    if found > FORMAT:
        raise WeftError(
            f"{folder}: the model has format {found}, but this version of Weft reads up to {FORMAT}; upgrade Weft"
        )
    return description


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise WeftError(f"{path}: the file is missing, so the model is incomplete; copy the whole directory") from error
    except UnicodeDecodeError as error:
        raise WeftError(f"{path}: damaged: not UTF-8 text") from error


def _load_weights(path: Path, model: nn.Module) -> None:
    try:
        weights = load_file(path)
    except FileNotFoundError as error:
        raise WeftError(f"{path}: the file is missing, so the model is incomplete; copy the whole directory") from error
    except SafetensorError as error:
        raise WeftError(f"{path}: damaged ({error}); copy it anew or train again") from error
    wanted = _distinct(model)
    if weights.keys() != wanted.keys() or any(weights[name].shape != wanted[name].shape for name in wanted):
        raise WeftError(f"{path}: the weights do not fit config.json; copy the whole directory anew")
    model.load_state_dict(weights, strict=False)


def _distinct(model: nn.Module) -> dict[str, torch.Tensor]:
    """The weights by name; tied ones under their first name alone, since safetensors keeps no ties and `build` does."""
    names: dict[int, str] = {}
    for name, tensor in model.state_dict().items():
        names.setdefault(tensor.data_ptr(), name)
    kept = set(names.values())
    return {name: tensor.contiguous() for name, tensor in model.state_dict().items() if name in kept}


def _replace(path: Path, write: Callable[[Path], Any]) -> None:
    temporary = path.with_name(path.name + ".partial")
    try:
        write(temporary)
        os.replace(temporary, path)
    except (OSError, SafetensorError) as error:
        temporary.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise WeftError(f"{path}: cannot be written: {reason}") from error
