"""Serves calls of a model with the first words of a file, as a program of a user makes them."""

from __future__ import annotations

import sys
from pathlib import Path

from worker import Step, serve

import pantoum


def main() -> None:
    """Serve calls with all words; a short file is read again and again."""
    folder, words, count = sys.argv[1:]
    texts = [line.split("\t")[0] for line in Path(words).read_text(encoding="utf-8").splitlines()]
    inputs = (texts * (int(count) // len(texts) + 1))[: int(count)]
    model = pantoum.load(folder)

    def step() -> Step:
        return Step(len(model(inputs)))

    serve(step, {})


if __name__ == "__main__":
    main()
