"""Whether a trained model is as often right as it is sure: reliability and calibration errors."""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Int64

from pantoum.explaining.binned import means_by_bin
from pantoum.explaining.calibration_words import (
    FEWEST_INPUTS,
    calibration_definitions,
    calibration_sentences,
)
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.judged_answers import JudgedAnswers, judged_answers, judged_symbols
from pantoum.explaining.numbers import rounded
from pantoum.metrics import (
    Calibration,
    bins_of,
    equal_mass_edges,
    equal_width_edges,
    measure_calibration,
)
from pantoum.predictor.calls import check_whole

NAME = "calibration"
TITLE = "Calibration"
QUESTION = "Is the model as often right as its probabilities say?"
BINS = 10
MOST_BINS = 1_000
DECIMALS = 6
TEMPERATURE = (
    "The temperature that would make the probabilities fit best: it would be chosen on these data, "
    "and what is chosen on data cannot be judged on them; fit it on the dev data."
)


def find_calibration(examined: Examined, *, bins: int = BINS, seed: int = 1) -> Finding:
    """Reliability and calibration errors of what the model answers.

    No temperature is fitted: the data are those that the model is judged on.

    Args:
        bins: of the confidence, from 0 to 1.
        seed: of the bootstrap, and of what chance does.
    Returns: a finding without values where there are no references, and for no inputs.
    Raises: PantoumError for a number of bins that is none.
    """
    check_whole("bins", bins, 1, MOST_BINS)
    rows = examined.sample(len(examined.data))
    if not rows:
        return _nothing("Everything: there is no input that is not empty.")
    if examined.references is None and examined.kind != "language_model":
        return _nothing("Everything: only the right answers tell errors, and the data have none.")
    judged = judged_answers(examined, rows)
    if examined.kind == "seq2seq":
        judged.append(judged_symbols(examined, rows))
    parts = {answers.name: _part(answers, bins, seed) for answers in judged}
    values = {"inputs": len(rows), "parts": parts}
    return Finding(
        NAME,
        TITLE,
        QUESTION,
        values,
        calibration_definitions(parts),
        calibration_sentences(parts),
        (TEMPERATURE,),
    )


def _part(answers: JudgedAnswers, bins: int, seed: int) -> dict[str, Any]:
    found = measure_calibration(answers.confidences, answers.right, answers.rows, bins, seed)
    mass = equal_mass_edges(answers.confidences, bins)
    return {
        "answers": len(answers),
        "inputs": len(np.unique(answers.rows)),
        **{name: rounded(value, DECIMALS) for name, value in found.scores.items()},
        "intervals": {name: rounded(one, DECIMALS) for name, one in found.intervals.items()},
        "by_chance": {name: rounded(one, DECIMALS) for name, one in found.by_chance.items()},
        "verdict": _verdict(found, len(np.unique(answers.rows))),
        "equal_width": _bins(answers, equal_width_edges(bins), seed),
        "equal_mass": _bins(answers, mass, seed),
    }


def _bins(answers: JudgedAnswers, edges: np.ndarray, seed: int) -> list[dict[str, Any]]:
    count = len(edges) - 1
    places: Int64[np.ndarray, " answers"] = bins_of(answers.confidences, edges)
    right = answers.right.astype(np.float64)
    means = means_by_bin(right, places, count, answers.rows, shares=True, seed=seed)
    sums = np.bincount(places, weights=answers.confidences, minlength=count)
    return [
        {
            "low": rounded(low, DECIMALS),
            "high": rounded(high, DECIMALS),
            "answers": one.answers,
            "inputs": one.inputs,
            "confidence": rounded(total / one.answers, DECIMALS) if one.answers else None,
            "accuracy": None if one.mean is None else rounded(one.mean, DECIMALS),
            "interval": None if one.interval is None else rounded(one.interval, DECIMALS),
        }
        for low, high, one, total in zip(edges[:-1], edges[1:], means, sums, strict=True)
    ]


def _verdict(found: Calibration, inputs: int) -> str:
    if inputs < FEWEST_INPUTS:
        return "unknown"
    low, high = found.intervals["gap"]
    if low > 0:
        return "over-confident"
    if high < 0:
        return "under-confident"
    return "calibrated" if found.scores["ece"] <= found.by_chance["ece"] else "uneven"


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
