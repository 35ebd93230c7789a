"""Inflection: a model learns to put made nouns into cases, from a noun and features.

    python examples/inflection.py

The language is made, after Turkish: the vowel of a suffix follows the last vowel of the noun. So
the plural of "kol" is "kollar", and that of "göz" is "gözler". The features stand in a column of
their own, beside the noun.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence

import pantoum

BACK = "aou"
FRONT = "eöü"
CONSONANTS = "bdgklmnprstyz"
# Each case and its suffix; A stands for a or e.
CASES = {"NOM": "", "LOC": "dA", "ABL": "dAn", "DAT": "yA"}
NUMBERS = {"SG": "", "PL": "lAr"}


def inflect(noun: str, features: str) -> str:
    """The form of a noun with features such as "N;PL;LOC"."""
    _, number, case = features.split(";")
    last = [letter for letter in noun if letter in BACK + FRONT][-1]
    vowel = "a" if last in BACK else "e"
    return noun + (NUMBERS[number] + CASES[case]).replace("A", vowel)


def make_forms(count: int, seed: int) -> list[tuple[str, str, str]]:
    """Different nouns, each with its form and the features of that."""
    draw = random.Random(seed)
    nouns: dict[str, None] = {}
    while len(nouns) < count:
        vowels = draw.choice((BACK, FRONT))
        syllables = "".join(
            draw.choice(CONSONANTS) + draw.choice(vowels) for _ in range(draw.randint(1, 3))
        )
        nouns[syllables + draw.choice(CONSONANTS)] = None
    forms = []
    for noun in nouns:
        features = f"N;{draw.choice(list(NUMBERS))};{draw.choice(list(CASES))}"
        forms.append((noun, inflect(noun, features), features))
    return forms


def main(arguments: Sequence[str] | None = None) -> None:
    """Make nouns, train, evaluate and predict."""
    parser = argparse.ArgumentParser(description="Inflection with features, on made nouns.")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--nouns", type=int, default=1_200)
    options = parser.parse_args(arguments)

    forms = make_forms(options.nouns, seed=1)
    test = forms[: len(forms) // 5]
    train = forms[len(test) :]
    noun, form, features = train[0]
    print(f"{len(train):,} forms to learn from, as {noun!r} + {features!r} -> {form!r}")

    model = pantoum.train(
        train,
        epochs=options.epochs,
        hidden=64,
        embedding=32,
        learning_rate=0.005,
        copy=True,  # most letters of a form are those of the noun
        progress=False,
    )
    evaluation = model.evaluate(test)
    print(f"{evaluation.scores['exact_match']:.1f} % of {len(test):,} forms of new nouns are right")
    for noun in ("kol", "göz"):
        for features in ("N;PL;NOM", "N;SG;LOC", "N;PL;ABL"):
            best = model(noun, features)
            print(f"{noun} + {features} -> {best.text}   (right: {inflect(noun, features)})")


if __name__ == "__main__":
    main()
