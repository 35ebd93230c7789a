"""From a large language to a small one: what a model has learned of one helps with another.

    python examples/fine_tuning.py

The first model learns how made Italian words sound. The second language is spelled nearly alike,
but has sounds of its own, and only a few of its words are known. A model that starts from the
first one needs fewer of them than one that starts from nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import pantoum

if __package__:
    from examples.pronunciation import make_words, sounds
else:
    from pronunciation import make_words, sounds

# How the small language says what the large one says otherwise; ʃ and ð are new.
SHIFTS = {"tʃ": "ʃ", "dʒ": "ʒ", "d": "ð", "v": "b"}


def shifted_sounds(word: str) -> str:
    """The sounds of a word in the small language."""
    return " ".join(SHIFTS.get(sound, sound) for sound in sounds(word).split())


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the large language, then on the small one with and without what was learned."""
    parser = argparse.ArgumentParser(description="Fine-tuning, on two made languages.")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--words", type=int, default=1_500)
    parser.add_argument("--small", type=int, default=100, help="words of the small language")
    options = parser.parse_args(arguments)

    settings = {"hidden": 64, "embedding": 32, "progress": False, "epochs": options.epochs}
    large = [(word, sounds(word)) for word in make_words(options.words, seed=1)]
    first = pantoum.train(large, learning_rate=0.005, **settings)

    words = make_words(options.small + 300, seed=2)
    pairs = [(word, shifted_sounds(word)) for word in words]
    train = pairs[: options.small]
    test = pairs[options.small :]
    print(f"{len(train)} words of the small language, as {train[0][0]!r} -> {train[0][1]!r}")
    alone = pantoum.train(train, learning_rate=0.005, **settings)
    started = pantoum.train(train, start=first, learning_rate=0.005, **settings)
    for name, model in (("from nothing", alone), ("from the first model", started)):
        wrong = model.evaluate(test).scores["word_error_rate"]
        print(f"{name}: {wrong:.1f} % of {len(test)} new words are wrong")


if __name__ == "__main__":
    main()
