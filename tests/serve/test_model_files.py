"""When the files of a model have changed, and what a digest of them is of."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from tests.stored.making import FOLDER

from pantoum.errors import PantoumError
from pantoum.serve.model_files import Watch, digest, folder_of, look

STORED = FOLDER / "format4" / "classifier"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STORED, tmp_path / "model"))


def test_a_digest_is_of_the_files_that_are_read(folder: Path) -> None:
    names = ["README.md", "answers.json", "config.json", "labels.json", "metrics.json"]
    names += ["model.safetensors", "source.json"]
    lines = "".join(
        f"{name} {hashlib.sha256((folder / name).read_bytes()).hexdigest()}\n" for name in names
    )
    before = digest(folder)
    assert before == hashlib.sha256(lines.encode()).hexdigest()
    seen = look(folder)
    for name in ("metrics.jsonl", "run.json", "shortlist.safetensors", "model.onnx", ".hidden"):
        (folder / name).write_text("x")
    (folder / "model.safetensors.0123456789abcdef.partial").write_text("half")
    (folder / "checkpoints").mkdir()
    assert digest(folder) == before
    assert look(folder) == seen
    (folder / "README.md").write_text("another card")
    assert digest(folder) != before
    assert look(folder) != seen


def test_an_exported_file_is_its_own_digest(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(b"abc")
    assert digest(file) == hashlib.sha256(b"abc").hexdigest()
    seen = look(file)
    assert len(seen) == 1
    os.utime(file, ns=(1, 1))
    assert look(file) != seen


def test_nothing_is_seen_of_what_is_not_there(tmp_path: Path) -> None:
    assert look(tmp_path / "none") == ()
    assert look(tmp_path / "none.onnx") == ()
    for name in ("none", "none.onnx"):
        with pytest.raises(PantoumError, match=r"cannot be read: No such file"):
            digest(tmp_path / name)


def test_a_path_that_none_can_have() -> None:
    with pytest.raises(PantoumError, match="cannot be the name of a file"):
        folder_of("a\0b")


def test_changed_files_are_read_when_two_looks_see_the_same() -> None:
    first, half, second = ((("a", size, 0, 0),) for size in (1, 2, 3))
    watch = Watch(first)
    assert not watch.settled(first)
    assert not watch.settled(half)
    assert not watch.settled(second)
    assert watch.settled(second)
    watch.tried(second)
    assert not watch.settled(second)
    assert not watch.settled(())
    assert watch.settled(())
    watch.tried(())
    assert not watch.settled(second)
    assert watch.settled(second)
    watch.tried(half)  # they changed again while they were read
    assert watch.settled(second)
