"""Decoding speed beside other programs, in one process tree: they take turns, and only one works at
a time.

python benchmarks/speed/decoding.py DATA [--cases g2p multi30k] [--beams 1 5] [--threads 2]
[--rounds 5]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from cases import CASES, Case
from race import HERE, Program, environment, paired

PANTOUM = "Pantoum"
GEMM = "products of squares alone"
# What takes part: the name, the worker, its flags, the peer whose virtual environment it needs, and
# the cases.
ENTRANTS = (
    (PANTOUM, "decoding_pantoum.py", (), None, ("g2p", "multi30k")),
    ("Pantoum, int8", "decoding_pantoum.py", ("--int8",), None, ("g2p", "multi30k")),
    ("yoyodyne 0.5.27", "decoding_yoyodyne.py", (), "yoyodyne", ("g2p",)),
    ("joeynmt 2.3.0", "decoding_joeynmt.py", (), "joeynmt", ("multi30k",)),
    (GEMM, "gemm_worker.py", (), None, ("g2p", "multi30k")),
)


def main() -> None:
    """Run each case with each beam and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--beams", nargs="+", type=int, default=[1, 5])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--words",
        type=Path,
        help="a trained model of multi30k's words, to measure with its shortlist",
    )
    parser.add_argument(
        "--peers",
        type=Path,
        default=HERE / "peers",
        help="virtual environments; make bench makes them",
    )
    given = parser.parse_args()
    for name in given.cases:
        for beam in given.beams:
            print(
                table(CASES[name], race(CASES[name], beam, given), beam, given.threads), flush=True
            )


def race(case: Case, beam: int, given: argparse.Namespace) -> list[Program]:
    """Start the case's programs and let them take turns."""
    programs = []
    given.peers.mkdir(parents=True, exist_ok=True)
    for name, worker, flags, peer, cases in entrants(case, given.words):
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
            log = given.peers / f"{case.name}-{beam}-{len(programs)}-{Path(worker).stem}.log"
            own = environment(name, given.threads)
            programs.append(Program(name, [*command, "--beam", str(beam)], own, log))
    for _ in range(given.rounds):
        for program in programs:
            program.turn(1)
    for program in programs:
        program.stop()
    return programs


def entrants(
    case: Case, words: Path | None
) -> list[tuple[str, str, Sequence[str], str | None, Sequence[str]]]:
    """Those of the case, the first and the last at their places."""
    if words is None or case.name != "multi30k":
        return list(ENTRANTS)
    flags = ("--model", str(words), "--shortlist")
    more = [
        (f"{PANTOUM}, shortlist", flags),
        (f"{PANTOUM}, int8 and shortlist", (*flags, "--int8")),
    ]
    return [
        *ENTRANTS[:-1],
        *((name, "decoding_pantoum.py", own, None, (case.name,)) for name, own in more),
        ENTRANTS[-1],
    ]


def arithmetic(case: Case, source: int, vocabulary: int, beam: int) -> float:
    """MFLOP of a pass over the test set in products with weights, for the plain model.

    Args:
        source: symbols of all inputs.
        vocabulary: symbols that an output may hold.
    """
    size = case.decoder_hidden
    wide = 2 * case.hidden
    hypotheses = case.inputs * (1 + beam * (case.symbols - 1))
    layers = [case.embedding if layer == 0 else wide for layer in range(case.layers)]
    read = sum(2 * 4 * case.hidden * (below + case.hidden) for below in layers) + wide * size
    cell = 4 * size * (case.embedding + wide + size) + size * size
    written = (size + wide + case.embedding) * case.embedding + case.embedding * vocabulary
    return 2 * (source * read + hypotheses * (cell + written)) / 1e6


def table(case: Case, programs: Sequence[Program], beam: int, threads: int) -> str:
    """The case in Markdown: medians over the rounds, and how they relate to Pantoum's."""
    pantoum = programs[0]
    gemm = programs[-1]
    work = arithmetic(case, pantoum.about["source"], pantoum.about["vocabulary"], beam)
    rows = [
        f"\n{case.name}, {'greedy' if beam == 1 else f'beam of {beam}'}: {case.inputs} inputs, "
        f"{case.symbols} "
        f"symbols in each output, {work / 1e3:.1f} GFLOP, {threads} "
        f"thread{'s' if threads > 1 else ''}; "
        f"{len(pantoum.turns)} rounds; {GEMM}: {1 / (1e3 * gemm.symbol() * 1e-6):,.0f} GFLOP/s\n",
        "| program | inputs/s | time, Pantoum's = 1 | share of the products' speed | peak memory, "
        "MB |",
        "|---|---|---|---|---|",
    ]
    for program in programs[:-1]:
        seconds = median(turn.seconds for turn in program.turns)
        share = median(
            work / turn.seconds / (alone.symbols / alone.seconds)
            for turn, alone in zip(program.turns, gemm.turns, strict=True)
        )
        rows.append(
            f"| {program.name} | {case.inputs / seconds:,.0f} | "
            f"{median(paired(program, pantoum)):.2f} | {share:.0%} | "
            f"{program.peak():,.0f} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
