"""Scripts of bash in which `pantoum` is this Pantoum, without importing PyTorch for each command.

A small program named `pantoum` hands its arguments, directory, standard input and outputs to this
process, which forks: the child has everything imported already, and is otherwise a process like
any that a shell starts.
"""

from __future__ import annotations

import json
import os
import pkgutil
import select
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from tests.shapes import unchecked

import pantoum
from pantoum.cli import main

CLIENT = """#!{python} -ES
import json, os, socket, sys
to_tests = socket.socket(socket.AF_UNIX)
to_tests.connect({address!r})
said = json.dumps([os.getcwd(), *sys.argv[1:]]).encode()
socket.send_fds(to_tests, [said], [0, 1, 2])
sys.exit(int(to_tests.recv(8) or b"99"))
"""
LIMIT = 1 << 20  # bytes of arguments
# What commands import when they need it.
LIBRARIES = ("jsonargparse", "lightning_fabric", "matplotlib.pyplot", "rich.progress", "sacrebleu")


def import_all() -> None:
    """Import the whole of Pantoum and its libraries, once for all children."""
    for name in LIBRARIES:
        import_module(name)
    for module in pkgutil.walk_packages(pantoum.__path__, "pantoum."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


class Ran(NamedTuple):
    """What a script came to; `printed` is its output and its messages together."""

    status: int
    printed: str


class Shell:
    """Runs scripts. `arguments` may change the arguments of `pantoum`, to make it quick."""

    def __init__(self, arguments: Callable[[list[str]], list[str]]) -> None:
        import_all()
        self.arguments = arguments
        self.place = tempfile.TemporaryDirectory(prefix="pantoum-docs-")
        folder = Path(self.place.name)
        address = str(folder / "socket")
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(address)
        self.server.listen()
        (folder / "bin").mkdir()
        client = folder / "bin" / "pantoum"
        client.write_text(CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
        client.chmod(0o755)
        self.path = f"{folder / 'bin'}:{os.environ['PATH']}"

    def close(self) -> None:
        self.server.close()
        self.place.cleanup()

    def run(self, script: str, folder: Path) -> Ran:
        """Run a script in a folder; it ends at the first command that fails."""
        with tempfile.TemporaryFile() as printed:
            process = subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", script],
                cwd=folder,
                env=os.environ | {"PATH": self.path, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
            children = []
            while process.poll() is None:
                if select.select([self.server], [], [], 0.01)[0]:
                    children.append(self._serve())
            for child in children:
                os.waitpid(child, 0)
            printed.seek(0)
            return Ran(process.returncode, printed.read().decode())

    def _serve(self) -> int:
        """Fork a child that is the command."""
        connection, _ = self.server.accept()
        said, files, _, _ = socket.recv_fds(connection, LIMIT, 3)
        child = os.fork()
        if child == 0:
            folder, *arguments = json.loads(said)
            status = in_child(lambda: main(self.arguments(arguments)), Path(folder), files)
            connection.send(str(status).encode())
            os._exit(0)
        connection.close()
        for file in files:
            os.close(file)
        return child


def in_child(work: Callable[[], int | None], folder: Path, files: list[int]) -> int:
    """Do something with other standard streams, in another folder; returns the exit status."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    os.chdir(folder)
    try:
        with unchecked():  # other tests have checked them
            status = work() or 0
    except SystemExit as ending:  # argparse's way out
        status = ending.code if isinstance(ending.code, int) else 1
    except BaseException:
        traceback.print_exc()
        status = 99
    sys.stdout.flush()
    return status


def run_python(program: str, folder: Path) -> Ran:
    """Run a program in a child of this process."""
    with tempfile.TemporaryFile() as printed, open(os.devnull) as nothing:
        child = os.fork()
        if child == 0:
            code = compile(program, "<block>", "exec")
            files = [nothing.fileno(), printed.fileno(), printed.fileno()]
            os._exit(in_child(lambda: exec(code, {"__name__": "__main__"}), folder, files))
        _, status = os.waitpid(child, 0)
        printed.seek(0)
        return Ran(os.waitstatus_to_exitcode(status), printed.read().decode())
