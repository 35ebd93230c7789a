"""Commands run in this process, with what they print."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.reversing import reversals, write_tsv

from weft.cli import main


class Done(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that says what went wrong; all else on stderr must be absent."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("weft: error: ")
        assert "Traceback" not in self.err
        return lines[0].removeprefix("weft: error: ")


Weft = Callable[..., Done]
TypeIn = Callable[[bytes], None]


@pytest.fixture
def weft(capfd: pytest.CaptureFixture[str]) -> Weft:
    """`weft("predict", folder, ...)` as from a shell."""

    def run(*arguments: object) -> Done:
        capfd.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as error:  # argparse's way out
            status = error.code if isinstance(error.code, int) else 1
        out, err = capfd.readouterr()
        return Done(status, str(out), str(err))

    return run


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypeIn]:
    """Puts bytes on stdin."""
    path = tmp_path_factory.mktemp("stdin") / "stdin"
    with ExitStack() as files:

        def write(data: bytes) -> None:
            path.write_bytes(data)
            monkeypatch.setattr("sys.stdin", files.enter_context(path.open(encoding="ascii")))

        yield write


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "in.txt"
    path.write_text("abc\nb\ncab\n", encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of 40 pairs."""
    return write_tsv(tmp_path / "data.tsv", reversals()[:40])


def contents(folder: Path) -> dict[Path, bytes]:
    """All files below a folder, as they are."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def shell(command: str, **how: object) -> subprocess.CompletedProcess[str]:
    """Run a shell command in which `weft` is this Weft."""
    program = f'set -o pipefail; weft() {{ {sys.executable} -m weft "$@"; }}; {command}'
    return subprocess.run(["bash", "-c", program], capture_output=True, text=True, timeout=120, **how)  # type: ignore[call-overload]
