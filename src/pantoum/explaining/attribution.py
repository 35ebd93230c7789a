"""What of the input each output comes from, by integrated gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.explaining.attribution_words import (
    DEFINITIONS,
    FEWEST_SYMBOLS,
    LARGE_ERROR,
    LONGEST,
    MOST_PLACES,
    attribution_sentences,
)
from pantoum.explaining.correlations import standardised
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.integrated_gradients import (
    BASELINES,
    Attributed,
    attribute,
    baseline_vector,
)
from pantoum.explaining.numbers import rounded, significant
from pantoum.explaining.tokens_read import tokens_read
from pantoum.predictor.calls import check_whole

NAME = "attribution"
TITLE = "What an output comes from"
QUESTION = "How much does each symbol of the input add to the probability of each output?"
DECIMALS = 4
DIGITS_OF_ERRORS = 3


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
        steps: terms of the integral where half as many miss more than 1 % of an output; elsewhere
            it has half as many.
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
    return Finding(
        NAME, TITLE, QUESTION, values, definitions, attribution_sentences(values), tuple(left_out)
    )


def _short_ones(examined: Examined, rows: Sequence[int], most: int, seed: int) -> list[int]:
    """So many of the inputs that are short enough, chosen at random, in their order."""
    found: list[int] = []
    for place in np.random.default_rng(seed).permutation(len(rows)):
        if len(found) == most:
            break
        if tokens_read(examined, rows[place]) <= LONGEST:
            found.append(rows[place])
    return sorted(found)


def _attribute(examined: Examined, row: int, baseline: Tensor, steps: int) -> Attributed:
    """The places of an output, evenly chosen where it has too many."""
    written = _written(examined, row)
    places = range(written)
    if written > MOST_PLACES:
        places = [number * written // MOST_PLACES for number in range(MOST_PLACES)]
    found = attribute(examined, row, baseline, max(1, steps // 2), places)
    if steps > 1 and _misses_much(found).any():
        found = attribute(examined, row, baseline, steps, places)
    return found


def _misses_much(one: Attributed) -> Bool[np.ndarray, " written"]:
    """For which outputs the attributions do not add up to what they should."""
    errors = np.abs(one.errors)
    return (errors > LARGE_ERROR) & (errors > LARGE_ERROR * np.abs(one.scores - one.baseline))


def _written(examined: Examined, row: int) -> int:
    """How many places what was said has; see `Replay.written`."""
    if examined.kind == "classifier":
        return 1
    if examined.kind == "tagger":
        return tokens_read(examined, row)
    if examined.kind == "language_model":
        return tokens_read(examined, row) + 1
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


def _completeness(found: Sequence[Attributed]) -> dict[str, Any]:
    errors = np.abs(np.concatenate([one.errors for one in found]))
    differences = np.abs(np.concatenate([one.scores - one.baseline for one in found]))
    total = differences.sum()
    return {
        "median": significant(np.median(errors), DIGITS_OF_ERRORS),
        "largest": significant(errors.max(), DIGITS_OF_ERRORS),
        "share": significant(errors.sum() / total if total else np.nan, DIGITS_OF_ERRORS),
        "large": sum(int(_misses_much(one).sum()) for one in found),
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
        "error": significant(one.errors, DIGITS_OF_ERRORS),
        "attention": None if one.weights is None else rounded(one.weights, DECIMALS),
        "correlation": [None if r is None else rounded(r, DECIMALS) for r in correlations],
    }


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
