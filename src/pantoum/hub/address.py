"""How a model on the hub is named: ``hf://user/name``, with ``@revision`` behind it or without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from pantoum.errors import PantoumError

# A `Path` writes one slash where there were two.
_PREFIX = re.compile(r"hf:/{1,2}")
# What the hub allows; the library that asks it allows names without a user as well.
_PART = re.compile(r"[A-Za-z0-9_](?:[\w.-]*\w)?", re.ASCII)
_MOST_CHARACTERS = 96
# Names of branches and tags, and commits. The cache has a file of this name.
_REVISION = re.compile(r"[\w][\w./+-]*", re.ASCII)
NAME_RULE = (
    "user/name in the letters a to z, digits, -, _ and ., with none of .. and --, as the hub has it"
)


class HubAddress(NamedTuple):
    """A model on the hub.

    Attributes:
        name: the user or organisation, a slash, and the name of the model.
        revision: a branch, a tag or a commit; None is the newest of the main branch.
    """

    name: str
    revision: str | None = None

    def __str__(self) -> str:
        return f"hf://{self.name}" + (f"@{self.revision}" if self.revision else "")


def is_address(place: str | Path) -> bool:
    """Whether this names a model on the hub, and not a directory."""
    return _PREFIX.match(str(place)) is not None


def address_of(place: str | Path, revision: str | None = None) -> HubAddress:
    """The address that a text names; ``hf://`` may be left out.

    Args:
        revision: it may stand here instead of behind an @.
    Raises:
        PantoumError: a name or a revision that there cannot be.
    """
    text = _PREFIX.sub("", str(place), count=1)
    name, at, behind = text.partition("@")
    if at and revision is not None:
        raise PantoumError(
            f"it has a revision behind its @, and {revision} is given as well",
            where=str(place),
            setting="revision",
            value=revision,
            remedy="give one of them",
        )
    revision = behind if at else revision
    parts = name.split("/")
    if (
        len(parts) != 2
        or not all(_PART.fullmatch(part) and len(part) <= _MOST_CHARACTERS for part in parts)
        or any(pair in name for pair in ("..", "--"))
        or name.endswith(".git")
    ):
        raise PantoumError(setting="the name of a model on the hub", rule=NAME_RULE, value=name)
    if revision is not None and (not _REVISION.fullmatch(revision) or ".." in revision):
        raise PantoumError(
            setting="the revision of a model on the hub",
            rule="a branch, a tag or a commit",
            value=revision,
        )
    return HubAddress(name, revision)
