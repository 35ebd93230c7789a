"""``model.safetensors`` and other files of tensors: read if they are whole and of the model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import nn

from pantoum.errors import PantoumError
from pantoum.model_dir.description import CONFIG, METADATA_KEYS, identity_of
from pantoum.model_dir.reading import reading

FOREIGN = f"it is not of the model that {CONFIG} describes;"
COPY_ANEW = "copy the whole directory anew"


def read_weights(path: Path, description: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The weights, if they are whole and those of the model described: known before anything is
    built.
    """
    # Opened by us as well: safetensors takes a file that may not be read for one that is missing.
    with reading(path), path.open("rb"), safe_open(path, framework="pt") as file:
        written_identity, digest = _named_in(file.metadata() or {}, description)
        weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    with reading(path.with_name(CONFIG)):
        identity = identity_of(description)
    if written_identity != identity:
        raise PantoumError(FOREIGN, where=str(path), remedy=COPY_ANEW)
    if digest != digest_of(weights):
        raise PantoumError(
            "damaged: some of its bytes have changed;", where=str(path), remedy=COPY_ANEW
        )
    return weights


def metadata_of(description: dict[str, Any], tensors: Mapping[str, torch.Tensor]) -> dict[str, str]:
    """What a file of weights says of itself: which model it is of, and a digest of the weights."""
    key = METADATA_KEYS[description["format"]]
    return {key: f"{identity_of(description)} {digest_of(tensors)}"}


def _named_in(metadata: Mapping[str, str], description: dict[str, Any]) -> tuple[str, str]:
    """The identity and the digest that a file of weights has in its metadata."""
    identity, _, digest = metadata.get(METADATA_KEYS[description["format"]], "").partition(" ")
    return identity, digest


def digest_of(weights: Mapping[str, torch.Tensor]) -> str:
    """SHA-256 of all weights, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(weights[name].contiguous().numpy().tobytes())
    return digest.hexdigest()


def distinct_weights(model: nn.Module) -> dict[str, torch.Tensor]:
    """The weights by name; tied ones under their first name alone, since safetensors keeps no ties
    and `build` does.
    """
    names: dict[int, str] = {}
    for name, tensor in model.state_dict().items():
        names.setdefault(tensor.data_ptr(), name)
    kept = set(names.values())
    return {
        name: tensor.contiguous() for name, tensor in model.state_dict().items() if name in kept
    }
