"""Which way must a recurrent network read? Names whose meaning only the words to their right tell.

    He said , Tesla is a unit of magnetic field strength .
    He said , Tesla is an electric automotive and sustainable energy company .

python examples/right_context.py --output runs/right_context

makes sentences like these, trains three taggers of the same size on them, one that reads forward,
one that reads backward and one that does both, and prints how often each is right about the names.
It also draws what the three think of each word of the first sentence.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

import pantoum
from pantoum.cli.train import train_files
from pantoum.config import Config, ModelConfig, TaggerConfig, TrainingConfig

UNIT = "UNIT"
COMPANY = "COMPANY"
OTHER = "O"
SHOWN = "He said , Tesla is a unit of magnetic field strength ."
SENTENCES = 3_200
READERS = ("forward", "backward", "both")

NAMES = (
    "Tesla",
    "Siemens",
    "Hertz",
    "Newton",
    "Pascal",
    "Kelvin",
    "Ampere",
    "Henry",
    "Becquerel",
    "Gray",
)
OPENINGS = (
    "He said ,",
    "She wrote that",
    "My teacher told us that",
    "As everybody knows ,",
    "In the lecture we heard that",
    "The article says",
    "I read yesterday that",
    "According to the book ,",
    "You will see that",
    "They asked whether",
)
BETWEEN = (
    "",
    "of course",
    ", as you know ,",
    "in fact",
    ", it seems ,",
    "for most people",
    "today",
    ", by the way ,",
)
UNIT_ENDINGS = (
    "is a unit of {}",
    "stands for the unit in which {} is measured",
    "is what {} is given in",
    "measures {} in the international system",
    "is the name of the unit of {}",
)
QUANTITIES = (
    *(
        "magnetic field strength",
        "frequency",
        "force",
        "pressure",
        "temperature",
        "electric current",
        "inductance",
    ),
    *("radioactivity", "absorbed dose", "electric conductance"),
)
COMPANY_ENDINGS = (
    "is {} company",
    "sells its shares and is {} firm",
    "employs thousands of people at {} factory",
    "was founded as {} business",
    "is the name of {} manufacturer",
)
KINDS = (
    *(
        "an electric automotive and sustainable energy",
        "a car rental",
        "a medical technology",
        "a software",
    ),
    *(
        "a family owned",
        "a very old",
        "an insurance",
        "a large shipping",
        "a small chemical",
        "a foreign",
    ),
)


class Made(NamedTuple):
    """A sentence: its words, the tag of each, and where the name stands."""

    words: list[str]
    tags: list[str]
    name: int


class Reader(NamedTuple):
    """A way to read: `pantoum.load` of its model, and whether it is given sentences from the end to
    the beginning.
    """

    model: pantoum.TagPredictor
    turned: bool


def sentences(count: int, seed: int) -> list[Made]:
    """Different sentences, half of them about units and half about companies, in mixed order."""
    draw = random.Random(seed)
    found: dict[str, Made] = {}
    while len(found) < count:
        made = _sentence(draw, UNIT if len(found) % 2 else COMPANY)
        found.setdefault(" ".join(made.words), made)
    mixed = list(found.values())
    draw.shuffle(mixed)
    return mixed


def _sentence(draw: random.Random, meaning: str) -> Made:
    endings, fillings = (UNIT_ENDINGS, QUANTITIES) if meaning == UNIT else (COMPANY_ENDINGS, KINDS)
    before = draw.choice(OPENINGS).split()
    after = f"{draw.choice(BETWEEN)} {draw.choice(endings).format(draw.choice(fillings))} .".split()
    words = [*before, draw.choice(NAMES), *after]
    tags = [OTHER] * len(words)
    tags[len(before)] = meaning
    return Made(words, tags, len(before))


def write(path: Path, made: Sequence[Made], turned: bool) -> Path:
    """A file of words and tags; with `turned` every sentence from its end to its beginning."""
    step = -1 if turned else 1
    lines = (
        "".join(f"{w}\t{t}\n" for w, t in zip(one.words[::step], one.tags[::step], strict=True))
        for one in made
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def train(
    folder: Path, reader: str, pairs: tuple[Sequence[Made], Sequence[Made]], config: Config
) -> Reader:
    """A tagger that reads forward, backward or both ways.

    A network that reads backward is one that reads forward, on sentences that are turned around.
    """
    turned = reader == "backward"
    paths = [
        write(folder / f"{reader}_{part}.conll", made, turned)
        for part, made in zip(("train", "dev"), pairs, strict=True)
    ]
    train_files(paths[:1], paths[1:], folder / reader, config, overwrite=(folder / reader).exists())
    return Reader(pantoum.load(folder / reader), turned)


def settings(reader: str, seed: int) -> Config:
    """The same for all: a hundred values of state, in one direction or fifty in each of two."""
    both = reader == "both"
    return Config(
        seed=seed,
        task="tagger",
        model=ModelConfig(
            embedding=50, hidden=50 if both else 100, layers=1, bidirectional=both, dropout=0.2
        ),
        tagger=TaggerConfig(characters="none"),
        training=TrainingConfig(epochs=12, ema_decay=0.9, warmup_steps=50, threads=1, device="cpu"),
    )


def right_names(reader: Reader, made: Sequence[Made]) -> float:
    """Share of the names whose tag is right, in per cent."""
    step = -1 if reader.turned else 1
    found = reader.model([one.words[::step] for one in made])
    hits = [
        tagging.tags[::step][one.name] == one.tags[one.name]
        for tagging, one in zip(found, made, strict=True)
    ]
    return 100 * sum(hits) / len(hits)


def shares(reader: Reader, words: Sequence[str]) -> np.ndarray:
    """The probability of each word to be a unit, a company or something else [words, 3]."""
    step = -1 if reader.turned else 1
    tagging = reader.model([list(words)[::step]], probabilities=True)[0]
    assert tagging.probabilities is not None
    name = next(iter(tagging.labels))
    places = [tagging.labels[name].index(label) for label in (UNIT, COMPANY, OTHER)]
    return tagging.probabilities[name][::step][:, places]


def draw(readers: dict[str, Reader], words: Sequence[str], path: Path) -> None:
    """The probabilities of every word, a panel for each reader."""
    from pantoum.plots.cells import Names, cells_figure
    from pantoum.plots.figure import save_figure

    labels = list(
        chain.from_iterable([f"{name}:{label}" for label in (UNIT, COMPANY)] for name in readers)
    )
    values = np.concatenate([shares(reader, words)[:, :2].T for reader in readers.values()])
    save_figure(
        cells_figure(values, Names(labels, words, "reads", "words"), "probability")[0], path
    )


def rows(
    folder: Path, seeds: Sequence[int]
) -> Iterator[tuple[int, dict[str, Reader], dict[str, float]]]:
    """For each seed the three readers, and how often each is right about the names of unseen
    sentences.
    """
    made = sentences(SENTENCES, seed=0)
    half = len(made) // 2
    dev = len(made) // 8
    parts = (made[:half], made[half : half + dev])
    test = made[half + dev :]
    for seed in seeds:
        readers = {name: train(folder, name, parts, settings(name, seed)) for name in READERS}
        yield seed, readers, {name: right_names(reader, test) for name, reader in readers.items()}


def main() -> None:
    """Train, print a table, draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output", type=Path, default=Path("runs/right_context"), help="where to write"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    print("| seed | reads forward | reads backward | reads both ways |\n|---|---|---|---|")
    for seed, readers, right in rows(options.output, options.seeds):
        print(
            f"| {seed} | " + " | ".join(f"{right[name]:.1f} %" for name in READERS) + " |",
            flush=True,
        )
        draw(readers, SHOWN.split(), options.output / f"right_context-{seed}.png")


if __name__ == "__main__":
    main()
