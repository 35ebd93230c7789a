"""Calls from Python on a busy machine, with the variables that Pantoum sets and as without them.

python benchmarks/speed/busy.py MODEL WORDS.tsv [--words 500] [--busy 1] [--rounds 7]

The processes take turns, and only one of them works at a time, beside so many endless loops.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from race import Program, busy_programs

from pantoum.cli import ENVIRONMENT

HERE = Path(__file__).parent
COMMAND = "the command's variables"
# What each process has set, of all that PyTorch's libraries read.
ENTRANTS = {
    COMMAND: ENVIRONMENT,
    "spinning": {"GOMP_SPINCOUNT": "300000"},  # as it is where nothing is set
    "one thread": {"OMP_NUM_THREADS": "1"},
}
READ = ("OMP_", "GOMP_", "MKL_", "ONEDNN_")


def main() -> None:
    """Run the processes and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a model directory")
    parser.add_argument(
        "words", type=Path, help="a text file, or pairs with the inputs in the first column"
    )
    parser.add_argument("--words", type=int, default=500, dest="count", help="in a call")
    parser.add_argument("--busy", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    plain = {name: value for name, value in os.environ.items() if not name.startswith(READ)}
    command = [sys.executable, str(HERE / "busy_worker.py"), str(given.model), str(given.words)]
    with tempfile.TemporaryDirectory() as logs, busy_programs(given.busy):
        programs = [
            Program(name, [*command, str(given.count)], plain | own, Path(logs) / f"{place}.log")
            for place, (name, own) in enumerate(ENTRANTS.items())
        ]
        for _ in range(given.rounds):
            for program in programs:
                program.turn(1)
        for program in programs:
            program.stop()
    print("| process | seconds a call | slowest | time, the command's = 1 |\n|---|---|---|---|")
    of_command = [turn.seconds for turn in programs[0].turns]
    for program in programs:
        seconds = [turn.seconds for turn in program.turns]
        ratio = median(own / its for own, its in zip(seconds, of_command, strict=True))
        print(f"| {program.name} | {median(seconds):.2f} | {max(seconds):.2f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
