"""Word error rate of what `pantoum train` makes by itself of CMUdict's classic split.

python benchmarks/cmudict.py DATA --seed 1

Of a word's several pronunciations any is right. The words of one in forty are held out of the
training data to choose the weights by.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from running import train

from tasks import Task

HELD_OUT = 40
NAME = "g014b2b"


def main() -> None:
    """Train, predict and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--work", type=Path, default=Path("runs/cmudict"), help="where models are written"
    )
    options, flags = parser.parse_known_args()
    options.work.mkdir(parents=True, exist_ok=True)
    folder = options.data / "g2p-cmudict"
    model = options.work / f"cmudict-{options.seed}"
    train_file, dev_file = _split(folder / f"{NAME}.train", options.work)
    words = folder / f"{NAME}.words"
    references = _references(folder / f"{NAME}.ref")
    seconds = train(Task("cmudict", train_file, dev_file, words), model, options.seed, flags)
    print("| search | words | word error rate | train seconds |\n|---|---|---|---|")
    for name, beam in (("beam of 5", "5"), ("greedy", "1")):
        wrong, total = _errors(model, words, references, beam)
        print(f"| {name} | {total:,} | {100 * wrong / total:.2f} | {seconds:.0f} |", flush=True)


def _split(path: Path, work: Path) -> tuple[Path, Path]:
    """Training and development pairs; a word is in one of them with all its pronunciations."""
    lines = path.read_text(encoding="utf-8").splitlines()
    places = {
        word: place
        for place, word in enumerate(dict.fromkeys(line.partition("\t")[0] for line in lines))
    }
    parts: tuple[list[str], list[str]] = ([], [])
    for line in lines:
        parts[places[line.partition("\t")[0]] % HELD_OUT == 0].append(f"{line}\n")
    files = (work / "train.tsv", work / "dev.tsv")
    for file, part in zip(files, parts, strict=True):
        file.write_text("".join(part), encoding="utf-8")
    return files


def _references(path: Path) -> dict[str, set[str]]:
    """The right pronunciations of each word."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return {word: {" ".join(one.split()) for one in given if one.strip()} for word, *given in rows}


def _errors(
    model: Path, words: Path, references: dict[str, set[str]], beam: str
) -> tuple[int, int]:
    """How many words have no right answer, and how many there are."""
    command = [sys.executable, "-m", "pantoum", "predict", str(model), str(words), "--beam", beam]
    answers = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    asked = words.read_text(encoding="utf-8").splitlines()
    wrong = sum(
        answer not in references[word.strip()] for word, answer in zip(asked, answers, strict=True)
    )
    return wrong, len(asked)


if __name__ == "__main__":
    main()
