"""The files of a repository on the hub: looked up, fetched into the cache, and committed."""

from __future__ import annotations

import glob
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from pantoum.errors import PantoumError
from pantoum.hub.address import HubAddress
from pantoum.hub.failures import asking_hub
from pantoum.version import __version__

LIBRARY = {"library_name": "pantoum", "library_version": __version__}


class Listing(NamedTuple):
    """A repository at one commit.

    Attributes:
        address: with the commit as its revision, so that all files are of one.
        asked: the address that was asked for.
        sizes: bytes of each file that it holds, by its path.
    """

    address: HubAddress
    asked: HubAddress
    sizes: dict[str, int]


def look_up(address: HubAddress) -> Listing:
    """Ask the hub what a repository holds; the cache, where the hub does not answer.

    Raises:
        PantoumError: the hub does not give it, and the cache does not have it.
    """
    with asking_hub(address) as hub:
        # With no file it asks for the commit and its files, and keeps both for later.
        folder = Path(
            hub.snapshot_download(
                address.name, revision=address.revision, allow_patterns=[], **LIBRARY
            )
        )
        found = HubAddress(address.name, folder.name)
        try:
            files = hub.get_cached_repo_tree(found.name, revision=found.revision)
            sizes = {one.path: one.size for one in files}
        except hub.errors.CachedRepoTreeNotFoundError:  # another program has filled the cache
            sizes = {one.name: one.stat().st_size for one in folder.iterdir() if one.is_file()}
    return Listing(found, address, sizes)


def fetch(listing: Listing, names: Collection[str], most_bytes: int) -> Path:
    """The directory of the cache in which files of a repository stand, after fetching those that
    are not there yet.

    Args:
        names: of the files; those that the repository does not hold are left out.
        most_bytes: a larger file is refused.
    Raises:
        PantoumError: a file is too large, or cannot be fetched.
    """
    wanted = [name for name in names if name in listing.sizes]
    for name in wanted:
        if listing.sizes[name] > most_bytes:
            raise PantoumError(
                f"{name} has {listing.sizes[name]:,} bytes, but no more than {most_bytes:,} are "
                "read",
                where=str(listing.asked),
                remedy="fetch another model",
            )
    with asking_hub(listing.asked) as hub:
        return Path(
            hub.snapshot_download(
                listing.address.name,
                revision=listing.address.revision,
                # A name may be any text, and here it is a pattern.
                allow_patterns=[glob.escape(name) for name in wanted],
                **LIBRARY,
            )
        )


def make_repository(address: HubAddress, *, private: bool) -> list[str]:
    """Make a repository if it is not there, and list the files of its main branch.

    Args:
        private: as a new one is to be, and an old one must be.
    Raises:
        PantoumError: it cannot be made, or is public and must not be.
    """
    with asking_hub(address, writing=True) as hub:
        api = hub.HfApi(**LIBRARY)
        api.create_repo(address.name, private=private or None, exist_ok=True)
        found = api.model_info(address.name)
    if private and not found.private:
        raise PantoumError(
            "the repository is there already, and everybody can read it",
            where=str(address),
            remedy="make it private on its page, leave out --private, or give another name",
        )
    return [one.rfilename for one in found.siblings or ()]


def commit(
    address: HubAddress, files: Mapping[str, bytes | Path], removed: Collection[str], message: str
) -> str:
    """Write files in one commit: all of them or none.

    Args:
        files: what they hold, or where they are, by name.
        removed: names of files that are there and shall not be.
    Returns: the address of the commit's page.
    Raises:
        PantoumError: the hub does not take it.
    """
    with asking_hub(address, writing=True) as hub:
        operations = [
            *(
                hub.CommitOperationAdd(path_in_repo=name, path_or_fileobj=held)
                for name, held in files.items()
            ),
            *(hub.CommitOperationDelete(path_in_repo=name) for name in removed),
        ]
        done = hub.HfApi(**LIBRARY).create_commit(address.name, operations, commit_message=message)
        return str(done.commit_url)
