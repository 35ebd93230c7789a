"""A trained model on disk.

``config.json``: settings and version; ``model.safetensors``: the weights; the task's vocabularies,
such as ``source.json`` and ``target.json``; ``metrics.json``: the scores of the saved weights;
``README.md``: the model card; perhaps ``shortlist.safetensors``: which output symbols inputs allow.
No pickle is read.

``config.json`` holds the SHA-256 of each vocabulary, and the weights those of the settings and of
themselves, so that a damaged file or one of another model is refused instead of giving wrong
outputs.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import nn

from pantoum.config import NO_DATA, ResolvedConfig, config_from_dict, resolve
from pantoum.errors import PantoumError
from pantoum.files import write_files
from pantoum.models import Shortlist
from pantoum.tasks import REGISTRY, Task, settings_to_save
from pantoum.version import __version__

T = TypeVar("T")
TaskT = TypeVar("TaskT", bound=Task)
ModelT = TypeVar("ModelT", bound=nn.Module)

FORMAT = 3
# The formats that can be read, each with the key of its weights' metadata; docs/compatibility.md
# says what they promise.
METADATA_KEYS = {2: "weft", FORMAT: "pantoum"}
# Settings that format 2 names otherwise, and values that it writes otherwise, under their new name.
RENAMED_SETTINGS = {
    "data.longest": "data.max_length",
    "model.attention_query": "model.attention_order",
    "tagger.case": "tagger.word_shape",
    "tagger.lower": "tagger.lowercase",
    "training.averaging": "training.ema_decay",
    "training.clip": "training.max_grad_norm",
    "search.no_repeat": "search.no_repeat_ngram_size",
}
RENAMED_VALUES: dict[str, dict[Any, str]] = {
    "model.attention_order": {"previous": "attend_then_update", "current": "update_then_attend"},
}
# Settings whose default format 2 writes as null.
NULL_DEFAULTS = {
    *("data.source_column", "data.target_column", "data.words_column", "data.tag_columns"),
    *("data.tag_scheme", "data.vocabulary_size", "data.min_count"),
    *("tagger.vectors", "tagger.crf", "training.evaluate_every", "training.threads"),
}
CONFIG = "config.json"
WEIGHTS = "model.safetensors"
SHORTLIST = "shortlist.safetensors"
ANEW = "copy the whole directory anew"
FOREIGN = f"it is not of the model that {CONFIG} describes; {ANEW}"


class _NamedError(PantoumError):
    """It says already which file is wrong."""


@dataclass(frozen=True)
class TrainedModel(Generic[TaskT, ModelT]):
    """All that a prediction needs, and the directory that it was read from, for messages."""

    config: ResolvedConfig
    task: TaskT
    model: ModelT
    shortlist: Shortlist | None = None
    folder: str = ""


def save_model(folder: Path, trained: TrainedModel[Any, Any], texts: Mapping[str, str]) -> None:
    """Write a model directory; a model that was there stays whole if there is no room for the new
    one.

    Args:
        folder: the directory, which must be there.
        trained: the model.
        texts: further files, by name.
    Raises: PantoumError when a file cannot be written.
    """
    vocabularies = {name: text.encode() for name, text in trained.task.files().items()}
    description = {
        "format": FORMAT,
        "version": __version__,
        "task": {"name": trained.task.name, **trained.task.metadata()},
        "settings": asdict(settings_to_save(trained.config)),
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in vocabularies.items()},
    }
    files = {name: text.encode() for name, text in texts.items()}
    files |= vocabularies
    weights = {name: tensor.cpu() for name, tensor in _distinct(trained.model).items()}
    files[WEIGHTS] = save(weights, metadata=_metadata(description, weights))
    files[CONFIG] = (json.dumps(description, indent=2) + "\n").encode()
    earlier = _vocabulary_names(folder)
    write_files(folder, files)
    for name in {
        SHORTLIST,
        *earlier,
    } - files.keys():  # of an earlier model, perhaps of another task
        (folder / name).unlink(missing_ok=True)


def save_shortlist(folder: Path, shortlist: Shortlist) -> None:
    """Write a shortlist into the directory of the model that it was learned with.

    Raises: PantoumError when the file cannot be written.
    """
    tensors = {name: tensor.int() for name, tensor in shortlist._asdict().items()}
    metadata = _metadata(_description(folder), tensors)
    write_files(folder, {SHORTLIST: save(tensors, metadata=metadata)})


def load_model(folder: Path | str, *, shortlist: bool = False) -> TrainedModel[Any, Any]:
    """Read a model directory.

    Args:
        shortlist: with the model's shortlist.
    Raises: PantoumError when it is missing, incomplete, damaged or from a newer version of Pantoum,
        and for a model without the shortlist that is wanted.
    """
    folder = Path(folder)
    description = _description(folder)
    weights = _read_weights(folder / WEIGHTS, description)

    def read(name: str, parse: Callable[[str], T]) -> T:
        return _vocabulary(folder / name, description, parse)

    with _reading(folder / CONFIG):
        task_name = description["task"]["name"]
        config = resolve(config_from_dict(_settings(description)), task_name, NO_DATA)
        task = REGISTRY[task_name].load(read, description["task"])
        model = task.build(config)
    wanted = _distinct(model)
    if weights.keys() != wanted.keys() or any(
        weights[name].shape != wanted[name].shape for name in wanted
    ):
        raise PantoumError(
            FOREIGN,
            where=str(folder / WEIGHTS),
        )
    model.load_state_dict(weights, strict=False)  # tied weights are there once
    loaded_shortlist = _shortlist(folder, description) if shortlist else None
    return TrainedModel(config, task, model.eval(), loaded_shortlist, str(folder))


def holds_model(folder: Path) -> bool:
    """Whether a directory holds a model of Pantoum, whole or not; another program's config.json is
    not one.
    """
    return bool(_vocabulary_names(folder))


def _vocabulary_names(folder: Path) -> set[str]:
    """The files of vocabularies in a directory that holds a model; none in any other."""
    try:
        description = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if {"format", "settings", "sha256"} <= description.keys():
            return {name for name in description["sha256"] if Path(name).name == name}
    except (OSError, ValueError, RecursionError, AttributeError, TypeError):
        pass
    return set()


def _shortlist(folder: Path, description: dict[str, Any]) -> Shortlist:
    path = folder / SHORTLIST
    if not path.exists():
        raise PantoumError(
            "the model has no shortlist",
            where=str(folder),
            remedy="`pantoum train` makes one at its end for an encoder-decoder with attention "
            "whose outputs are of 1,000 symbols or more",
        )
    tensors = _read_weights(path, description)
    return Shortlist(tensors["table"].long(), tensors["common"].long())


def _description(folder: Path) -> dict[str, Any]:
    path = folder / CONFIG
    with _reading(path):
        is_file = folder.is_file()
        is_folder = folder.is_dir()
        is_there = path.exists()
    if not is_folder:
        what = "is a file" if is_file else "no such directory"
        raise PantoumError(
            f"{what}; give the directory that `pantoum train --output` wrote",
            where=str(folder),
        )
    if not is_there:
        stopped = (folder / "checkpoints").exists() and not (folder / WEIGHTS).exists()
        begun = "its training has not come to a first evaluation: let it go on, or give it --resume"
        hint = begun if stopped else "no model is there"
        raise PantoumError(
            "the file is missing",
            where=str(path),
            remedy=hint,
        )
    with _reading(path):
        description = json.loads(path.read_text(encoding="utf-8"))
        format_number = int(description["format"])
    if format_number < min(METADATA_KEYS):
        raise PantoumError(
            f"the model has format {format_number}, of an earlier version, but this one reads "
            f"{FORMAT}; train again",
            where=str(path),
        )
    if format_number > FORMAT:
        raise PantoumError(
            f"the model has format {format_number}, but this version of Pantoum reads up to "
            f"{FORMAT}; upgrade Pantoum",
            where=str(path),
        )
    return description


def _settings(description: dict[str, Any]) -> dict[str, Any]:
    """The settings under today's names, whatever the format of the directory."""
    if description["format"] == FORMAT:
        return description["settings"]
    settings: dict[str, Any] = {}
    for section, values in description["settings"].items():
        if not isinstance(values, dict):
            settings[section] = values
            continue
        settings[section] = {}
        for old_name, value in values.items():
            name = RENAMED_SETTINGS.get(f"{section}.{old_name}", f"{section}.{old_name}")
            if value is None and name in NULL_DEFAULTS:
                continue
            renamed_values: dict[Any, str] = RENAMED_VALUES.get(name, {})
            settings[section][name.partition(".")[2]] = renamed_values.get(value, value)
    return settings


def _vocabulary(path: Path, description: dict[str, Any], parse: Callable[[str], T]) -> T:
    with _reading(path):
        data = path.read_bytes()
    with _reading(path.with_name(CONFIG)):
        expected = description["sha256"][path.name]
    if hashlib.sha256(data).hexdigest() != expected:
        raise _NamedError(
            f"damaged, or not of the model that {CONFIG} describes; copy the whole directory anew",
            where=str(path),
        )
    with _reading(path):
        return parse(data.decode())


def _read_weights(path: Path, description: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The weights, if they are whole and those of the model described: known before anything is
    built.
    """
    # Opened by us as well: safetensors takes a file that may not be read for one that is missing.
    with _reading(path), path.open("rb"), safe_open(path, framework="pt") as file:
        written_identity, digest = _named_in(file.metadata() or {}, description)
        weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    with _reading(path.with_name(CONFIG)):
        identity = _identity(description)
    if written_identity != identity:
        raise PantoumError(
            FOREIGN,
            where=str(path),
        )
    if digest != _digest(weights):
        raise PantoumError(
            f"damaged: some of its bytes have changed; {ANEW}",
            where=str(path),
        )
    return weights


def _metadata(description: dict[str, Any], tensors: Mapping[str, torch.Tensor]) -> dict[str, str]:
    """What a file of weights says of itself: which model it is of, and a digest of the weights."""
    key = METADATA_KEYS[description["format"]]
    return {key: f"{_identity(description)} {_digest(tensors)}"}


def _named_in(metadata: Mapping[str, str], description: dict[str, Any]) -> tuple[str, str]:
    """The identity and the digest that a file of weights has in its metadata."""
    identity, _, digest = metadata.get(METADATA_KEYS[description["format"]], "").partition(" ")
    return identity, digest


def _digest(weights: Mapping[str, torch.Tensor]) -> str:
    """SHA-256 of all weights, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(weights[name].contiguous().numpy().tobytes())
    return digest.hexdigest()


def _identity(description: dict[str, Any]) -> str:
    """Names what the weights were trained for: all but how outputs are searched for."""
    parts = {name: part for name, part in description.items() if name != "settings"}
    settings = {name: part for name, part in description["settings"].items() if name != "search"}
    return hashlib.sha256(json.dumps([parts, settings], sort_keys=True).encode()).hexdigest()


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Whatever goes wrong inside becomes a PantoumError that names the file, if it does not name
    one already.
    """
    try:
        yield
    except _NamedError:
        raise
    except FileNotFoundError as error:
        raise _NamedError(
            "the file is missing, so the model is incomplete; copy the whole directory",
            where=str(path),
        ) from error
    except OSError as error:
        raise _NamedError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
    except Exception as error:  # a damaged file can fail in any way, deep inside another library
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise _NamedError(
            f"damaged ({reason}); copy the whole directory anew or train again",
            where=str(path),
        ) from error


def _distinct(model: nn.Module) -> dict[str, torch.Tensor]:
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
