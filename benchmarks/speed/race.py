"""Training speed beside other programs, in one process tree: they take turns, and only one works at
a time.

python benchmarks/speed/race.py DATA [--cases g2p multi30k] [--threads 2] [--rounds 7] [--peers
FOLDER]
                                    [--busy 1]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from cases import CASES, Case

from pantoum.cli import ENVIRONMENT

HERE = Path(__file__).parent
PANTOUM = "Pantoum"
PRODUCTS = "matrix products alone"
# What takes part: the name, the worker, its flags, the peer whose virtual environment it needs, and
# the cases.
ENTRANTS = (
    (PANTOUM, "pantoum_worker.py", (), None, ("g2p", "multi30k")),
    ("Pantoum, threads measured", "pantoum_worker.py", ("--measured",), None, ("g2p", "multi30k")),
    ("Pantoum, step by step", "pantoum_worker.py", ("--per-step",), None, ("g2p", "multi30k")),
    ("usual loop", "loop_worker.py", (), None, ("g2p", "multi30k")),
    ("yoyodyne 0.5.27", "yoyodyne_worker.py", (), "yoyodyne", ("g2p",)),
    ("joeynmt 2.3.0", "joeynmt_worker.py", (), "joeynmt", ("multi30k",)),
    (PRODUCTS, "products_worker.py", (), None, ("g2p", "multi30k")),
    (
        "matrix products, one thread",
        "products_worker.py",
        ("--one-thread",),
        None,
        ("g2p", "multi30k"),
    ),
)


class Turn(NamedTuple):
    """What one program did in one turn."""

    seconds: float
    steps: int
    symbols: int
    cells: int
    peak_mb: float


class Program:
    """A worker process, started and ready."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.name = name
        self.turns = list[Turn]()
        with log.open("w") as errors:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors}
            self._process = subprocess.Popen(command, text=True, env=environment, **pipes)  # type: ignore[call-overload]
        self._log = log
        self.about = self._answer()

    def turn(self, steps: int) -> None:
        """Train for so many steps."""
        self._process.stdin.write(f"{steps}\n")
        self._process.stdin.flush()
        self.turns.append(Turn(**self._answer()))

    def stop(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} has stopped: see {self._log}")
        return json.loads(line)

    def step(self) -> float:
        """Median milliseconds of a step."""
        return median(1_000 * turn.seconds / turn.steps for turn in self.turns)

    def symbol(self) -> float:
        """Median microseconds for each target symbol."""
        return median(1e6 * turn.seconds / turn.symbols for turn in self.turns)

    def peak(self) -> float:
        """The most memory it has held, in MB."""
        return max(turn.peak_mb for turn in self.turns)


def main() -> None:
    """Run each case and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--peers",
        type=Path,
        default=HERE / "peers",
        help="virtual environments; make bench makes them",
    )
    parser.add_argument(
        "--busy", type=int, default=0, help="other programs that want a processor all the time"
    )
    given = parser.parse_args()
    for name in given.cases:
        with busy_programs(given.busy):
            programs = race(CASES[name], given)
        print(table(CASES[name], programs, given.threads), flush=True)


@contextmanager
def busy_programs(count: int) -> Iterator[None]:
    """Inside, so many endless loops run beside everything else."""
    command = [sys.executable, "-c", "while True: pass"]
    programs = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def race(case: Case, given: argparse.Namespace) -> list[Program]:
    """Start the case's programs and let them take turns."""
    programs = []
    given.peers.mkdir(parents=True, exist_ok=True)
    for name, worker, flags, peer, cases in ENTRANTS:
        python = str(given.peers / peer / "bin" / "python") if peer else sys.executable
        if case.name in cases and (peer is None or Path(python).exists()):
            command = [
                python,
                str(HERE / worker),
                case.name,
                str(given.data),
                str(given.threads),
                *flags,
            ]
            log = given.peers / f"{case.name}-{len(programs)}-{Path(worker).stem}.log"
            programs.append(Program(name, command, environment(name, given.threads), log))
    for _ in range(given.rounds):
        for program in programs:
            program.turn(case.steps)
    for program in programs:
        program.stop()
    return programs


def environment(name: str, threads: int) -> dict[str, str]:
    """Each program's own: of Pantoum what its command sets."""
    own = ENVIRONMENT if name.startswith(PANTOUM) else {}
    return {**os.environ, **own, "OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}


def table(case: Case, programs: Sequence[Program], threads: int) -> str:
    """The case in Markdown: medians over the rounds, and how they relate to Pantoum's."""
    pantoum = next(program for program in programs if program.name == PANTOUM)
    rows = [
        f"\n{case.name}: embedding {case.embedding}, encoder 2 x {case.hidden}, decoder "
        f"{case.decoder_hidden}, "
        f"{case.rows} pairs a batch, {threads} thread{'s' if threads > 1 else ''}; "
        f"{len(pantoum.turns)} rounds of {case.steps} steps\n",
        "| program | parameters | ms a step | target symbols/s | time for a symbol, Pantoum's = 1 "
        "| peak memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for program in programs:
        ratio = median(paired(program, pantoum))
        parameters = f"{program.about['parameters']:,}" if "parameters" in program.about else ""
        measured = f" ({program.about['threads']})" if "threads" in program.about else ""
        rows.append(
            f"| {program.name}{measured} | {parameters} | {program.step():.1f} | "
            f"{1e6 / program.symbol():,.0f} | {ratio:.2f} | "
            f"{program.peak():,.0f} |"
        )
    return "\n".join(rows)


def paired(program: Program, pantoum: Program) -> list[float]:
    """The ratio of each round: what slows the machine for a while slows both."""
    pairs = zip(program.turns, pantoum.turns, strict=True)
    return [
        (theirs.seconds / theirs.symbols) / (ours.seconds / ours.symbols) for theirs, ours in pairs
    ]


if __name__ == "__main__":
    main()
