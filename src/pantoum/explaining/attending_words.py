"""What the numbers of `pantoum.explaining.attending` are, and what was found, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pantoum.data.quality.finding import counted
from pantoum.explaining.attention_alignment import DEFINITION
from pantoum.explaining.certainty import CERTAIN_DEFINITIONS
from pantoum.metrics import visible

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


def attention_sentences(values: Mapping[str, Any]) -> tuple[str, ...]:
    order = values["monotonicity"]
    covered = values["coverage"]
    said = [
        f"The largest weight of a step is {values['largest']['median']:.2f} in the median, the "
        f"entropy {values['entropy']['median']:.2f} nats, over "
        f"{counted(values['steps'], 'step')} of {counted(values['outputs'], 'output')}."
    ]
    if order["largest"] is not None:
        tau = "" if order["tau"] is None else f"; Kendall's tau is {order['tau']:.2f}"
        said.append(
            f"At {100 * order['largest']:.2f} % of the steps the largest weight does not go "
            f"back{tau}."
        )
    said.append(
        f"{100 * covered['below']:.1f} % of the input symbols have less than {HARDLY} of attention "
        "in all."
    )
    if "alignment" in values and values["alignment"]["steps"]:
        found = values["alignment"]
        said.append(
            f"The largest weight is where the alignment ({found['by']}) has its symbol for "
            f"{100 * found['agreement']:.1f} % of {found['steps']:,} output symbols, and within "
            f"one place for {100 * found['near']:.1f} %; uniform weights would give it "
            f"{100 * found['chance']:.1f} %."
        )
    if values["symbols"]:
        longest = values["symbols"][0]
        said.append(
            f"A symbol is attended for {values['durations']['mean']:.2f} steps in the mean, "
            f"longest “{visible(longest['symbol'])}” with {longest['mean']:.2f} steps ("
            f"{counted(longest['times'], 'time')})."
        )
    return tuple(said)
