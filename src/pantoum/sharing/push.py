"""A model directory to the hub, in one commit."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pantoum.errors import PantoumError
from pantoum.hub import HubAddress, address_of, commit, fetch, look_up, make_repository
from pantoum.model_dir import (
    CARD,
    CONFIG,
    EXPORTED,
    MOST_TEXT_BYTES,
    MOST_WEIGHT_BYTES,
    SHORTLIST,
    check_regular,
    files_of,
    holds_model,
    load_model,
    read_records,
    reading,
)
from pantoum.sharing.card import hub_card
from pantoum.tasks import REGISTRY


class Pushed(NamedTuple):
    """What was sent.

    Attributes:
        address: where the model is.
        page: the address of the commit's page.
        files: the names of what was sent.
    """

    address: str
    page: str
    files: list[str]


def push(
    folder: str | Path, name: str, *, private: bool = False, onnx: str | Path | None = None
) -> Pushed:
    """Send a model to the Hugging Face hub, as ``pantoum push`` does.

    The files of the model go, its card with the scores of ``metrics.json`` as metadata, and
    ``model.onnx`` if the directory has one; neither checkpoints nor the record of the run, which
    names files and a machine. A repository that is not there is made.

    Args:
        folder: the model directory.
        name: of the model on the hub, ``user/name``.
        private: only you and those whom you allow can read it.
        onnx: an exported file to send with it, in place of the directory's.
    Raises:
        PantoumError: no whole model is in the directory, or the hub does not take it; what was
            there stays then.
    """
    address = _to_write(name)
    trained = load_model(folder)
    place = Path(trained.folder)
    scores = read_records(place, trained.task)
    card = hub_card(
        scores.texts.get(CARD, ""),
        address.name.partition("/")[2],
        trained.task.name,
        REGISTRY[trained.task.name].description,
        scores.scores,
    )
    files: dict[str, bytes | Path] = {one: place / one for one in files_of(place)}
    files[CARD] = card.encode()
    if onnx is not None:
        files[EXPORTED] = Path(onnx)
    if EXPORTED in files:
        _check_exported(Path(str(files[EXPORTED])))
    there = make_repository(address, private=private)
    _check_replaceable(address, there)
    # Of an earlier model; they would not fit to this one.
    stale = [one for one in (SHORTLIST, EXPORTED) if one in there and one not in files]
    page = commit(address, files, stale, f"Push {trained.task.name} model")
    return Pushed(str(address), page, list(files))


def _to_write(name: str) -> HubAddress:
    address = address_of(name)
    if address.revision is not None:
        raise PantoumError(
            "a push makes a new commit on the main branch;",
            where=str(address),
            setting="revision",
            value=address.revision,
            remedy="leave out the revision",
        )
    return address


def _check_exported(path: Path) -> None:
    """Refuse what is no file of this kind, before anything is sent."""
    if path.suffix != ".onnx":
        raise PantoumError(setting="onnx", rule="a file that ends in .onnx", value=str(path))
    if not path.exists():
        raise PantoumError(
            "no such file;", where=str(path), remedy="give the file that was exported"
        )
    with reading(path):
        check_regular(path, MOST_WEIGHT_BYTES)


def _check_replaceable(address: HubAddress, there: list[str]) -> None:
    """Refuse a repository that holds the model of another program, which would be written over."""
    if CONFIG not in there:
        return
    folder = fetch(look_up(address), [CONFIG], MOST_TEXT_BYTES)
    if not holds_model(folder):
        raise PantoumError(
            f"the repository holds a {CONFIG} that is not Pantoum's;",
            where=str(address),
            remedy="push to another name",
        )
