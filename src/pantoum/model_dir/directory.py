"""A model directory as a whole: written, and read back as a trained model in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from safetensors.torch import save
from torch import nn

from pantoum.config import NO_DATA, ResolvedConfig, config_from_dict, resolve
from pantoum.errors import PantoumError
from pantoum.files import not_writable, write_files
from pantoum.model_dir.description import (
    CONFIG,
    FORMAT,
    WEIGHTS,
    read_description,
    settings_of,
    vocabulary_names,
)
from pantoum.model_dir.reading import NamedError, reading
from pantoum.model_dir.records import CARD, METRICS, SCORES, Records
from pantoum.model_dir.weights import (
    COPY_ANEW,
    FOREIGN,
    distinct_weights,
    metadata_of,
    read_weights,
)
from pantoum.models import Shortlist
from pantoum.tasks import REGISTRY, Task, settings_to_save
from pantoum.version import __version__

T = TypeVar("T")
TaskT = TypeVar("TaskT", bound=Task)
ModelT = TypeVar("ModelT", bound=nn.Module)

SHORTLIST = "shortlist.safetensors"


@dataclass(frozen=True)
class TrainedModel(Generic[TaskT, ModelT]):
    """All that a prediction needs, and the directory that it was read from.

    records: those of a model whose directory is gone; None where they are
    to be read there.
    """

    config: ResolvedConfig
    task: TaskT
    model: ModelT
    shortlist: Shortlist | None = None
    folder: str = ""
    records: Records | None = None


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
    weights = {name: tensor.cpu() for name, tensor in distinct_weights(trained.model).items()}
    files[WEIGHTS] = save(weights, metadata=metadata_of(description, weights))
    files[CONFIG] = (json.dumps(description, indent=2) + "\n").encode()
    earlier = vocabulary_names(folder)
    write_files(folder, files)
    # What is left of an earlier model, perhaps of another task.
    for name in {SHORTLIST, *earlier} - files.keys():
        (folder / name).unlink(missing_ok=True)


def save_shortlist(folder: Path, shortlist: Shortlist) -> None:
    """Write a shortlist into the directory of the model that it was learned with.

    Raises: PantoumError when the file cannot be written.
    """
    tensors = {name: tensor.int() for name, tensor in shortlist._asdict().items()}
    metadata = metadata_of(read_description(folder), tensors)
    write_files(folder, {SHORTLIST: save(tensors, metadata=metadata)})


def load_model(folder: Path | str, *, shortlist: bool = False) -> TrainedModel[Any, Any]:
    """Read a model directory.

    Args:
        shortlist: with the model's shortlist.
    Raises: PantoumError when it is missing, incomplete, damaged or from a newer version of Pantoum,
        and for a model without the shortlist that is wanted.
    """
    folder = Path(folder)
    description = read_description(folder)
    weights = read_weights(folder / WEIGHTS, description)

    def read(name: str, parse: Callable[[str], T]) -> T:
        return _vocabulary(folder / name, description, parse)

    with reading(folder / CONFIG):
        task_name = description["task"]["name"]
        config = resolve(config_from_dict(settings_of(description)), task_name, NO_DATA)
        task = REGISTRY[task_name].load(read, description["task"])
        # Its first weights are drawn, and overwritten: the caller's random numbers stay.
        with torch.random.fork_rng(devices=[]):
            model = task.build(config)
    wanted = distinct_weights(model)
    if weights.keys() != wanted.keys() or any(
        weights[name].shape != wanted[name].shape for name in wanted
    ):
        raise PantoumError(FOREIGN, where=str(folder / WEIGHTS), remedy=COPY_ANEW)
    model.load_state_dict(weights, strict=False)  # tied weights are there once
    loaded_shortlist = load_shortlist(folder, description) if shortlist else None
    return TrainedModel(config, task, model.eval(), loaded_shortlist, str(folder))


def read_records(folder: Path) -> Records:
    """The records of the model in a directory.

    Raises: PantoumError for a file that cannot be read.
    """
    texts = {}
    for name in (CARD, SCORES, METRICS):
        path = folder / name
        if path.exists():
            with reading(path):
                texts[name] = path.read_text(encoding="utf-8")
    shortlist = None
    if (folder / SHORTLIST).exists():
        shortlist = load_shortlist(folder, read_description(folder))
    return Records(texts, shortlist)


def save_with_records(folder: Path, trained: TrainedModel[Any, Any], records: Records) -> None:
    """Write a model directory with all that belongs to the model.

    Args:
        folder: made if it is not there.
    Raises: PantoumError when a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(folder, error) from error
    save_model(folder, trained, records.texts)
    if records.shortlist is not None:
        save_shortlist(folder, records.shortlist)


def load_shortlist(folder: Path, description: dict[str, Any]) -> Shortlist:
    """The shortlist in a model directory.

    Raises: PantoumError where there is none, or it is damaged.
    """
    path = folder / SHORTLIST
    if not path.exists():
        raise PantoumError(
            "the model has no shortlist",
            where=str(folder),
            remedy="`pantoum train` makes one at its end for an encoder-decoder with attention "
            "whose outputs are of 1,000 symbols or more",
        )
    tensors = read_weights(path, description)
    return Shortlist(tensors["table"].long(), tensors["common"].long())


def _vocabulary(path: Path, description: dict[str, Any], parse: Callable[[str], T]) -> T:
    with reading(path):
        data = path.read_bytes()
    with reading(path.with_name(CONFIG)):
        expected = description["sha256"][path.name]
    if hashlib.sha256(data).hexdigest() != expected:
        raise NamedError(
            f"damaged, or not of the model that {CONFIG} describes;",
            where=str(path),
            remedy=COPY_ANEW,
        )
    with reading(path):
        return parse(data.decode())
