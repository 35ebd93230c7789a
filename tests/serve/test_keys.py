"""The keys of a server, in a file."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from pantoum.errors import PantoumError
from pantoum.serve import keys
from pantoum.serve.keys import MAKES_ONE, Keys, read_keys


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    write(path, "# of Anna\nfirst-key\n\n  second-key  \n")
    return path


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "LOOK", 0.0)


def write(path: Path, text: str, mode: int = 0o600) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def test_each_line_is_a_key(file: Path) -> None:
    known = Keys(file, print)
    assert len(known) == 2
    for key in (b"first-key", b"second-key"):
        assert known.allows(key)
    for key in (b"", b"first-ke", b"first-keyy", b"# of Anna", b"  second-key  ", b"\xff" * 9):
        assert not known.allows(key)


def test_a_key_is_compared_with_all_of_them(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the time of an answer tells nothing."""
    known = Keys(file, print)
    compared = []

    def compare(a: bytes, b: bytes) -> bool:
        compared.append((len(a), len(b)))
        return a == b

    monkeypatch.setattr("pantoum.serve.keys.hmac.compare_digest", compare)
    assert known.allows(b"first-key")
    assert not known.allows(b"x")
    assert compared == [(32, 32)] * 4


def test_a_file_that_changes_is_read_again(file: Path) -> None:
    said: list[str] = []
    known = Keys(file, said.append)
    write(file, "third-key-of-all\n")
    assert known.allows(b"third-key-of-all")
    assert not known.allows(b"first-key")
    assert said == [f"{file}: 1 key from now on"]


@pytest.mark.parametrize("what", ["empty", "open", "gone"])
def test_a_file_that_went_bad_leaves_the_keys(file: Path, what: str) -> None:
    said: list[str] = []
    known = Keys(file, said.append)
    if what == "gone":
        file.unlink()
    else:
        write(
            file, "" if what == "empty" else "new-key-of-all\n", 0o644 if what == "open" else 0o600
        )
    for _ in range(3):
        assert known.allows(b"first-key")
        assert not known.allows(b"new-key-of-all")
    assert len(said) == 1
    assert said[0].startswith(f"the keys stay as they are: {file}: ")


@pytest.mark.parametrize(
    ("text", "mode", "problem"),
    [
        ("a-good-key\n", 0o644, "others may use the key file (its mode is 644): run chmod 600"),
        ("a-good-key\n", 0o620, "others may use the key file (its mode is 620): run chmod 600"),
        ("", 0o600, "the key file has no key: write one on each line"),
        ("# nothing\n\n", 0o600, "the key file has no key: write one on each line"),
    ],
)
def test_a_file_that_cannot_be_used(file: Path, text: str, mode: int, problem: str) -> None:
    write(file, text, mode)
    with pytest.raises(PantoumError) as caught:
        read_keys(file)
    assert str(caught.value).startswith(f"{file}: {problem}")


SHORT = "it has fewer than 8 characters: make one with `"
UNSENT = "it has a space or another sign that cannot be sent: make one with `"


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("short", SHORT),
        ("two words of it", UNSENT),
        ("schlüssel-wort", UNSENT),
        ("a\tkey-with-tab", UNSENT),
    ],
)
def test_a_key_that_cannot_be_used(file: Path, key: str, why: str) -> None:
    write(file, f"good-key\n{key}\n")
    with pytest.raises(PantoumError) as caught:
        read_keys(file)
    assert str(caught.value).startswith(f"{file}, line 2: the key cannot be used: {why}")
    assert key not in str(caught.value)


def test_the_command_of_the_remedy_makes_a_key(file: Path) -> None:
    """One that stands in a form as it is, too: no sign means another one there."""
    made = subprocess.run(MAKES_ONE, shell=True, capture_output=True, text=True, check=True).stdout
    write(file, made)
    (key,) = read_keys(file)
    assert parse_qs(f"api_key={key}") == {"api_key": [key]}
    assert re.fullmatch(r"[\w-]{43}", key)


def test_a_file_of_another_owner_is_read_by_its_group(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantoum.serve.keys.os.geteuid", lambda: file.stat().st_uid + 1)
    write(file, "a-good-key\n", 0o440)
    assert read_keys(file) == ["a-good-key"]
    write(file, "a-good-key\n", 0o660)
    with pytest.raises(PantoumError, match="others may use the key file"):
        read_keys(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match=r"cannot be read \(No such file or directory\)"):
        read_keys(tmp_path / "none")


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(PantoumError, match="the key file is no file: give a file"):
        read_keys(tmp_path / "pipe")
