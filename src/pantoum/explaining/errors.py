"""Where a trained model errs: by length, rarity and unseen n-grams, with which confidence, and
what it takes for what.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pantoum.explaining.binned import overall, rounded_mean
from pantoum.explaining.errors_bins import (
    DECIMALS,
    PERCENT,
    binned_values,
    binnings_of,
    measured,
)
from pantoum.explaining.errors_confusions import confusion_counts, confusion_list, confusion_pairs
from pantoum.explaining.errors_definitions import definitions_of
from pantoum.explaining.errors_lists import least_confident_right, most_confident_wrong
from pantoum.explaining.errors_symbols import SeenInTraining
from pantoum.explaining.errors_words import error_sentences
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.judged_answers import JudgedAnswers, judged_answers

NAME = "errors"
TITLE = "Errors"
QUESTION = "Which inputs does the model get wrong, and what does it take for what?"
MOST_LISTED = 20
WRONG = {"name": "wrong answers", "unit": "%"}
SURPRISE = {"name": "surprise", "unit": "nats"}
NO_TRAINING = (
    "Errors by the rarity of symbols and by unseen n-grams: the data of training were not given."
)
# What an answer is to, where it is not to a whole input.
ONE = {"tagger": "word", "language_model": "symbol"}
NO_OUTPUT_LENGTH = {
    "tagger": "Errors by the length of the output: it is that of the input.",
    "classifier": "Errors by the length of the output: it is one label.",
    "language_model": "Errors by the length of the output: there is none beside the text.",
}


def find_errors(
    examined: Examined,
    *,
    train: Sequence[Any] | None = None,
    most: int = MOST_LISTED,
    seed: int = 1,
) -> Finding:
    """The share of wrong answers, of a language model the surprise, by what the inputs are like;
    the most confident mistakes; and confusions.

    Args:
        train: the data of training, of the same kind as those examined, for what it has seen.
        most: list so many single answers at most.
        seed: of the bootstrap.
    Returns: a finding without values where there are no references, and for no inputs.
    """
    rows = examined.sample(len(examined.data))
    if not rows:
        return _nothing("Everything: there is no input that is not empty.")
    if examined.references is None and examined.kind != "language_model":
        return _nothing("Everything: only the right answers tell errors, and the data have none.")
    seen = SeenInTraining.of(examined, train) if train else None
    parts = {
        answers.name: _part(examined, answers, seen, most, seed)
        for answers in judged_answers(examined, rows)
    }
    values = {
        "inputs": len(rows),
        "measure": SURPRISE if examined.kind == "language_model" else WRONG,
        "trained_on": len(train) if train else None,
        "parts": parts,
    }
    left_out = [NO_TRAINING] if seen is None else []
    if examined.kind in NO_OUTPUT_LENGTH:
        left_out.append(NO_OUTPUT_LENGTH[examined.kind])
    return Finding(
        NAME,
        TITLE,
        QUESTION,
        values,
        definitions_of(parts, values),
        error_sentences(values, ONE.get(examined.kind)),
        tuple(left_out),
    )


def _part(
    examined: Examined,
    answers: JudgedAnswers,
    seen: SeenInTraining | None,
    most: int,
    seed: int,
) -> dict[str, Any]:
    shares = answers.surprise is None
    whole = overall(measured(answers), answers.rows, shares=shares, seed=seed)
    pairs = confusion_pairs(examined, answers)
    return {
        "unit": answers.unit,
        **rounded_mean(whole, DECIMALS, PERCENT if shares else 1.0),
        "wrong": int((~answers.right).sum()),
        **{
            binning.name: binned_values(answers, binning, seed)
            for binning in binnings_of(examined, answers, seen)
        },
        "most_confident_wrong": most_confident_wrong(examined, answers, most),
        "least_confident_right": least_confident_right(examined, answers, most),
        "confusions": confusion_list(examined, answers, pairs),
        "matrix": confusion_counts(pairs),
    }


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
