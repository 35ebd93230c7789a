"""Files that cannot be read at all are told from each other."""

import os

from tests.data.files import message, write


def test_files_that_cannot_be_read(tmp_path):
    assert message(tmp_path / "none.tsv").startswith(f"{tmp_path / 'none.tsv'}: no such file")
    folder = tmp_path / "folder.tsv"
    folder.mkdir()
    assert message(folder).startswith(f"{folder}: this is a directory")
    path = write(tmp_path, "a.train", "a b\n")
    assert message(path).startswith(f"{path}: the suffix '.train' is not known")
    assert message(write(tmp_path, "name", "a b\n")).startswith(
        f"{tmp_path / 'name'}: the file name has no suffix"
    )
    for name in ("none", "none.train"):
        assert message(tmp_path / name) == f"{tmp_path / name}: no such file: check the path"
    assert message(tmp_path) == f"{tmp_path}: this is a directory: give a file"
    archive = write(tmp_path, "a.zip", b"PK")
    assert message(archive) == f"{archive}: this file is an archive: unpack it first (unzip)"
    assert message(archive, archive) == message(archive)


def test_no_permission(tmp_path, monkeypatch):
    path = write(tmp_path, "a.tsv", "a\tb\n")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything

        def refuse(self, mode):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("pathlib.Path.open", refuse)
    assert message(path).startswith(f"{path}: no permission to read this file")


def test_any_other_trouble_of_the_system_is_told(tmp_path):
    path = tmp_path / ("long" * 100 + ".tsv")
    assert (
        message(path)
        == f"{path}: cannot be read: File name too long: check that it is a file that you may read"
    )
