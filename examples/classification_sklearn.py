"""Classification with scikit-learn: which of three made languages is a word from?

    python examples/classification_sklearn.py

The estimator goes wherever one of scikit-learn's goes. Here the cell is chosen by a grid search,
and the best one is scored by cross-validation. Needs scikit-learn (the extra ``sklearn``).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence

from sklearn.metrics import classification_report
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split

from pantoum.sklearn import SequenceClassifier

# The syllables of each language.
SYLLABLES = {
    "northern": ("sk", "jø", "vik", "ur", "heim", "gar", "dal", "fjor"),
    "southern": ("ka", "lo", "mi", "pua", "hele", "nui", "ki", "wai"),
    "eastern": ("zha", "dov", "grad", "iny", "slav", "ka", "mir", "ova"),
}


def make_words(count: int, seed: int) -> tuple[list[str], list[str]]:
    """Words and their languages."""
    draw = random.Random(seed)
    languages = [draw.choice(list(SYLLABLES)) for _ in range(count)]
    words = [
        "".join(draw.choice(SYLLABLES[language]) for _ in range(draw.randint(1, 3)))
        for language in languages
    ]
    return words, languages


def main(arguments: Sequence[str] | None = None) -> None:
    """Make words, choose a cell, and score the best one."""
    parser = argparse.ArgumentParser(description="The language of made words, in scikit-learn.")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--words", type=int, default=600)
    options = parser.parse_args(arguments)

    words, languages = make_words(options.words, seed=1)
    train_words, test_words, train_languages, test_languages = train_test_split(
        words, languages, test_size=0.25, random_state=1
    )
    print(f"{len(train_words):,} words to learn from, as {words[0]!r}: {languages[0]}")

    classifier = SequenceClassifier(
        epochs=options.epochs, hidden=16, embedding=16, learning_rate=0.01, random_state=1
    )
    search = GridSearchCV(classifier, {"cell": ["gru", "lstm"]}, cv=2)
    search.fit(train_words, train_languages)
    print(f"the best cell is {search.best_params_['cell']}")

    scores = cross_val_score(search.best_estimator_, train_words, train_languages, cv=3)
    print(f"accuracy in cross-validation: {scores.mean():.2f}")
    print(classification_report(test_languages, search.predict(test_words), zero_division=0))
    for word in ("skur", "kami", "ka"):
        shares = zip(search.classes_, search.predict_proba([word])[0], strict=True)
        print(f"{word}: {', '.join(f'{language} {share:.2f}' for language, share in shares)}")


if __name__ == "__main__":
    main()
