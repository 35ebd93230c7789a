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
from torch import Tensor, nn

from pantoum.config import NO_DATA, ResolvedConfig, config_from_dict, resolve
from pantoum.errors import PantoumError
from pantoum.files import not_writable, write_files
from pantoum.model_dir.description import (
    CONFIG,
    FORMAT,
    WEIGHTS,
    check_setting_names,
    read_description,
    settings_of,
    vocabulary_names,
)
from pantoum.model_dir.place import SHORTLIST, local_folder
from pantoum.model_dir.reading import COPY_ANEW, NamedError, read_text, reading
from pantoum.model_dir.records import CARD, METRICS, RUN, SCORES, Records
from pantoum.model_dir.weights import (
    FOREIGN,
    check_same_tensors,
    distinct_weights,
    metadata_of,
    read_header,
    read_weights,
    without_first_weights,
    without_memory,
)
from pantoum.models import Shortlist
from pantoum.tasks import REGISTRY, Read, Seq2SeqTask, Task, settings_to_save
from pantoum.version import __version__

T = TypeVar("T")
TaskT = TypeVar("TaskT", bound=Task)
ModelT = TypeVar("ModelT", bound=nn.Module)


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

    def __repr__(self) -> str:
        count = sum(weights.numel() for weights in self.model.parameters())
        return f"TrainedModel({self.task.name}, {count:,} parameters, folder={self.folder!r})"


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
        folder: the directory, or the address of a model on the hub (`local_folder`).
        shortlist: with the model's shortlist.
    Raises: PantoumError when it is missing, incomplete, damaged or from a newer version of Pantoum,
        and for a model without the shortlist that is wanted.
    """
    folder = local_folder(folder)
    description = read_description(folder)
    stored = read_header(folder / WEIGHTS, description)

    def read(name: str, parse: Callable[[str], T]) -> T:
        return _vocabulary(folder / name, description, parse)

    with reading(folder / CONFIG):
        config, task = _resolved(description, read)
    # Without memory, which is taken only for a model that the file of weights has.
    with without_memory():
        blank = _build(folder, task, config)
    check_same_tensors(folder / WEIGHTS, stored, distinct_weights(blank))
    weights = read_weights(folder / WEIGHTS, description)
    with without_first_weights():
        model = _build(folder, task, config)
    model.load_state_dict(weights, strict=False)  # tied weights are there once
    loaded_shortlist = load_shortlist(folder, description, task) if shortlist else None
    return TrainedModel(config, task, model.eval(), loaded_shortlist, str(folder))


def _resolved(description: dict[str, Any], read: Read) -> tuple[ResolvedConfig, Task]:
    """The settings and the task that a description names."""
    name = description["task"]["name"]
    if name not in REGISTRY:
        raise ValueError(f"no task is called {name!r:.40}")
    settings = settings_of(description)
    check_setting_names(settings)
    config = resolve(config_from_dict(settings), name, NO_DATA)
    return config, REGISTRY[name].load(read, description["task"])


def _build(folder: Path, task: Task, config: ResolvedConfig) -> nn.Module:
    """A model of these settings.

    Raises: PantoumError for settings with which there is none.
    """
    try:
        # A block of a user's own may draw numbers in another way: those of the caller stay.
        with torch.random.fork_rng(devices=[]):
            return task.build(config)
    except PantoumError as error:
        raise NamedError(
            f"no model can be built of it: {error}", where=str(folder), remedy=COPY_ANEW
        ) from error
    except (MemoryError, RuntimeError, ValueError, IndexError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise NamedError(
            f"no model can be built of its settings and vocabularies ({reason})",
            where=str(folder),
            remedy=f"if memory is short, free some; else {COPY_ANEW}",
        ) from error


def read_records(folder: Path, task: Task) -> Records:
    """The records of the model in a directory.

    Args:
        task: that of the model.
    Raises: PantoumError for a file that cannot be read.
    """
    texts = {}
    for name in (CARD, SCORES, METRICS, RUN):
        path = folder / name
        with reading(path):
            if path.exists():
                texts[name] = read_text(path)
    shortlist = None
    if isinstance(task, Seq2SeqTask) and (folder / SHORTLIST).exists():
        shortlist = load_shortlist(folder, read_description(folder), task)
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


def load_shortlist(folder: Path, description: dict[str, Any], task: Task) -> Shortlist:
    """The shortlist in a model directory.

    Args:
        task: that of the model.
    Raises: PantoumError where there is none, or it is damaged or of another model.
    """
    path = folder / SHORTLIST
    if not path.exists() or not isinstance(task, Seq2SeqTask):
        raise PantoumError(
            "the model has no shortlist",
            where=str(folder),
            remedy="`pantoum train` makes one at its end for an encoder-decoder with attention "
            "whose outputs are of 1,000 symbols or more",
        )
    tensors = read_weights(path, description)
    if not _fits(tensors, task):
        raise PantoumError(f"{FOREIGN};", where=str(path), remedy=COPY_ANEW)
    return Shortlist(tensors["table"].long(), tensors["common"].long())


def _fits(tensors: Mapping[str, Tensor], task: Seq2SeqTask) -> bool:
    """Whether tensors are a shortlist for a task: a row for each input symbol, ids of outputs."""
    if tensors.keys() != set(Shortlist._fields):
        return False
    sizes = len(tensors["table"].shape), len(tensors["common"].shape)
    if sizes != (2, 1) or len(tensors["table"]) != task.source.size:
        return False
    return all(
        tensor.dtype == torch.int32 and bool(((tensor >= 0) & (tensor < task.target.size)).all())
        for tensor in tensors.values()
    )


def _vocabulary(path: Path, description: dict[str, Any], parse: Callable[[str], T]) -> T:
    with reading(path):
        text = read_text(path)
    with reading(path.with_name(CONFIG)):
        expected = description["sha256"][path.name]
    if hashlib.sha256(text.encode()).hexdigest() != expected:
        raise NamedError(
            f"damaged, or not of the model that {CONFIG} describes;",
            where=str(path),
            remedy=COPY_ANEW,
        )
    with reading(path):
        return parse(text)
