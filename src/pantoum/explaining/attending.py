"""Where a trained model attends: how sure it is, in which order, and whether it leaves out
anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pantoum.explaining.attended import Attended, attended_outputs
from pantoum.explaining.attention_alignment import DEFINITION, alignment_of
from pantoum.explaining.attention_measures import (
    coverage,
    entropy,
    entropy_share,
    expected_places,
    forward_steps,
    kendall_tau,
    runs,
)
from pantoum.explaining.certainty import CERTAIN_DEFINITIONS, certain_inputs, quartiles
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
# A symbol with less attention than this in all is one that was hardly read.
HARDLY = 0.1

DEFINITIONS = {
    "outputs": "Outputs that were measured: those that the model's own search gives, with </s>.",
    "steps": "Their symbols, each of which is a step.",
    "entropy": (
        "-Σ α ln α over the weights α of a step, in nats: its mean over all steps, its median and "
        "its quartiles `low` and `high`."
    ),
    "entropy_share": (
        "The same as a share of ln n, which it is when n symbols have the same weight; 0 if one "
        "has all. The symbols are all that are read: the group, the features, the text, </s>."
    ),
    "largest": "The largest weight of a step: how peaked the attention is.",
    "by_step": "The same by the number of the step, up to 40, each in a list.",
    "by_step.inputs": "Outputs that have such a step.",
    "by_step.entropy": "Median and quartiles of the entropy, in nats.",
    "by_step.entropy_share": "Median and quartiles of the share of ln n.",
    "by_step.largest": "Median and quartiles of the largest weight.",
    "by_step.histogram": (
        "For each step how many outputs have a share of ln n from 0 to 0.1, from 0.1 to 0.2 ... "
        "to 1."
    ),
    "monotonicity": (
        "Whether attention moves through the text in its order. Weights on features and group do "
        "not count here; </s> is the last place."
    ),
    "monotonicity.expected": (
        "Share of steps, from the second of an output on, whose expected place, the mean of the "
        "places by their weights, is not before that of the step before."
    ),
    "monotonicity.largest": "The same for the place of the largest weight.",
    "monotonicity.tau": (
        "Kendall's tau-b of steps and places of the largest weight, its mean over outputs: 1 if "
        "they go up together, -1 if the text is read from its end."
    ),
    "monotonicity.outputs": "Outputs that have a tau: those with at least two different places.",
    "coverage": (
        "The sum of the weights of an input symbol over all steps (Tu et al. 2016), over all "
        "symbols that are read: their mean, standard deviation, and the share of those `below` "
        "0.1, which were hardly attended to."
    ),
    "durations": (
        "For how many successive steps one symbol has the largest weight: the mean, the longest, "
        "and the shares of durations of 1, 2, 3 and more steps."
    ),
    "symbols": (
        "The input symbols that are attended longest: how often one is, for how many successive "
        "steps in the mean and at most, and its mean coverage. Those that are attended at least "
        "5 times, the first 20."
    ),
    **DEFINITION,
    **CERTAIN_DEFINITIONS,
}


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
    return Finding(NAME, TITLE, QUESTION, values, definitions, _sentences(values), left_out)


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


def _sentences(values: Mapping[str, Any]) -> tuple[str, ...]:
    order = values["monotonicity"]
    covered = values["coverage"]
    said = [
        f"The largest weight of a step is {values['largest']['median']:.2f} in the median, the "
        f"entropy {values['entropy']['median']:.2f} nats, over {values['steps']:,} steps of "
        f"{values['outputs']:,} outputs."
    ]
    if order["largest"] is not None:
        tau = "" if order["tau"] is None else f"; Kendall's tau is {order['tau']:.2f}"
        said.append(f"At {order['largest']:.2%} of the steps attention does not go back{tau}.")
    said.append(
        f"{covered['below']:.1%} of the input symbols have less than {HARDLY} of attention in all."
    )
    if "alignment" in values and values["alignment"]["steps"]:
        found = values["alignment"]
        said.append(
            f"The largest weight is where the alignment ({found['by']}) has its symbol for "
            f"{found['agreement']:.1%} of {found['steps']:,} output symbols, and within one place "
            f"for {found['near']:.1%}; uniform weights would give it {found['chance']:.1%}."
        )
    if values["symbols"]:
        longest = values["symbols"][0]
        said.append(
            f"A symbol is attended for {values['durations']['mean']:.2f} steps in the mean; "
            f"longest is {longest['symbol']!r} with {longest['mean']:.2f}."
        )
    return tuple(said)


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
