"""Processes that share a file: the same answers in the same order, and the same messages."""

import os
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Pantoum

from pantoum import PantoumError
from pantoum.cli import worker_pool
from pantoum.cli.streams import Line

# Three chunks of a worker, the last one smaller; one line cannot be answered, one is empty, one has
# an unknown symbol.
LINES = [("abc" * (1 + row % 5))[row % 3 :] for row in range(1_200)]
LINES[7] = ""
LINES[700] = "abc" * 2_000
LINES[1_100] = "abж"


def test_answers_are_the_same(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("".join(f"{line}\n" for line in LINES))
    outputs = []
    errors = []
    for workers in (1, 2):
        output = tmp_path / f"{workers}.txt"
        done = pantoum(
            "predict",
            reverser,
            tmp_path / "in.txt",
            "-o",
            output,
            "--workers",
            workers,
            "--beam",
            1,
        )
        assert done.status == 0
        outputs.append(output.read_text().split("\n"))
        errors.append(done.err)
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == 1_201
    assert outputs[0][0] == "cba"
    assert [outputs[0][row] for row in (7, 700)] == ["", ""]
    assert errors[0] == errors[1]
    first, second, third = errors[0].splitlines()
    assert first.startswith(f"pantoum: {tmp_path / 'in.txt'}, line 701: the input starting 'abcabc")
    assert first.endswith(
        "but no more than 5,000 are sure to fit in memory: split it; its output is empty"
    )
    assert "1 of " in second
    assert "inputs are longer than any in training (5 to 15 symbols, training had up to 4)" in third


def test_a_line_that_cannot_be_read_ends_all(
    pantoum: Pantoum, reverser: Path, tmp_path: Path
) -> None:
    (tmp_path / "in.txt").write_bytes(b"abc\n" * 800 + b"\xff\n")
    (tmp_path / "out.txt").write_text("before")
    done = pantoum(
        "predict", reverser, tmp_path / "in.txt", "-o", tmp_path / "out.txt", "--workers", 2
    )
    assert done.status == 1
    where = f"{tmp_path / 'in.txt'}, line 801"
    assert (
        done.error
        == f"{where}: not UTF-8 (byte 0xff): convert the file, for example with iconv -t UTF-8"
    )
    assert (tmp_path / "out.txt").read_text() == "before"


@pytest.mark.exhaustive
def test_other_kinds_of_models_share_their_lines_too(
    pantoum: Pantoum, labeller: Path, tmp_path: Path
) -> None:
    (tmp_path / "in.txt").write_text("aab\nbba\n" * 300)
    done = [
        pantoum("predict", labeller, tmp_path / "in.txt", "--workers", workers)
        for workers in (1, 2)
    ]
    assert done[0].out == done[1].out
    assert done[0].out.count("\n") == 600


@pytest.mark.exhaustive
def test_files_are_read_once(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("abca\n" * 600)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("acba\nbb\n",))
    writer.start()
    done = pantoum("predict", reverser, tmp_path / "in.txt", "--workers", 2, "--allowed", pipe)
    writer.join()
    assert (done.status, done.err, done.out) == (0, "", "acba\n" * 600)


def test_an_empty_list_allows_nothing(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("")
    done = pantoum("predict", reverser, tmp_path / "none.txt", "--allowed", tmp_path / "none.txt")
    assert done.error == f"{tmp_path / 'none.txt'}: the file is empty: put an output on each line"


def test_workers_end_with_a_parent_that_is_killed(reverser: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("abca\n" * 600)
    os.mkfifo(tmp_path / "in")
    command = [
        sys.executable,
        "-m",
        "pantoum",
        "predict",
        reverser,
        tmp_path / "in",
        "--workers",
        "2",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        with (tmp_path / "in").open("w") as pipe:  # the end of the input does not come
            pipe.write("abca\n" * 1_500)
            pipe.flush()
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            found = wait_for(
                lambda: (numbers := children.read_text().split()) and len(numbers) >= 2 and numbers
            )
            process.kill()
        process.wait()
    wait_for(lambda: not any(is_running(number) for number in found))


def is_running(number: str) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False


def wait_for(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while not (value := condition()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return value


def die(lines: Any) -> None:
    os._exit(9)


def test_a_process_that_is_killed_is_named(reverser: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "_start_worker", print)
    monkeypatch.setattr(worker_pool, "_predict_chunk", die)
    with pytest.raises(
        PantoumError,
        match="a worker process was killed, possibly out of memory: use fewer --workers",
    ):
        list(worker_pool.predict_in_workers(Namespace(workers=2), [[Line("abc", "line 1")]]))
