"""Single answers that are worth reading: the surest wrong ones, and the least sure right ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from pantoum.explaining.examined import Examined
from pantoum.explaining.judged_answers import JudgedAnswers

DECIMALS = 6


def most_confident_wrong(
    examined: Examined, answers: JudgedAnswers, most: int
) -> list[dict[str, Any]]:
    """So many of the wrong answers, the surest first, ties in the order of the data."""
    wrong = np.flatnonzero(~answers.right)
    order = wrong[np.argsort(-answers.confidences[wrong], kind="stable")]
    return [_shown(examined, answers, number) for number in order[:most].tolist()]


def least_confident_right(
    examined: Examined, answers: JudgedAnswers, most: int
) -> list[dict[str, Any]]:
    """So many of the right answers, the least sure first, ties in the order of the data."""
    right = np.flatnonzero(answers.right)
    order = right[np.argsort(answers.confidences[right], kind="stable")]
    return [_shown(examined, answers, number) for number in order[:most].tolist()]


def _shown(examined: Examined, answers: JudgedAnswers, number: int) -> dict[str, Any]:
    row, place = int(answers.rows[number]), int(answers.places[number])
    return {
        "number": row + 1,
        **_input(examined, row, place),
        "answer": answers.answers[number],
        "right": answers.references[number],
        "probability": round(float(answers.confidences[number]), DECIMALS),
    }


def _input(examined: Examined, row: int, place: int) -> dict[str, Any]:
    """What the model has read: all of an input; of a sentence also the word, of a text what
    stands before the symbol.
    """
    one = examined.data[row]
    if examined.kind == "tagger":
        return {"input": " ".join(one.words), "word": one.words[place], "place": place + 1}
    if examined.kind == "language_model":
        before = examined.predictions[row].tokens[:place]
        between = " " if examined.trained.task.tokenizer.units in ("words", "symbols") else ""
        return {"input": between.join(before), "place": place + 1}
    beside = {"features": one.features, "group": one.group}
    return {"input": one.source, **{name: text for name, text in beside.items() if text}}
