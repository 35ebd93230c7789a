"""Commands run in this process, with what they print."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.reversing import reversals, write_tsv

from pantoum.cli import main


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
        assert lines[0].startswith("pantoum: error: ")
        assert "Traceback" not in self.err
        return lines[0].removeprefix("pantoum: error: ")


Pantoum = Callable[..., Done]
TypeIn = Callable[[bytes], None]


@pytest.fixture
def pantoum(capfd: pytest.CaptureFixture[str]) -> Pantoum:
    """`pantoum("predict", folder, ...)` as from a shell."""

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
def type_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TypeIn]:
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


def shell(command: str, **how: Any) -> subprocess.CompletedProcess[str]:
    """Run a shell command in which `pantoum` is this Pantoum."""
    program = f'set -o pipefail; pantoum() {{ {sys.executable} -m pantoum "$@"; }}; {command}'
    return subprocess.run(
        ["bash", "-c", program], capture_output=True, text=True, timeout=120, **how
    )
