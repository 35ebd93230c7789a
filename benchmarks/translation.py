"""What attention, a beam and an ensemble are worth in translation: Multi30k, German to English,
configs/multi30k.yaml.

python benchmarks/translation.py DATA [--seeds 1 2 3] [--work FOLDER] [flags of pantoum train]

A run that was stopped goes on, and one that has finished is not repeated. BLEU and chrF are of
test2016, tokenised and lower-cased as it is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from running import evaluate

CONFIG = Path(__file__).parent.parent / "configs" / "multi30k.yaml"
# The flag of each search, by its name in the table.
GREEDY = ("greedy", "1")
BEAM = ("beam of 5", "5")


def main() -> None:
    """Train what is not trained yet, and print a row for each step of the ladder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of corpora")
    parser.add_argument(
        "--seeds", nargs="+", type=int, default=[1, 2, 3], help="of the ensemble's models"
    )
    parser.add_argument(
        "--work", type=Path, default=Path("runs/translation"), help="where models are written"
    )
    given, flags = parser.parse_known_args()
    given.work.mkdir(parents=True, exist_ok=True)
    data = given.data / "translation"
    (first, *others) = given.seeds
    none = train(data, given.work / f"none-{first}", first, ["--model.attention", "none", *flags])
    print("| model | search | BLEU | chrF |\n|---|---|---|---|")
    row(data, "no attention", GREEDY, none)
    models = [
        train(data, given.work / f"attention-{seed}", seed, flags) for seed in (first, *others)
    ]
    row(data, "attention", GREEDY, models[0])
    row(data, "attention", BEAM, models[0])
    if others:
        row(
            data,
            f"{len(models)} with attention",
            BEAM,
            models[0],
            "--ensemble",
            *map(str, models[1:]),
        )


def train(data: Path, output: Path, seed: int, flags: Sequence[str]) -> Path:
    """A model in `output`; what `pantoum train` says is in a log beside it."""
    pairs = [
        str(data / f"multi30k_{part}.{language}")
        for part in ("train", "val")
        for language in ("de", "en")
    ]
    command = [
        sys.executable,
        "-m",
        "pantoum",
        "train",
        *pairs[:2],
        "--dev",
        *pairs[2:],
        "--config",
        str(CONFIG),
    ]
    command += ["--seed", str(seed), "--output", str(output), "--resume", *flags]
    with (output.parent / f"{output.name}.log").open("a") as log:
        subprocess.run(command, check=True, stderr=log)
    return output


def row(data: Path, name: str, search: tuple[str, str], model: Path, *flags: str) -> None:
    """Print the scores of one way to translate the test set."""
    sides = [str(data / f"multi30k_test_2016_flickr.{language}") for language in ("de", "en")]
    scores = evaluate(model, Path(sides[0]), sides[1], "--beam", search[1], *flags)
    print(f"| {name} | {search[0]} | {scores['bleu']:.2f} | {scores['chrf']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
