"""Commands whose stdin, stdout or stderr is closed, is full, or has nobody at its other end."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import contents, shell
from tests.reversing import TINY, flags, metrics_of
from tests.tiers import tiered

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")


@pytest.fixture
def left() -> Iterator[int]:
    """A pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


class TestClosed:
    def test_stdout(self, reverser: Path, lines: Path) -> None:
        done = shell(f"pantoum predict '{reverser}' '{lines}' >&-")
        assert (done.returncode, done.stderr) == (
            1,
            "pantoum: error: stdout: Bad file descriptor\n",
        )

    @pytest.mark.exhaustive
    def test_stdout_that_is_not_needed(self, reverser: Path, lines: Path, tmp_path: Path) -> None:
        done = shell(f"pantoum predict '{reverser}' '{lines}' --output '{tmp_path}/out.txt' >&-")
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "out.txt").read_text() == "cba\nb\nbac\n"

    @pytest.mark.exhaustive
    def test_stdin_is_empty(self, reverser: Path) -> None:
        done = shell(f"pantoum predict '{reverser}' <&-")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_messages_for_stderr_do_not_go_to_stdout(self) -> None:
        done = shell("pantoum trian 2>&-")
        assert (done.returncode, done.stdout) == (2, "")

    @pytest.mark.exhaustive
    def test_messages_for_stderr_do_not_go_into_a_file(self, data: Path, tmp_path: Path) -> None:
        settings = " ".join(flags(TINY | {"training.epochs": 1}))
        done = shell(f"pantoum train '{data}' --output '{tmp_path}/model' {settings} <&- >&- 2>&-")
        assert done.returncode == 0
        assert [
            path for path, text in contents(tmp_path / "model").items() if b"training and" in text
        ] == []


class TestStderrThatTakesNothing:
    def train(self, data: Path, model: Path, stderr: int) -> int:
        settings = " ".join(flags(TINY | {"training.epochs": 1}))
        return status_of(f"pantoum train '{data}' --output '{model}' {settings}", stderr)

    def test_a_run_goes_on_when_the_reader_has_left(
        self, data: Path, tmp_path: Path, left: int
    ) -> None:
        assert self.train(data, tmp_path / "model", left) == 0
        assert len(metrics_of(tmp_path / "model")) == 1

    @needs_full
    @pytest.mark.exhaustive
    def test_a_run_goes_on_when_the_disk_is_full(self, data: Path, tmp_path: Path) -> None:
        with FULL.open("wb") as full:
            assert self.train(data, tmp_path / "model", full.fileno()) == 0
        assert len(metrics_of(tmp_path / "model")) == 1

    @pytest.mark.parametrize(
        ("command", "status"),
        [
            ("pantoum trian", 2),
            pytest.param("pantoum predict none", 1, marks=pytest.mark.exhaustive),
        ],
    )
    def test_the_exit_status_stays(self, left: int, command: str, status: int) -> None:
        assert status_of(command, left) == status


class TestStdoutThatTakesNothing:
    @pytest.mark.exhaustive
    def test_tables(self, reverser: Path, data: Path, left: int) -> None:
        done = shell(f"pantoum evaluate '{reverser}' '{data}' >&{left}", pass_fds=[left])
        assert (done.returncode, done.stderr) == (0, "")

    @needs_full
    @pytest.mark.parametrize("command", ["predict", "train"])
    @pytest.mark.parametrize("unbuffered", tiered(["", "1"], [""]))
    def test_help(self, command: str, unbuffered: str) -> None:
        done = shell(
            f"pantoum {command} --help >{FULL}", env={**os.environ, "PYTHONUNBUFFERED": unbuffered}
        )
        assert (done.returncode, done.stderr) == (
            1,
            "pantoum: error: stdout: No space left on device\n",
        )


def status_of(command: str, stderr: int) -> int:
    done = shell(f"{command} 2>&{stderr}", pass_fds=[stderr])
    assert (done.stdout, done.stderr) == ("", "")
    return done.returncode
