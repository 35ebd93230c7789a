"""Where a trained model attends: how sure it is, in which order, and whether it leaves out
anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pantoum.explaining.attended import Attended, attended_outputs
from pantoum.explaining.attending_words import DEFINITIONS, HARDLY, attention_sentences
from pantoum.explaining.attention_alignment import alignment_of
from pantoum.explaining.attention_measures import (
    coverage,
    entropy,
    entropy_share,
    expected_places,
    forward_steps,
    kendall_tau,
    runs,
)
from pantoum.explaining.certainty import certain_inputs, quartiles
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.numbers import rounded
from pantoum.explaining.pooled_attention import find_pooling

NAME = "attention"
TITLE = "Attention"
QUESTION = "Where does the model attend while it writes, and how sure is it?"
MOST = 1_000
# Steps by number, intervals of a histogram, and symbols that are listed.
MOST_STEPS = 40
BINS = 10
MOST_SYMBOLS = 20
LEAST_RUNS = 5


def find_attention(examined: Examined, *, most: int = MOST, seed: int = 1) -> Finding:
    """What can be measured of the attention weights of an encoder-decoder's own outputs, and of
    those of a classifier's pooling.

    Args:
        most: measure so many outputs at most.
        seed: decides which.
    Returns: a finding without values for a model without attention, and for no outputs.
    """
    rows = examined.sample(most, seed)
    if examined.kind == "classifier":
        return find_pooling(examined, rows, (NAME, TITLE))
    if examined.kind != "seq2seq":
        return _nothing("Attention: a model of this kind has none.")
    if not examined.predictor.has_attention:
        return _nothing("Attention: this model has none.")
    outputs = attended_outputs(examined, rows)
    if not outputs:
        return _nothing("Attention: no output has a symbol.")
    data = examined.trained.config.data
    alignment, why = alignment_of(outputs, data)
    values: dict[str, Any] = {
        "outputs": len(outputs),
        "steps": sum(len(one.target) for one in outputs),
        **_certainty(outputs),
        "by_step": _by_step(outputs),
        "monotonicity": _monotonicity(outputs),
        "coverage": _coverage(outputs),
        **_durations(outputs),
        **({} if alignment is None else {"alignment": alignment}),
        **certain_inputs(outputs),
    }
    known = {name.partition(".")[0] for name in DEFINITIONS} & values.keys()
    definitions = {
        name: text for name, text in DEFINITIONS.items() if name.partition(".")[0] in known
    }
    left_out = () if why is None else (why,)
    return Finding(
        NAME, TITLE, QUESTION, values, definitions, attention_sentences(values), left_out
    )


def _certainty(outputs: Sequence[Attended]) -> dict[str, Any]:
    measures = {
        "entropy": [entropy(one.weights) for one in outputs],
        "entropy_share": [entropy_share(one.weights) for one in outputs],
        "largest": [one.weights.max(axis=1) for one in outputs],
    }
    found = {}
    for name, of_outputs in measures.items():
        joined = np.concatenate(of_outputs)
        found[name] = {"mean": _mean(joined), **quartiles(joined)}
    return found


def _by_step(outputs: Sequence[Attended]) -> dict[str, Any]:
    measures = {"entropy": entropy, "entropy_share": entropy_share, "largest": _largest}
    steps = min(MOST_STEPS, max(len(one.target) for one in outputs))
    found: dict[str, Any] = {}
    for name, measure in measures.items():
        each = [measure(one.weights) for one in outputs]
        of_steps = [
            np.array([values[step] for values in each if len(values) > step])
            for step in range(steps)
        ]
        spread = [quartiles(values) for values in of_steps]
        found[name] = {key: [one[key] for one in spread] for key in ("median", "low", "high")}
        if name == "entropy_share":
            found["inputs"] = [len(values) for values in of_steps]
            found["histogram"] = [_histogram(values) for values in of_steps]
    return found


def _largest(weights: np.ndarray) -> np.ndarray:
    return weights.max(axis=1)


def _histogram(values: np.ndarray) -> list[int]:
    there = np.clip(values[~np.isnan(values)], 0, 1)
    return np.histogram(there, BINS, (0, 1))[0].tolist()


def _monotonicity(outputs: Sequence[Attended]) -> dict[str, Any]:
    expected = []
    largest = []
    taus = []
    for one in outputs:
        places = one.on_text.argmax(axis=1)
        expected.append(forward_steps(expected_places(one.on_text)))
        largest.append(forward_steps(places))
        taus.append(kendall_tau(places))
    there = np.array(taus)[~np.isnan(taus)]
    return {
        "expected": _mean(np.concatenate(expected)),
        "largest": _mean(np.concatenate(largest)),
        "tau": _mean(there),
        "outputs": len(there),
    }


def _coverage(outputs: Sequence[Attended]) -> dict[str, Any]:
    covered = np.concatenate([coverage(one.weights) for one in outputs])
    return {
        "mean": _mean(covered),
        "deviation": rounded(covered.std(), 4),
        "below": _mean(covered < HARDLY),
    }


def _durations(outputs: Sequence[Attended]) -> dict[str, Any]:
    """How long symbols are attended, over the file and by symbol."""
    of_symbols: dict[str, list[int]] = {}
    covered: dict[str, list[float]] = {}
    for one in outputs:
        for place, steps in runs(one.weights.argmax(axis=1)):
            of_symbols.setdefault(one.source[place], []).append(steps)
        for symbol, share in zip(one.source, coverage(one.weights), strict=True):
            covered.setdefault(symbol, []).append(float(share))
    everything = np.array([steps for of_symbol in of_symbols.values() for steps in of_symbol])
    listed = [
        {
            "symbol": symbol,
            "times": len(steps),
            "mean": rounded(np.mean(steps), 4),
            "longest": max(steps),
            "coverage": rounded(np.mean(covered[symbol]), 4),
        }
        for symbol, steps in of_symbols.items()
        if len(steps) >= LEAST_RUNS
    ]
    listed.sort(key=lambda one: (-one["mean"], -one["times"], one["symbol"]))
    durations = {
        "mean": _mean(everything),
        "longest": int(everything.max()),
        "shares": {str(steps): _mean(everything == steps) for steps in (1, 2, 3)}
        | {"more": _mean(everything > 3)},
    }
    return {"durations": durations, "symbols": listed[:MOST_SYMBOLS]}


def _mean(values: np.ndarray) -> float | None:
    """The mean of those that are numbers; None if none is."""
    there = np.asarray(values, dtype=np.float64)
    there = there[~np.isnan(there)]
    return rounded(there.mean(), 4) if there.size else None


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
