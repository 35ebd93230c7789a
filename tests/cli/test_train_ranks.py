"""`pantoum train` in processes that a launcher has started: they train one model, and one of them
speaks.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.reversing import TINY, flags, reversals, write_tsv
from tests.training.several import free_port, place

COMMAND = [sys.executable, "-m", "pantoum", "train"]


def launched(count: int, *arguments: object) -> list[subprocess.CompletedProcess[str]]:
    """What processes with the variables of `torchrun` write and how they end."""
    port = free_port()
    processes = [
        subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            env=os.environ | place(number, count, port) | {"OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    ended = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        ended.append(subprocess.CompletedProcess(process.args, process.returncode, out, err))
    return ended


def torchrun(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Two processes that `torchrun` starts."""
    program = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    return subprocess.run(
        [*program, "--master-port", str(free_port()), *COMMAND[1:], *map(str, arguments)],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.exhaustive
def test_an_error_is_said_before_the_launcher_ends_all(tmp_path: Path) -> None:
    done = torchrun(tmp_path / "no.tsv", "--output", tmp_path / "model")
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if line.startswith("pantoum: ")]
    assert len(said) == 1
    assert "no.tsv" in said[0]


@pytest.mark.exhaustive
def test_torchrun(tmp_path: Path) -> None:
    data = write_tsv(tmp_path / "data.tsv", reversals()[:40])
    done = torchrun(data, "--dev", data, "--output", tmp_path / "model", *flags(TINY))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.count("columns: input 1") == 1
    assert done.stderr.count("pantoum: all 3 epochs are done") == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("epoch ")]
    assert [line.split("/")[0] for line in lines] == ["epoch 1", "epoch 2", "epoch 3"]


def test_a_wrong_flag_is_said_once(tmp_path: Path) -> None:
    first, second = launched(2, "no.tsv", "--output", tmp_path / "model", "--model.cel", "gru")
    assert (first.returncode, second.returncode) == (2, 2)
    assert "did you mean --model.cell" in first.stderr
    assert second.stderr == ""


def test_several_seeds_are_runs_of_their_own(tmp_path: Path) -> None:
    first, second = launched(2, "no.tsv", "--output", tmp_path / "runs", "--seeds", "1-3")
    assert (first.returncode, second.returncode) == (1, 1)
    assert first.stderr == (
        "pantoum: error: --seeds starts a process for each run, and this one was started as one "
        "of 2 that train one model: give --seeds without torchrun or srun, or give one --seed\n"
    )
    assert second.stderr == ""


def test_a_file_that_is_not_there_is_said_once(tmp_path: Path) -> None:
    first, second = launched(2, tmp_path / "no.tsv", "--output", tmp_path / "model")
    assert (first.returncode, second.returncode) == (1, 1)
    assert first.stderr.count("\n") == 1
    assert "no.tsv" in first.stderr
    assert second.stderr == ""
