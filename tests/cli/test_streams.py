"""Where a command writes, what was there stays until all has gone well."""

import os
import stat
import threading
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn, shell
from tests.full_disk import fill_disk, needs_full_disk

from pantoum.cli import lines as line_loop
from pantoum.cli.streams import output_stream


class TestAFileThatWasThere:
    @pytest.fixture
    def kept(self, tmp_path: Path) -> Path:
        path = tmp_path / "out.txt"
        path.write_text("precious\n")
        return path

    def test_it_is_replaced_when_all_goes_well(
        self, pantoum: Pantoum, reverser: Path, lines: Path, kept: Path
    ) -> None:
        kept.chmod(0o600)
        assert pantoum("predict", reverser, lines, "--output", kept).status == 0
        assert kept.read_text() == "cba\nb\nbac\n"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert sorted(path.name for path in kept.parent.iterdir()) == ["in.txt", "out.txt"]

    def test_it_stays_when_the_model_is_missing(
        self, pantoum: Pantoum, lines: Path, kept: Path
    ) -> None:
        assert pantoum("predict", kept.parent / "none", lines, "--output", kept).status == 1
        assert kept.read_text() == "precious\n"

    def test_it_stays_when_the_input_is_missing(
        self, pantoum: Pantoum, reverser: Path, kept: Path
    ) -> None:
        assert pantoum("predict", reverser, kept.parent / "none", "--output", kept).status == 1
        assert kept.read_text() == "precious\n"

    def test_it_stays_when_the_input_breaks_off(
        self,
        pantoum: Pantoum,
        reverser: Path,
        kept: Path,
        type_in: TypeIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(line_loop, "CHUNK", 1)
        type_in(b"abc\nb\xff\n")
        assert pantoum("predict", reverser, "--output", kept).error.startswith(
            "stdin, line 2: not UTF-8"
        )
        assert [(path.name, path.read_text()) for path in kept.parent.iterdir()] == [
            ("out.txt", "precious\n")
        ]

    def test_it_is_not_the_input(self, pantoum: Pantoum, reverser: Path, lines: Path) -> None:
        before = lines.read_text()
        error = pantoum("predict", reverser, lines, "--output", lines).error
        assert "one of the files that are read, and would be written over" in error
        assert lines.read_text() == before

    def test_a_link_to_it_stays_a_link(
        self, pantoum: Pantoum, reverser: Path, lines: Path, kept: Path
    ) -> None:
        (kept.parent / "link").symlink_to(kept)
        assert pantoum("predict", reverser, lines, "--output", kept.parent / "link").status == 0
        assert (kept.parent / "link").is_symlink()
        assert kept.read_text() == "cba\nb\nbac\n"

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("none/out.txt", "there is no folder {folder}/none: make it first"),
            ("in.txt/out.txt", "there is no folder {folder}/in.txt: make it first"),
            ("folder", "is a folder: name a file"),
            ("loop", "cannot be written: Too many levels of symbolic links: check the place, "),
        ],
    )
    def test_a_place_that_cannot_be_written(
        self, pantoum: Pantoum, reverser: Path, lines: Path, name: str, problem: str
    ) -> None:
        (lines.parent / "folder").mkdir()
        (lines.parent / "loop").symlink_to(lines.parent / "loop")
        done = pantoum("predict", reverser, lines, "--output", f"{lines.parent}/{name}")
        assert (done.status, done.out) == (1, "")
        said = problem.format(folder=lines.parent)
        assert done.error.startswith(f"{lines.parent}/{name}: {said}")

    @needs_full_disk
    def test_no_room(
        self,
        pantoum: Pantoum,
        reverser: Path,
        lines: Path,
        kept: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        done = pantoum("predict", reverser, lines, "--output", "/dev/full")
        assert (done.status, done.error) == (
            1,
            (
                "/dev/full: cannot be written: No space left on device"
                ": check the place, its permissions and the room there"
            ),
        )
        fill_disk(monkeypatch, kept)
        done = pantoum("predict", reverser, lines, "--output", kept)
        assert (done.status, done.error) == (
            1,
            (
                f"{kept}: cannot be written: No space left on device"
                ": check the place, its permissions and the room there"
            ),
        )
        assert kept.read_text() == "precious\n"

    def test_a_file_of_somebody_else_beside_it_stays(
        self, pantoum: Pantoum, reverser: Path, lines: Path, kept: Path
    ) -> None:
        (kept.parent / "out.txt.partial").write_text("mine\n")
        assert pantoum("predict", reverser, lines, "--output", kept).status == 0
        assert (kept.parent / "out.txt.partial").read_text() == "mine\n"

    def test_two_commands_that_write_it_do_not_mix(
        self, pantoum: Pantoum, reverser: Path, lines: Path, kept: Path
    ) -> None:
        with output_stream(str(kept)) as slow:
            slow.write("of the slow one\n" * 2)
            assert pantoum("predict", reverser, lines, "--output", kept).status == 0
            assert kept.read_text() == "cba\nb\nbac\n"
        assert kept.read_text() == "of the slow one\n" * 2

    @pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no /dev/stdout here")
    def test_the_file_that_stdout_is_keeps_what_is_in_it(
        self, reverser: Path, lines: Path, tmp_path: Path
    ) -> None:
        predict = f"pantoum predict '{reverser}' '{lines}' --output /dev/stdout"
        done = shell(f"{{ echo before; {predict}; echo after; }} > '{tmp_path}/all.txt'")
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "all.txt").read_text() == "before\ncba\nb\nbac\nafter\n"

    def test_a_pipe_is_written_to(
        self, pantoum: Pantoum, reverser: Path, lines: Path, tmp_path: Path
    ) -> None:
        os.mkfifo(tmp_path / "pipe")
        found: list[str] = []
        reader = threading.Thread(target=lambda: found.append((tmp_path / "pipe").read_text()))
        reader.start()
        assert pantoum("predict", reverser, lines, "--output", tmp_path / "pipe").status == 0
        reader.join(10)
        assert found == ["cba\nb\nbac\n"]
