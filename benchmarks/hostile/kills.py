"""Random kills: whatever SIGKILL ends, and whenever, is gone on with, and nothing is lost, done
twice or changed.

    python benchmarks/hostile/kills.py [--kills 50] [--seed 1] [--only seeds tune ranks index]

Each kind of work is done once undisturbed. Then it is done again and again, with all of its
processes, or some of them, killed at random moments, and the same command given again until it has
ended. What is left must be the same: for several seeds each model and each line
of metrics; for a search the settings, the scores and the order of all trials, and the best model;
for several processes that train one model its weights and metrics; for an index its bytes, and the
model that is trained from it, whose training is killed, too.

Prints one JSON object. The exit status is 1 if something differed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import IO, Any, NamedTuple

import yaml

PANTOUM = [sys.executable, "-m", "pantoum"]
# What depends on the clock.
TIMES = ("seconds", "symbols_per_second")
SMALL = [
    *("--model.hidden", "16", "--model.embedding", "8", "--training.epochs", "6"),
    *("--training.batch_tokens", "120", "--training.threads", "1"),
]
# An end that comes so late is none that a kill has made.
PATIENCE = 300.0
# Seconds after which a launcher ends the other processes of a run of which one has ended.
LAUNCHER = 30.0


def main() -> int:
    """Kill each kind of work in turns until there were enough kills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=KINDS, default=list(KINDS))
    given = parser.parse_args()
    chance = random.Random(given.seed)
    found: dict[str, Any] = {name: {"kills": 0, "ended": 0, "differed": []} for name in given.only}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_data(folder)
        whole = {}
        for name in given.only:
            began = time.monotonic()
            finish(KINDS[name], folder / f"whole-{name}")
            found[name]["seconds"] = round(time.monotonic() - began, 1)
            whole[name] = KINDS[name].left(folder / f"whole-{name}")
        while sum(one["kills"] for one in found.values()) < given.kills:
            name = min(given.only, key=lambda one: found[one]["kills"])
            result = found[name]
            output = folder / f"killed-{name}"
            shutil.rmtree(output, ignore_errors=True)
            for command in KINDS[name].commands(output):
                while killed(command, chance, result["seconds"]):
                    result["kills"] += 1
            result["ended"] += 1
            if KINDS[name].left(output) != whole[name]:
                result["differed"].append(result["ended"])
            print(json.dumps(found), file=sys.stderr, flush=True)
    print(json.dumps(found, indent=1))
    return int(any(one["differed"] for one in found.values()))


class Kind:
    """Work that may be killed.

    commands: of an output directory, one after the other; each is given again until it ends by
    itself, and is a list of the processes that it is started as. left: what must be the same in the
    end.
    """

    def __init__(
        self, commands: Callable[[Path], list[list[list[str]]]], left: Callable[[Path], Any]
    ) -> None:
        self.commands = commands
        self.left = left


def train(data: Path, output: Path, *more: str) -> list[str]:
    """A training, which goes on where there is something to go on with."""
    dev = ["--dev", str(output.parent / "dev.tsv")]
    return ["train", str(data), *dev, "--output", str(output), "--resume", *SMALL, *more]


def seeds(output: Path) -> list[list[list[str]]]:
    """Three seeds, two at a time."""
    return [[train(output.parent / "train.tsv", output, "--seeds", "1-3", "--jobs", "2")]]


def tune(output: Path) -> list[list[list[str]]]:
    """Five trials, one at a time, for what is chosen then depends on the seed alone."""
    fixed = train(output.parent / "train.tsv", output, "--trials", "5", "--space")
    return [[["tune", *fixed[1:], str(output.parent / "space.yaml")]]]


def ranks(output: Path) -> list[list[list[str]]]:
    """Two processes that train one model."""
    return [[train(output.parent / "train.tsv", output)] * 2]


def index(output: Path) -> list[list[list[str]]]:
    """An index, and a training from it."""
    made = output / "index"
    build = ["index", str(output.parent / "many.tsv"), "--output", str(made)]
    short = ["--training.epochs", "1", "--training.batch_tokens", "2000"]
    dev = ["--dev", str(output.parent / "dev.tsv")]
    model = [*dev, "--output", str(output / "model"), "--resume", *SMALL, *short]
    return [[build], [["train", str(made), *model]]]


def model(folder: Path) -> Any:
    """Weights and metrics of a training."""
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    metrics = [json.loads(line) for line in lines]
    kept = [{key: one[key] for key in one if key not in TIMES} for one in metrics]
    return (folder / "model.safetensors").read_bytes(), kept


def models_of_seeds(folder: Path) -> Any:
    """All three."""
    return [model(folder / f"seed-{seed}") for seed in (1, 2, 3)]


def study(folder: Path) -> Any:
    """The trials, and the best model."""
    runs = json.loads((folder / "runs.json").read_text(encoding="utf-8"))
    (best,) = runs["use"]
    trials = {
        name: {key: value for key, value in run.items() if key != "seconds"}
        for name, run in runs["runs"].items()
    }
    # Its comment has the name of the directory.
    best_settings = yaml.safe_load((folder / "best.yaml").read_text(encoding="utf-8"))
    return trials, best_settings, model(folder / best)


def index_and_model(folder: Path) -> Any:
    """All bytes of the index, and the model."""
    files = {path.name: path.read_bytes() for path in (folder / "index").glob("*.npy")}
    return files, model(folder / "model")


KINDS = {
    "seeds": Kind(seeds, models_of_seeds),
    "tune": Kind(tune, study),
    "ranks": Kind(ranks, model),
    "index": Kind(index, index_and_model),
}


def write_data(folder: Path) -> None:
    """Short strings and their reversals."""
    texts = ["".join(one) for one in product("abcd", repeat=4)]
    random.Random(0).shuffle(texts)
    rows = [f"{text}\t{text[::-1]}\n" for text in texts]
    (folder / "train.tsv").write_text("".join(rows[:120]), encoding="utf-8")
    (folder / "dev.tsv").write_text("".join(rows[120:150]), encoding="utf-8")
    with (folder / "many.tsv").open("w", encoding="utf-8") as file:
        for number in range(300_000):
            text = f"{texts[number % 256]} {number:x}"
            file.write(f"{text}\t{text[::-1]}\n")
    space = "training.learning_rate: {low: 0.002, high: 0.05, log: true}\nmodel.dropout: [0, 0.2]\n"
    (folder / "space.yaml").write_text(space, encoding="utf-8")


class Started(NamedTuple):
    """A process, and the file that it speaks into."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]


def start(command: Sequence[list[str]]) -> list[Started]:
    """The processes of a command, as ranks of one run where they are several."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    started = []
    for number, arguments in enumerate(command):
        own = {"OMP_NUM_THREADS": "1"}
        if len(command) > 1:
            own |= {"RANK": str(number), "WORLD_SIZE": str(len(command))}
            own |= {"LOCAL_RANK": str(number), "LOCAL_WORLD_SIZE": str(len(command))}
            own |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
        said = tempfile.TemporaryFile()  # noqa: SIM115 - `check` closes it
        process = subprocess.Popen(
            [*PANTOUM, *arguments], env={**os.environ, **own}, stdout=said, stderr=said
        )
        started.append(Started(process, said))
    return started


def killed(command: Sequence[list[str]], chance: random.Random, seconds: float) -> bool:
    """Give a command and kill it at a random moment; False if it has ended by itself before."""
    started = start(command)
    end = time.monotonic() + chance.uniform(0, seconds)
    while time.monotonic() < end and any(one.process.poll() is None for one in started):
        time.sleep(0.01)
    running = [one.process.pid for one in started if one.process.poll() is None]
    if not running:
        check(started)
        return False
    # All of them with what they have started, or one alone: the others must end by themselves.
    if chance.random() < 0.5:
        victims = [pid for one in running for pid in (*descendants(one), one)]
    else:
        victims = [chance.choice(running)]
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + LAUNCHER
    for one in started:
        try:
            one.process.wait(timeout=max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:  # it waits for one that was killed before they had met
            one.process.kill()
            one.process.wait()
        one.said.close()
    return True


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have, on Linux."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    except OSError:
        return []
    children = [int(one) for one in text.split()]
    return [pid for child in children for pid in (*descendants(child), child)]


def finish(kind: Kind, output: Path) -> None:
    """Do the work undisturbed."""
    for command in kind.commands(output):
        started = start(command)
        for one in started:
            one.process.wait(timeout=PATIENCE)
        check(started)


def check(started: Sequence[Started]) -> None:
    """End with what a command that failed has said."""
    for process, said in started:
        said.seek(0)
        if process.returncode:
            sys.exit(f"{process.args}\n{said.read().decode('utf-8', 'replace')}")
        said.close()


if __name__ == "__main__":
    sys.exit(main())
