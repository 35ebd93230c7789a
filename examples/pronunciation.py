"""Letters to sounds: a model learns how made Italian words are pronounced.

    python examples/pronunciation.py

Italian spelling is regular, but a letter must look at its neighbours: c is k in "casa", tʃ in
"cena", and "ch" is k again. The words are made, so the right sounds of each are known.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence

import pantoum

# Each spelling and its sounds; the first that fits counts, so longer ones stand first.
SPELLINGS = {
    "chi": "k i",
    "che": "k e",
    "ghi": "ɡ i",
    "ghe": "ɡ e",
    "cia": "tʃ a",
    "cio": "tʃ o",
    "gia": "dʒ a",
    "gio": "dʒ o",
    "ciu": "tʃ u",
    "giu": "dʒ u",
    "gn": "ɲ",
    "ci": "tʃ i",
    "ce": "tʃ e",
    "gi": "dʒ i",
    "ge": "dʒ e",
    "c": "k",
    "g": "ɡ",
}
ONSETS = ("b", "c", "ch", "d", "f", "g", "gh", "gn", "l", "m", "n", "p", "r", "s", "t", "v")
VOWELS = "aeiou"
# Before these vowels an i only says how the letter before it sounds.
SOFT = ("ci", "gi")
AFTER_SOFT = "aou"


def sounds(word: str) -> str:
    """The sounds of a word, with spaces between them."""
    found = []
    while word:
        spelling = next((one for one in SPELLINGS if word.startswith(one)), word[0])
        found.append(SPELLINGS.get(spelling, spelling))
        word = word.removeprefix(spelling)
    return " ".join(found)


def make_words(count: int, seed: int) -> list[str]:
    """Different words of two to four syllables."""
    draw = random.Random(seed)
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(make_syllable(draw) for _ in range(draw.randint(2, 4)))] = None
    return list(words)


def make_syllable(draw: random.Random) -> str:
    """An onset and a vowel."""
    onset = draw.choice((*ONSETS, *SOFT))
    return onset + draw.choice(AFTER_SOFT if onset in SOFT else VOWELS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make words, train, evaluate and predict."""
    parser = argparse.ArgumentParser(description="Letters to sounds, on made Italian words.")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--words", type=int, default=1_500)
    options = parser.parse_args(arguments)

    pairs = [(word, sounds(word)) for word in make_words(options.words, seed=1)]
    test = pairs[: len(pairs) // 5]
    train = pairs[len(test) :]
    print(f"{len(train):,} words to learn from, as {train[0][0]!r} -> {train[0][1]!r}")

    model = pantoum.train(
        train, epochs=options.epochs, hidden=64, embedding=32, learning_rate=0.005, progress=False
    )
    evaluation = model.evaluate(test)
    low, high = evaluation.intervals["word_error_rate"]
    print(
        f"{evaluation.scores['word_error_rate']:.1f} % of {len(test):,} new words are wrong "
        f"(95 % interval: {low:.1f} to {high:.1f})"
    )
    for word in ("chicago", "giovane", "gnomo"):
        prediction = model(word)
        print(f"{word} -> {prediction.text}   (right: {sounds(word)})")


if __name__ == "__main__":
    main()
