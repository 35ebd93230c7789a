"""What the numbers of `pantoum.explaining.calibration` are, and what was found, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pantoum.data.quality.finding import counted
from pantoum.metrics import visible

# With fewer the intervals of a bootstrap are too narrow to judge by.
FEWEST_INPUTS = 10
TOLD = {
    "outputs": "Whole outputs",
    "symbols": "Next symbols",
    "labels": "Labels",
}
VERDICTS = {
    "unknown": "these are too few inputs to judge by",
    "over-confident": "the model is over-confident",
    "under-confident": "the model is under-confident",
    "calibrated": "no miscalibration can be told from chance",
    "uneven": "it is too sure in some places and not sure enough in others",
}
BIN = (
    "each with its ends (low, high), answers, inputs, mean confidence, accuracy and the interval "
    "of 95 % of the accuracy: Wilson's (1927) where each input has one answer, and where all are "
    "right or all wrong, else that of a percentile bootstrap over the inputs; None where nothing "
    "is in it"
)
TOP = {
    "inputs": "How many inputs there are that are not empty.",
    "parts": "The answers, judged: outputs (an encoder-decoder's, whose confidence is e to the "
    "log-probability of the whole output), symbols (the one that is expected most after each "
    "beginning of the right output, or of a text), labels, or the tags of each column (whose "
    "confidence is the marginal probability at the word). Confidences are from 0 to 1.",
}
OF_PART = {
    "answers": "How many answers there are.",
    "inputs": "To how many inputs.",
    "accuracy": "The share of right answers, from 0 to 1.",
    "confidence": "The mean of their probabilities, from 0 to 1.",
    "gap": "confidence - accuracy: above 0 the model is too sure, below 0 not sure enough.",
    "ece": "Expected calibration error: the mean over answers of |confidence - accuracy| of their "
    "bin, with bins of equal width (Naeini et al. 2015; Guo et al. 2017, equation 3).",
    "ece_equal_mass": "The same with bins of as many answers each, to one; equal confidences stay "
    "together.",
    "mce": "Maximum calibration error: the largest |confidence - accuracy| of a bin of equal width "
    "(Naeini et al. 2015); one bin with few answers decides it.",
    "brier": "Brier score of the confidence as a forecast of being right: the mean of (confidence "
    "- right)², right being 1 or 0 (Brier 1950).",
    "intervals": "Of each of these where 95 % lie in a bootstrap over the inputs (1,000 resamples; "
    "Efron & Tibshirani 1993): percentiles, but for the three calibration errors, which noise can "
    "only make larger, the basic interval, from 0 on where chance alone would give as much, and "
    "so wide that it holds the value. A single input has none.",
    "by_chance": "What each calibration error stays below in 95 % of all data sets with these "
    "confidences if they are the true probabilities and answers are independent (Bröcker & Smith "
    "2007).",
    "verdict": f"unknown with fewer than {FEWEST_INPUTS} inputs; over-confident or under-confident "
    "where the interval of the gap is above or below 0; calibrated where it is not and the "
    "expected calibration error is no larger than by chance; else uneven: too sure in some bins "
    "and not sure enough in others.",
    "equal_width": f"The reliability diagram, of bins of equal width: {BIN}.",
    "equal_mass": f"The same of bins with as many answers each, to one: {BIN}.",
}


def calibration_definitions(parts: Mapping[str, Any]) -> dict[str, str]:
    """The definitions of all that is there.

    Args:
        parts: the values of each part.
    """
    found = dict(TOP)
    for part in parts:
        found[f"parts.{part}"] = f"Of these answers: {part}."
        found |= {f"parts.{part}.{name}": text for name, text in OF_PART.items()}
    return found


def calibration_sentences(parts: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """What was found, with the numbers.

    Args:
        parts: the values of each part.
    """
    said: list[str] = []
    for name, part in parts.items():
        said.append(
            f"{TOLD.get(name, f'Tags ({visible(name)})')}: {100 * part['confidence']:.1f} % "
            f"confidence, {100 * part['accuracy']:.1f} % right "
            f"({counted(part['answers'], 'answer')}); {VERDICTS[part['verdict']]} "
            f"(gap {_with_interval(part, 'gap', '+.3f')})."
        )
        said.append(
            f"The expected calibration error is {_with_interval(part, 'ece', '.3f')}, where chance "
            f"alone gives up to {part['by_chance']['ece']:.3f}; the Brier score is "
            f"{part['brier']:.3f}."
        )
        if part["verdict"] not in ("calibrated", "unknown"):
            said += _worst(part["equal_width"])
    return tuple(said)


def _with_interval(part: Mapping[str, Any], name: str, form: str) -> str:
    bounds = part["intervals"].get(name)
    between = "" if bounds is None else f" [{bounds[0]:{form}}, {bounds[1]:{form}}]"
    return f"{part[name]:{form}}{between}"


def _worst(bins: Sequence[Mapping[str, Any]]) -> list[str]:
    """The bin that adds most to the calibration error, if its interval leaves its confidence
    out.
    """
    apart = [
        one
        for one in bins
        if one["interval"] is not None
        and not one["interval"][0] <= one["confidence"] <= one["interval"][1]
    ]
    if not apart:
        return []
    worst = max(apart, key=lambda one: one["answers"] * abs(one["confidence"] - one["accuracy"]))
    return [
        f"Most of it is where the model says {100 * worst['low']:.0f} to {100 * worst['high']:.0f} "
        f"%: of {worst['answers']:,} such answers with {100 * worst['confidence']:.1f} % on "
        f"average, {100 * worst['accuracy']:.1f} % are right."
    ]
