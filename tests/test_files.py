"""Files are written whole, or what was there stays; also where no new file may stand."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from pantoum import files
from pantoum.errors import PantoumError
from pantoum.files import check_output_path, remove_leftovers, whole_file, write_files


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "out.txt"
    path.write_bytes(b"what was there before")
    return path


def refuse_new_files(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """As in a directory that may not be written; root may write in all of them."""
    open_file = Path.open

    def only_old(self: Path, mode: str = "r", *more: Any) -> Any:
        if "x" in mode:
            raise OSError(number, os.strerror(number))
        return open_file(self, mode, *more)

    monkeypatch.setattr(Path, "open", only_old)


def refuse_replacing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def replace(source: object, target: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", replace)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_in_a_directory_that_takes_no_new_file_it_is_written_over(
    kept: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    refuse_new_files(monkeypatch, number)
    with whole_file(kept) as file:
        file.write(b"new")
        assert kept.read_bytes() == b"what was there before"
    assert kept.read_bytes() == b"new"
    write_files(kept.parent, {"out.txt": b"newer"})
    assert kept.read_bytes() == b"newer"


def test_a_file_that_is_not_there_is_refused_in_such_a_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_new_files(monkeypatch, errno.EROFS)
    with pytest.raises(PantoumError, match=r"new\.txt: cannot be written: Read-only file system"):
        write_files(tmp_path, {"new.txt": b"new"})


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV])
def test_a_file_that_is_mounted_alone_is_written_over(
    kept: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    refuse_replacing(monkeypatch, number)
    kept.chmod(0o640)
    inode = kept.stat().st_ino
    write_files(kept.parent, {"out.txt": b"new"})
    with whole_file(kept) as file:
        file.write(b"newer")
    assert (kept.read_bytes(), kept.stat().st_ino) == (b"newer", inode)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert list(kept.parent.iterdir()) == [kept]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt(143)])
def test_whatever_ends_the_writing_leaves_what_was_there(kept: Path, error: BaseException) -> None:
    def fail() -> None:
        with whole_file(kept) as file:
            file.write(b"half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert (kept.read_bytes(), list(kept.parent.iterdir())) == (b"what was there before", [kept])


def test_the_longest_name_that_a_file_may_have(tmp_path: Path) -> None:
    name = "é" * 127
    write_files(tmp_path, {name: b"new"})
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_leftovers_are_those_of_the_same_name_alone(tmp_path: Path) -> None:
    stay = {
        *("a.txt", "a.txt.partial", "a.txt.0123456789abcde.partial", "a.txt.0123456789abcdef"),
        *("b.txt.0123456789abcdef.partial", "a.txt.0123456789ABCDEF.partial"),
        "[a].txt",
    }
    for name in (*stay, "a.txt.0123456789abcdef.partial", "[a].txt.0123456789abcdef.partial"):
        (tmp_path / name).write_text("")
    remove_leftovers(tmp_path / "a.txt")
    remove_leftovers(tmp_path / "[a].txt")
    assert {path.name for path in tmp_path.iterdir()} == stay


class TestWhereAFileMayBeWritten:
    def refused(self, path: Any, **options: Any) -> PantoumError:
        with pytest.raises(PantoumError) as caught:
            check_output_path(path, **options)
        return caught.value

    def test_a_new_file_an_old_one_and_a_link(self, kept: Path) -> None:
        link = kept.with_name("link")
        link.symlink_to(kept)
        for path in (kept, str(kept), kept.with_name("new"), link):
            assert check_output_path(path) == Path(path)

    def test_a_suffix(self, kept: Path) -> None:
        error = self.refused(kept, what="a picture has colours", suffixes=(".a", ".b", ".c"))
        assert str(error) == (
            f"{kept}: a picture has colours: give it a name that ends in .a, .b or .c"
        )
        assert check_output_path(kept.with_suffix(".B"), "a picture", (".a", ".b"))

    def test_a_folder_none_and_a_file_as_one(self, kept: Path) -> None:
        folder = kept.parent
        assert str(self.refused(folder)) == f"{folder}: is a folder: name a file"
        for parent in (folder / "none", kept):
            error = self.refused(parent / "a")
            assert str(error) == f"{parent / 'a'}: there is no folder {parent}: make it first"

    def test_a_loop_of_links(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "b")
        (tmp_path / "b").symlink_to(tmp_path / "a")
        for path in (tmp_path / "a", tmp_path / "a" / "c"):
            error = self.refused(path)
            assert str(error).startswith(
                f"{path}: cannot be written: {os.strerror(errno.ELOOP)}: check the place"
            )

    @pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
    def test_what_no_file_can_be_called(self, name: str, tmp_path: Path) -> None:
        error = self.refused(tmp_path / name, setting="report")
        shown = repr(str(tmp_path / name))
        assert str(error) == f"{shown} cannot be the name of a file: give another name"
        assert error.setting == "report"

    def test_a_file_that_is_read(self, kept: Path) -> None:
        link = kept.with_name("link")
        link.symlink_to(kept)
        error = self.refused(link, inputs=[kept.with_name("none"), kept])
        assert str(error) == (
            f"{link}: it is one of the files that are read, and would be written over: "
            "give another name for what is written"
        )
        assert check_output_path(kept.with_name("new"), inputs=[kept])

    def test_what_is_no_path(self) -> None:
        assert str(self.refused(3)) == "path must be the path of a file, but is 3"


def test_a_partial_file_has_a_name_that_leftovers_are_known_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.secrets, "token_hex", lambda size: "f" * (2 * size))
    with whole_file(tmp_path / "a.txt"):
        assert [path.name for path in tmp_path.iterdir()] == ["a.txt.ffffffffffffffff.partial"]
        remove_leftovers(tmp_path / "a.txt")
        assert not list(tmp_path.iterdir())
        (tmp_path / "a.txt.ffffffffffffffff.partial").write_text("")
