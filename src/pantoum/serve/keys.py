"""The keys of those who may ask: a file with one on each line, read again when it changes."""

from __future__ import annotations

import hmac
import os
import stat
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from pantoum.errors import PantoumError

# Seconds between two looks at the file.
LOOK = 1.0
LEAST_CHARACTERS = 8
# Makes a key of signs that are themselves in a form, an address and a header.
MAKES_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"


class Keys:
    """The keys in a file.

    Keys are compared as digests, all of one length, each with all of them and without an early end,
    so that the time of an answer tells nothing of a key.

    Args:
        path: the file: one key on each line; empty lines and lines that begin with # do not count.
        say: takes the sentence that is said when the file has changed.
    Raises:
        PantoumError: for a file that cannot be read, that others may read, or without keys.
    """

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self._path = path
        self._say = say
        self._state: tuple[object, ...] = ()
        self._looked = time.monotonic()
        self._digests = self._read()

    def __len__(self) -> int:
        return len(self._digests)

    def allows(self, key: bytes) -> bool:
        """Whether this is one of the keys."""
        self._look()
        digest = sha256(key).digest()
        found = 0
        for one in self._digests:
            found |= hmac.compare_digest(one, digest)
        return bool(found)

    def _look(self) -> None:
        """Read the file again if it has changed; one that cannot be used leaves the keys."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        if _state_of(self._path) == self._state:
            return
        try:
            self._digests = self._read()
        except PantoumError as error:
            self._say(f"the keys stay as they are: {error}")
        else:
            self._say(f"{self._path}: {counted(len(self))} from now on")

    def _read(self) -> list[bytes]:
        self._state = _state_of(self._path)
        return [sha256(key.encode()).digest() for key in read_keys(self._path)]


def counted(count: int) -> str:
    """How many keys, in words."""
    return "1 key" if count == 1 else f"{count:,} keys"


def read_keys(path: Path) -> list[str]:
    """The keys in a file.

    Raises:
        PantoumError: for a file that cannot be read, that others may read, without keys, or with a
            key that is too short or cannot be sent.
    """
    try:
        # Where it is a pipe, nobody is waited for who writes into it.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            found = os.fstat(file.fileno())
            is_file = stat.S_ISREG(found.st_mode)
            data = file.read(1 << 20) if is_file else b""
    except OSError as error:
        raise PantoumError(
            f"the key file cannot be read ({error.strerror or error})",
            where=str(path),
            remedy="check the path and its rights",
        ) from error
    if not is_file:
        raise PantoumError(
            "the key file is no file",
            where=str(path),
            remedy="give a file, with a key on each line",
        )
    if _is_shared(found):
        raise PantoumError(
            f"others may use the key file (its mode is {stat.S_IMODE(found.st_mode):03o})",
            where=str(path),
            rule="a file for its owner alone",
            remedy="run chmod 600 on it",
        )
    lines = data.decode("utf-8", "replace").splitlines()
    keys = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    if not keys:
        raise PantoumError(
            "the key file has no key",
            where=str(path),
            remedy=f"write one on each line, made with `{MAKES_ONE}`",
        )
    for number, line in enumerate(lines, start=1):
        if line.strip() in keys:
            _check(line.strip(), f"{path}, line {number}")
    return keys


def _is_shared(found: os.stat_result) -> bool:
    """Whether others can use a file. One of another owner, as systemd and Kubernetes hand them out,
    is read by way of its group.
    """
    others = stat.S_IRWXO | stat.S_IWGRP
    if found.st_uid == os.geteuid():
        others |= stat.S_IRWXG
    return bool(found.st_mode & others)


def _check(key: str, place: str) -> None:
    if len(key) < LEAST_CHARACTERS:
        why = f"has fewer than {LEAST_CHARACTERS} characters"
    elif not key.isascii() or not key.isprintable() or " " in key:
        why = "has a space or another sign that cannot be sent"
    else:
        return
    raise PantoumError(
        f"the key cannot be used: it {why}",
        where=place,
        rule=f"at least {LEAST_CHARACTERS} letters, digits and signs of ASCII",
        remedy=f"make one with `{MAKES_ONE}`",
    )


def _state_of(path: Path) -> tuple[object, ...]:
    """What tells whether a file has changed."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)
