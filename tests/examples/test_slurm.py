"""The scripts for SLURM, run as plain shell with the variables that it sets.

`srun` and `scontrol` are stand-ins: the one starts the tasks of a step on this machine and hands
signals on to them, as SLURM's does, the other begins the script again.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.reversing import TINY, flags, reversals, tiny, write_tsv
from tests.training.runs import assert_same_run
from tests.training.several import run_in

import pantoum
from pantoum.tasks import prepare
from pantoum.training.run import train_model

FOLDER = Path(__file__).parents[2] / "examples" / "slurm"

SRUN = """#!{python}
import os, signal, subprocess, sys

command = [one for one in sys.argv[1:] if not one.startswith("--kill")]
count = int(os.environ["TASKS"])
tasks = []
for number in range(count):
    step = {{
        "SLURM_STEP_NUM_TASKS": count, "SLURM_PROCID": number, "SLURM_LOCALID": number,
        "SLURM_NODEID": 0, "SLURM_STEP_TASKS_PER_NODE": count, "SLURM_STEP_NODELIST": "localhost",
    }}
    variables = {{name: str(value) for name, value in step.items()}}
    tasks.append(subprocess.Popen(command, env={{**os.environ, **variables}}))
if os.environ.get("USR1_AFTER"):
    # When the run has written a checkpoint, its time is nearly over.
    last = os.environ["USR1_AFTER"]
    import pathlib, time
    while not pathlib.Path(last).exists():
        time.sleep(0.02)
    for task in tasks:
        task.send_signal(signal.SIGUSR1)
codes = [task.wait() for task in tasks]
sys.exit(max(128 - code if code < 0 else code for code in codes))
"""
SCONTROL = """#!/bin/bash
echo "$@" >> {folder}/requeued
"""
PROGRAM = """#!/bin/bash
exec {python} -m pantoum "$@"
"""


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (("srun", SRUN), ("scontrol", SCONTROL), ("pantoum", PROGRAM)):
        path = folder / name
        path.write_text(text.format(python=sys.executable, folder=tmp_path))
        path.chmod(0o755)
    return folder


def batch(script: str, bin_folder: Path, **variables: object) -> int:
    """Run a script as SLURM would; its exit status."""
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "OMP_NUM_THREADS": "1",
        **{name: str(value) for name, value in variables.items()},
    }
    command = ["bash", str(FOLDER / script)]
    return subprocess.run(command, env=environment, cwd=bin_folder.parent).returncode


@pytest.mark.exhaustive
@pytest.mark.parametrize(("script", "tasks"), [("seeds.sbatch", 1), ("one_run.sbatch", 2)])
def test_a_requeued_job_goes_on_bit_for_bit(
    script: str, tasks: int, bin_folder: Path, tmp_path: Path
) -> None:
    rows = reversals()
    write_tsv(tmp_path / "train.tsv", rows[:40])
    write_tsv(tmp_path / "dev.tsv", rows[40:52])
    settings = " ".join(flags(TINY | {"training.epochs": 8}))
    job = {"SLURM_JOB_ID": 7, "SLURM_ARRAY_JOB_ID": 7, "SLURM_ARRAY_TASK_ID": 3, "TASKS": tasks}
    runs = {"SETTINGS": settings, "RUNS": "runs", "OUTPUT": "runs/seed-3"}
    folder = tmp_path / "runs" / "seed-3"
    stopped = batch(script, bin_folder, **job, **runs, USR1_AFTER=folder / "metrics.jsonl")
    assert stopped == 128 + signal.SIGUSR1
    job_name = "7_3" if script == "seeds.sbatch" else "7"
    assert (tmp_path / "requeued").read_text() == f"requeue {job_name}\n"
    assert batch(script, bin_folder, **job, **runs) == 0
    config = tiny({"training.epochs": 8, "seed": 3 if script == "seeds.sbatch" else 1})
    prepared = prepare([tmp_path / "train.tsv"], [tmp_path / "dev.tsv"], config)
    whole = tmp_path / "whole"
    assert run_in(tasks, lambda ranks: train_model(prepared, whole, ranks=ranks)) == [0] * tasks
    assert_same_run(folder, whole)


@pytest.mark.exhaustive
def test_the_parts_of_an_input_are_put_together_by_cat(
    bin_folder: Path, reverser: Path, tmp_path: Path
) -> None:
    words = [f"{text}\n" for text, _ in reversals()[:15]]
    (tmp_path / "words.txt").write_text("".join(words))
    for task in (1, 2):
        array = {"SLURM_ARRAY_TASK_ID": task, "SHARDS": 2, "TASKS": 1}
        done = batch("predict.sbatch", bin_folder, **array, MODEL=reverser, SETTINGS="--beam 1")
        assert done == 0
    parts = [(tmp_path / "parts" / f"000{task}.txt").read_text() for task in (1, 2)]
    model = pantoum.load(reverser, task="seq2seq")
    answers = model([word.strip() for word in words], beam=1)
    assert "".join(parts).splitlines() == [one.text for one in answers]
    assert all(parts)


@pytest.mark.exhaustive
def test_the_runs_of_a_benchmark_are_shared_out(bin_folder: Path, tmp_path: Path) -> None:
    write_tsv(tmp_path / "train.tsv", reversals()[:40])
    settings = json.dumps(TINY | {"training.epochs": 1})
    (tmp_path / "benchmark.yaml").write_text(
        f"data: {{all: {{train: train.tsv, dev: train.tsv}}}}\nseeds: 1-2\ncommon: {settings}\n"
        "settings: {default: {}}\n"
    )
    for task in (1, 2):
        array = {"SLURM_ARRAY_TASK_ID": task, "SHARDS": 2, "TASKS": 1}
        assert batch("benchmark.sbatch", bin_folder, **array) == 0
        runs = sorted((tmp_path / "results" / "runs").glob("*/*/seed-*/model.safetensors"))
        assert len(runs) == task
    assert "2 of 2 runs have ended" in (tmp_path / "results" / "results.md").read_text()
