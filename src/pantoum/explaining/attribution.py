"""What of the input each output comes from, by integrated gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.explaining.correlations import standardised
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.integrated_gradients import (
    BASELINES,
    Attributed,
    attribute,
    baseline_vector,
)
from pantoum.explaining.numbers import rounded
from pantoum.predictor.calls import check_whole

NAME = "attribution"
TITLE = "What an output comes from"
QUESTION = "How much does each symbol of the input add to the probability of each output?"
# Longer inputs are left out, and of more places of an output some are chosen: each place costs a
# pass back through all steps.
LONGEST = 120
MOST_PLACES = 24
# A correlation of fewer symbols says nothing.
FEWEST_SYMBOLS = 3
# From such a share of all that is added on, what attributions miss is said to be much.
LARGE_ERROR = 0.01
DECIMALS = 4
DECIMALS_OF_ERRORS = 6

DEFINITIONS = {
    "inputs": (
        "How many inputs were taken: a sample of those that are not empty and have no more than "
        f"{LONGEST} symbols, or words of a tagger."
    ),
    "of": "How many inputs there are that are not empty.",
    "outputs": (
        "How many log-probabilities were attributed: of each output symbol given those before it, "
        "of each next symbol of a text, of the label, of each word's tag in the first column (of a "
        f"CRF its marginal); {MOST_PLACES} places of a longer output, evenly from all."
    ),
    "steps": "Of how many terms the integral is the sum (Gauss and Legendre's quadrature).",
    "baseline": (
        "What the input is compared with, at every place: the zero vector, with which the place is "
        "there and says nothing (fresh embeddings have it for a symbol that training has not "
        "seen); the vector of padding; or the mean of all vectors that the inputs have."
    ),
    "completeness": (
        "Whether the attributions of an output add up to log P of it less log P of it with the "
        "baseline read: the absolute errors in nats."
    ),
    "completeness.median": "The median error.",
    "completeness.largest": "The largest error.",
    "completeness.share": "The sum of all errors as a share of the sum of the differences.",
    "symbols_for_half": (
        "How few symbols of the input have half of the sum of all |attributions| of an output: "
        "the mean over the outputs."
    ),
    "attention": (
        "The agreement of |attributions| with the attention weights of the same output, over the "
        f"symbols of the input, where there are {FEWEST_SYMBOLS} or more; null for a model without."
    ),
    "attention.outputs": "For how many outputs.",
    "attention.correlation": "Pearson's r for each: the median and the quartiles low and high.",
    "attention.same_symbol": (
        "The share of outputs for which the symbol of the largest |attribution| is that of the "
        "largest weight."
    ),
    "examples": (
        "For each input the symbols of input and output, and for each output symbol: "
        "attributions, what each input symbol adds to its log-probability, in nats, summed over "
        "the numbers of its vector (integrated gradients: Sundararajan, Taly & Yan 2017, "
        "arXiv:1703.01365); score, log P; baseline_score, log P when the baseline is read; error, "
        "by how much the attributions miss the difference; attention, the weights; correlation, "
        "as above, null where it is not defined."
    ),
}


def find_attribution(
    examined: Examined,
    *,
    most: int = 20,
    steps: int = 64,
    baseline: str = "zero",
    seed: int = 1,
) -> Finding:
    """What each symbol of an input adds to the log-probability of what the model has said.

    Of an encoder-decoder it is what the input adds; what has been written so far stays as it is.

    Args:
        most: take so many of the inputs at most.
        steps: terms of the integral.
        baseline: what the input is compared with: "zero", "padding" or "mean".
        seed: of the sample.
    Returns: a finding without values where no input is short enough.
    Raises: PantoumError for another baseline, no inputs and no steps.
    """
    check_whole("most", most, 1)
    check_whole("steps", steps, 1)
    if baseline not in BASELINES:
        rule = f"one of {', '.join(BASELINES)}"
        raise PantoumError(setting="baseline", rule=rule, value=baseline)
    known = examined.sample(len(examined.data))
    rows = _short_ones(examined, known, most, seed)
    if not rows:
        return _nothing(f"Everything: no input has 1 to {LONGEST} symbols.")
    vector = baseline_vector(examined, baseline, rows)
    found = [_attribute(examined, row, vector, steps) for row in rows]
    agreements = [_agreement(one) for one in found]
    left_out = []
    attention = _attention(found, agreements)
    if attention is None:
        left_out.append("The agreement with attention: this model has no attention.")
    values = {
        "inputs": len(rows),
        "of": len(known),
        "outputs": sum(len(one.written) for one in found),
        "steps": steps,
        "baseline": baseline,
        "completeness": _completeness(found),
        "symbols_for_half": rounded(
            np.mean([_for_half(values) for one in found for values in one.values]), DECIMALS
        ),
        "attention": attention,
        "examples": [
            _example(one, correlations) for one, correlations in zip(found, agreements, strict=True)
        ],
    }
    definitions = {
        name: text
        for name, text in DEFINITIONS.items()
        if attention is not None or not name.startswith("attention.")
    }
    return Finding(NAME, TITLE, QUESTION, values, definitions, _sentences(values), tuple(left_out))


def _short_ones(examined: Examined, rows: Sequence[int], most: int, seed: int) -> list[int]:
    """So many of the inputs that are short enough, chosen at random, in their order."""
    found: list[int] = []
    for place in np.random.default_rng(seed).permutation(len(rows)):
        if len(found) == most:
            break
        if _length(examined, rows[place]) <= LONGEST:
            found.append(rows[place])
    return sorted(found)


def _length(examined: Examined, row: int) -> int:
    """How many symbols, or words, an input has."""
    one = examined.data[row]
    if examined.kind == "tagger":
        return len(one.words)
    if examined.kind == "language_model":
        return len(examined.trained.task.tokenizer.encode(one))
    return len(examined.trained.task.source.text.encode(one.source))


def _attribute(examined: Examined, row: int, baseline: Tensor, steps: int) -> Attributed:
    """The places of an output, evenly chosen where it has too many."""
    written = _written(examined, row)
    places = range(written)
    if written > MOST_PLACES:
        places = [number * written // MOST_PLACES for number in range(MOST_PLACES)]
    return attribute(examined, row, baseline, steps, places)


def _written(examined: Examined, row: int) -> int:
    """How many places what was said has; see `Replay.written`."""
    if examined.kind == "classifier":
        return 1
    if examined.kind == "tagger":
        return _length(examined, row)
    if examined.kind == "language_model":
        return _length(examined, row) + 1
    target = examined.trained.task.target
    return len(target.encode(examined.predictions[row].text)) + 1


def _agreement(one: Attributed) -> list[float | None]:
    """For each output r between |attributions| and attention weights; None where one of them does
    not vary, or is of too few symbols, or there is no attention.
    """
    if one.weights is None or len(one.tokens) < FEWEST_SYMBOLS:
        return [None] * len(one.written)
    products = standardised(np.abs(one.values).T) * standardised(one.weights.T)
    varies = (one.values.std(axis=1) > 0) & (one.weights.std(axis=1) > 0)
    return [
        float(r) if known else None for r, known in zip(products.sum(axis=0), varies, strict=True)
    ]


def _attention(
    found: Sequence[Attributed], agreements: Sequence[Sequence[float | None]]
) -> dict[str, Any] | None:
    if found[0].weights is None:
        return None
    same = []
    known = []
    for one, of_outputs in zip(found, agreements, strict=True):
        assert one.weights is not None
        for values, weights, r in zip(one.values, one.weights, of_outputs, strict=True):
            if r is not None:
                known.append(r)
                same.append(np.abs(values).argmax() == weights.argmax())
    quartiles = np.quantile(known, [0.25, 0.5, 0.75]) if known else [np.nan] * 3
    low, median, high = rounded(quartiles, DECIMALS)
    return {
        "outputs": len(known),
        "correlation": {"median": median, "low": low, "high": high},
        "same_symbol": rounded(np.mean(same), DECIMALS) if same else None,
    }


def _completeness(found: Sequence[Attributed]) -> dict[str, float]:
    errors = np.abs(np.concatenate([one.errors for one in found]))
    differences = np.abs(np.concatenate([one.scores - one.baseline for one in found]))
    total = differences.sum()
    return {
        "median": rounded(np.median(errors), DECIMALS_OF_ERRORS),
        "largest": rounded(errors.max(), DECIMALS_OF_ERRORS),
        "share": rounded(errors.sum() / total if total else np.nan, DECIMALS_OF_ERRORS),
    }


def _for_half(values: Float[np.ndarray, " read"]) -> int:
    """How few numbers have half of the sum of all sizes."""
    sizes = np.sort(np.abs(values))[::-1].cumsum()
    return int((sizes < sizes[-1] / 2).sum()) + 1


def _example(one: Attributed, correlations: Sequence[float | None]) -> dict[str, Any]:
    return {
        "source": one.tokens,
        "output": one.written,
        "attributions": rounded(one.values, DECIMALS),
        "score": rounded(one.scores, DECIMALS),
        "baseline_score": rounded(one.baseline, DECIMALS),
        "error": rounded(one.errors, DECIMALS_OF_ERRORS),
        "attention": None if one.weights is None else rounded(one.weights, DECIMALS),
        "correlation": [None if r is None else rounded(r, DECIMALS) for r in correlations],
    }


def _sentences(values: Mapping[str, Any]) -> tuple[str, ...]:
    said = [
        f"Half of the attribution of an output is on {values['symbols_for_half']:.2f} symbols "
        f"of its input (mean of {values['outputs']:,} outputs of {values['inputs']:,} inputs)."
    ]
    attention = values["attention"]
    if attention is not None and attention["outputs"]:
        r = attention["correlation"]
        said.append(
            f"The sizes of the attributions agree with the attention weights by r = "
            f"{r['median']:.2f} (median; quartiles {r['low']:.2f} and {r['high']:.2f}); the "
            f"largest of both is at the same symbol for {100 * attention['same_symbol']:.0f} % of "
            "the outputs."
        )
    errors = values["completeness"]
    share = (
        "" if errors["share"] is None else f", {100 * errors['share']:.2g} % of all that is added"
    )
    said.append(
        f"Attributions miss the difference of the scores by {errors['largest']:.2g} nats at "
        f"most and {errors['median']:.2g} in the median{share}."
    )
    if (errors["share"] or 0) > LARGE_ERROR:
        said.append("That is much: of long inputs the integral needs more steps.")
    return tuple(said)


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
