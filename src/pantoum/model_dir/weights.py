"""``model.safetensors`` and other files of tensors: read if they are whole and of the model."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import nn
from torch.overrides import TorchFunctionMode

from pantoum.errors import PantoumError
from pantoum.model_dir.description import CONFIG, METADATA_KEYS, NAMED_DIGEST, identity_of
from pantoum.model_dir.reading import (
    COPY_ANEW,
    MOST_WEIGHT_BYTES,
    NamedError,
    check_regular,
    reading,
)

FOREIGN = f"it is not of the model that {CONFIG} describes"

# The types of tensors, as safetensors names them.
DTYPES = {
    "BOOL": torch.bool,
    **{"U8": torch.uint8, "I8": torch.int8, "I16": torch.int16},
    **{"I32": torch.int32, "I64": torch.int64},
    **{"F16": torch.float16, "BF16": torch.bfloat16},
    **{"F32": torch.float32, "F64": torch.float64},
}


# What fills a tensor with random numbers; the last is called by PyTorch's own modules.
DRAWING = ("normal_", "uniform_", "kaiming_uniform_")


class _Undrawn(TorchFunctionMode):
    """Draws no random numbers in place, and makes no orthogonal matrices of them. It is a mode of
    the thread: what others build has its first weights.

    On the meta device there is nothing to draw numbers into, and PyTorch imports its compiler to do
    that, which takes seconds.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__name__", "") in DRAWING:
            return args[0] if args else kwargs["tensor"]
        if func is torch.linalg.qr:  # how `torch.nn.init.orthogonal_` makes one
            return args[0], args[0][: args[0].shape[1]]
        return func(*args, **kwargs)


@contextlib.contextmanager
def without_memory() -> Iterator[None]:
    """Modules that are built here have tensors with names, shapes and types, but no values."""
    with torch.device("meta"), _Undrawn():
        yield


@contextlib.contextmanager
def without_first_weights() -> Iterator[None]:
    """Modules that are built here have whatever stood in memory as weights: for those into which
    weights are loaded next. To draw them took up to half of the time of loading a model.
    """
    with _Undrawn():
        yield


def read_header(path: Path, description: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The tensors that a file of weights says it has, on PyTorch's meta device: names, shapes and
    types, for which no memory is taken.

    Raises: PantoumError for a file that cannot be read, or is not of the model described.
    """
    tensors = {}
    with _opened(path, description) as (file, _):
        for name in file.keys():  # noqa: SIM118 - not a dict
            entry = file.get_slice(name)
            dtype = DTYPES[entry.get_dtype()]
            tensors[name] = torch.empty(entry.get_shape(), dtype=dtype, device="meta")
    return tensors


def read_weights(path: Path, description: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The weights, if they are whole and those of the model described.

    Raises: PantoumError as `read_header`, and for weights that have changed.
    """
    with _opened(path, description) as (file, digest):
        weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    if digest != digest_of(weights, description["format"]):
        raise PantoumError(
            "damaged: some of its bytes have changed;", where=str(path), remedy=COPY_ANEW
        )
    return weights


@contextlib.contextmanager
def _opened(path: Path, description: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """A file of weights of the model described, and the digest that is written in it."""
    with reading(path):
        check_regular(path, MOST_WEIGHT_BYTES)
    with reading(path.with_name(CONFIG)):
        identity = identity_of(description)
    # Opened by us as well: safetensors takes a file that may not be read for one that is missing.
    with reading(path), path.open("rb"), safe_open(path, framework="pt") as file:
        written_identity, digest = _named_in(file.metadata() or {}, description)
        if written_identity != identity:
            raise NamedError(f"{FOREIGN};", where=str(path), remedy=COPY_ANEW)
        yield file, digest


def metadata_of(description: dict[str, Any], tensors: Mapping[str, torch.Tensor]) -> dict[str, str]:
    """What a file of weights says of itself: which model it is of, and a digest of the weights."""
    key = METADATA_KEYS[description["format"]]
    return {key: f"{identity_of(description)} {digest_of(tensors, description['format'])}"}


def _named_in(metadata: Mapping[str, str], description: dict[str, Any]) -> tuple[str, str]:
    """The identity and the digest that a file of weights has in its metadata."""
    identity, _, digest = metadata.get(METADATA_KEYS[description["format"]], "").partition(" ")
    return identity, digest


def digest_of(weights: Mapping[str, torch.Tensor], format_number: int) -> str:
    """SHA-256 of all weights, in the order of their names, as a format computes it."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        tensor = weights[name].contiguous()
        if format_number >= NAMED_DIGEST:
            # As JSON, so that two different sets of tensors never read the same.
            digest.update(json.dumps([name, str(tensor.dtype), list(tensor.shape)]).encode())
        # As bytes, for NumPy does not have all types.
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def check_same_tensors(
    path: Path, found: Mapping[str, torch.Tensor], wanted: Mapping[str, torch.Tensor]
) -> None:
    """Compare the tensors of a file with those of the model, by names, shapes and types.

    Raises: PantoumError, with the first one that differs.
    """
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found:
            difference = "is missing"
        elif name not in wanted:
            difference = "is none of the model's"
        elif found[name].shape != wanted[name].shape:
            difference = f"has shape {list(found[name].shape)}, not {list(wanted[name].shape)}"
        elif found[name].dtype != wanted[name].dtype:
            difference = f"is of {found[name].dtype}, not {wanted[name].dtype}".replace(
                "torch.", ""
            )
        else:
            continue
        raise PantoumError(
            f"{FOREIGN} (the tensor {name!r:.80} {difference});",
            where=str(path),
            remedy=COPY_ANEW,
        )


def distinct_weights(model: nn.Module) -> dict[str, torch.Tensor]:
    """The weights by name; tied ones under their first name alone, since safetensors keeps no ties
    and `build` does.
    """
    names: dict[int, str] = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        names.setdefault(id(tensor), name)
    kept = set(names.values())
    return {
        name: tensor.contiguous() for name, tensor in model.state_dict().items() if name in kept
    }
