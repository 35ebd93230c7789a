"""What the numbers of `pantoum.explaining.attribution` are, and what was found, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pantoum.data.quality.finding import counted

# Longer inputs are left out, and of more places of an output some are chosen: each place costs a
# pass back through all steps.
LONGEST = 120
MOST_PLACES = 24
# A correlation of fewer symbols says nothing.
FEWEST_SYMBOLS = 3
# From so many nats on, and such a share of what is added, an attribution misses much.
LARGE_ERROR = 0.01

# What the input is compared with, by the name of the baseline.
COMPARED = {
    "zero": "vectors of 0",
    "padding": "the vector of padding",
    "mean": "the mean of all vectors",
}

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
    "steps": (
        "Of how many terms the integral is the sum (Gauss and Legendre's quadrature) where half as "
        "many miss more than 1 % of an output; elsewhere it has half as many."
    ),
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
    "completeness.large": (
        "Of how many outputs the error is more than 0.01 nats and 1 % of the difference."
    ),
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


def attribution_sentences(values: Mapping[str, Any]) -> tuple[str, ...]:
    said = [
        f"Half of the attribution of an output is on {values['symbols_for_half']:.2f} symbols "
        f"of its input (mean of {counted(values['outputs'], 'output')} of "
        f"{counted(values['inputs'], 'input')}; integrated gradients from "
        f"{COMPARED[values['baseline']]})."
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
    share = "" if errors["share"] is None else f", {100 * errors['share']:.2g} % of all in all"
    said.append(
        "The attributions of an output add up to the difference of its scores with a largest "
        f"error of {errors['largest']:.2g} nats{share}."
    )
    if errors["large"]:
        said.append(
            f"For {counted(errors['large'], 'output')} the error is more than 1 %: the score "
            "changes too suddenly on the way for this number of steps, as it does for long inputs."
        )
    return tuple(said)
