"""Where a model is: in a directory, or on the hub, from where its files come into the cache."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.hub import Listing, address_of, fetch, is_address, look_up
from pantoum.model_dir.description import CONFIG, WEIGHTS, holds_model, vocabulary_names
from pantoum.model_dir.members import members_of
from pantoum.model_dir.reading import MOST_TEXT_BYTES, MOST_WEIGHT_BYTES
from pantoum.model_dir.records import CARD, METRICS, SCORES

SHORTLIST = "shortlist.safetensors"
# The model as `pantoum export` writes it, if it stands beside the files that are read here.
EXPORTED = "model.onnx"
# What belongs to a model beside its settings, weights and vocabularies. The record of its run is
# not among them: that names files and the machine of whoever trained it.
SHARED = (SHORTLIST, CARD, SCORES, METRICS)


def local_folder(place: Path | str) -> Path:
    """The directory of a model; of one on the hub, that in the cache, once its files are there; of
    a directory of runs, that of the run that was chosen.

    Args:
        place: a directory, or ``hf://user/name`` with ``@revision`` behind it or without.
    Raises:
        PantoumError: the hub does not give it, and the cache does not have it, it is no model
            of Pantoum, or a directory of runs of which not just one was chosen.
    """
    if not is_address(place):
        members = members_of(Path(place))
        if len(members) > 1:
            raise PantoumError(
                f"is an ensemble of {len(members)} models, and one is needed here;",
                where=str(place),
                remedy=f"give one of them, such as {members[0]}",
            )
        return members[0]
    return fetch_model(look_up(address_of(place)))


def fetch_model(listing: Listing, further: Collection[str] = ()) -> Path:
    """The directory of the cache with the files of a model, and no others of its repository.

    Args:
        further: names of more files that are wanted.
    Raises:
        PantoumError: as for `local_folder`.
    """
    folder = fetch(listing, [CONFIG], MOST_TEXT_BYTES)
    if CONFIG not in listing.sizes or not holds_model(folder):
        raise PantoumError(
            "the repository holds no model of Pantoum",
            where=str(listing.asked),
            remedy="give one that `pantoum push` wrote",
        )
    vocabularies = vocabulary_names(folder)
    missing = sorted({WEIGHTS, *vocabularies} - listing.sizes.keys())
    if missing:
        raise PantoumError(
            f"the repository holds no {missing[0]}, so the model is incomplete",
            where=str(listing.asked),
            remedy="push the model again",
        )
    fetch(listing, [*vocabularies, *SHARED], MOST_TEXT_BYTES)
    return fetch(listing, [WEIGHTS, *further], MOST_WEIGHT_BYTES)


def files_of(folder: Path) -> list[str]:
    """The names of the files in a model directory that belong to the model."""
    names = [CONFIG, WEIGHTS, *sorted(vocabulary_names(folder))]
    return names + [name for name in (*SHARED, EXPORTED) if (folder / name).is_file()]
