"""Tagging: a model learns which words of made sentences are names of people and of places.

    python examples/tagging.py

"Paris" is a person in "Paris sings" and a place in "we live in Paris": the words around a name
decide. Tags are in BIO: B- begins a span, I- goes on with it, O is outside of all.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence

import pantoum

# Each name can be that of a person and that of a place.
NAMES = ("Paris", "Florence", "Sydney", "Austin", "Georgia", "Virginia", "San Carlos", "St. John")
PATTERNS = (
    ("PER", "{} sings very well ."),
    ("PER", "my friend {} has a dog ."),
    ("PER", "yesterday {} called me ."),
    ("PER", "I met {} and her brother ."),
    ("LOC", "we live in {} ."),
    ("LOC", "the train to {} was late ."),
    ("LOC", "{} is a large city ."),
    ("LOC", "I flew from {} to the sea ."),
)


def make_sentence(name: str, kind: str, pattern: str) -> tuple[list[str], list[str]]:
    """The words of a sentence and their tags."""
    words = []
    tags = []
    for word in pattern.split():
        parts = name.split() if word == "{}" else [word]
        words += parts
        if word == "{}":
            tags += [f"B-{kind}", *[f"I-{kind}"] * (len(parts) - 1)]
        else:
            tags.append("O")
    return words, tags


def make_sentences(count: int, seed: int) -> list[tuple[list[str], list[str]]]:
    """Sentences with one name each."""
    draw = random.Random(seed)
    return [make_sentence(draw.choice(NAMES), *draw.choice(PATTERNS)) for _ in range(count)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Make sentences, train, evaluate and tag."""
    parser = argparse.ArgumentParser(description="Names of people and places, in made sentences.")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--sentences", type=int, default=400)
    options = parser.parse_args(arguments)

    train = make_sentences(options.sentences, seed=1)
    test = make_sentences(100, seed=2)
    print(f"{len(train):,} sentences to learn from, as {' '.join(train[0][0])!r}")

    model = pantoum.train(
        train, epochs=options.epochs, hidden=32, embedding=32, learning_rate=0.01, progress=False
    )
    scores = model.evaluate(test).scores
    print(f"F1 of names in {len(test):,} sentences: {scores['f1']:.1f}")
    for text in ("my friend Florence has a dog .", "the train to Florence was late ."):
        tagging = model(text)
        print(
            "  ".join(f"{word}/{tag}" for word, tag in zip(text.split(), tagging.tags, strict=True))
        )


if __name__ == "__main__":
    main()
