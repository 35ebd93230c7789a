"""Which symbols of a text the attention pooling of a classifier weighs, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pantoum.data.quality.finding import counted
from pantoum.explaining.attended import Attended
from pantoum.explaining.attention_measures import entropy, entropy_share
from pantoum.explaining.certainty import CERTAIN_DEFINITIONS, certain_inputs, quartiles
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.numbers import rounded
from pantoum.metrics import visible

QUESTION = "Which symbols count for the label, and how sure is that?"
MOST_SYMBOLS = 20
LEAST_TIMES = 5

DEFINITIONS = {
    "texts": "Texts that were measured.",
    "entropy": (
        "-Σ α ln α over the weights α of a text, in nats: its median over texts and its quartiles "
        "`low` and `high`."
    ),
    "entropy_share": (
        "The same as a share of ln n, which it is when n symbols have the same weight; 0 if one "
        "has all. The symbols are all that are read: the group, the features, the text, </s>."
    ),
    "largest": "The largest weight of a text: how peaked the attention is.",
    "symbols": (
        "The symbols with the most weight: how often one is there, and the mean of its weight "
        "times n, 1 with uniform weights. Those that come at least 5 times, the first 20."
    ),
    **CERTAIN_DEFINITIONS,
}


def find_pooling(examined: Examined, rows: Sequence[int], heading: tuple[str, str]) -> Finding:
    """What can be measured of the weights of a classifier's pooling on some of the texts.

    Args:
        heading: the name and the title of the finding.
    Returns: a finding without values for a pooling that learns no weights, and for no texts.
    """
    texts = [
        Attended(row, list(one.tokens), 0, [one.label], np.asarray(one.weights, np.float64)[None])
        for row in rows
        if (one := examined.predictions[row]).weights is not None
    ]
    if not texts:
        why = "no text has a symbol" if not rows else "the pooling of this classifier has none"
        return Finding(*heading, QUESTION, {}, {}, (), (f"Attention: {why}.",))
    largest = np.array([one.weights.max() for one in texts])
    values: dict[str, Any] = {
        "texts": len(texts),
        "entropy": quartiles(np.concatenate([entropy(one.weights) for one in texts])),
        "entropy_share": quartiles(np.concatenate([entropy_share(one.weights) for one in texts])),
        "largest": quartiles(largest),
        "symbols": _symbols(texts),
        **certain_inputs(texts),
    }
    said = [
        f"The largest weight of a text is {values['largest']['median']:.2f} in the median, the "
        f"entropy {values['entropy']['median']:.2f} nats, over {counted(len(texts), 'text')}."
    ]
    if values["symbols"]:
        first = values["symbols"][0]
        said.append(
            f"Most weight is on {visible(first['symbol'])}: {first['times_uniform']:.2f} times "
            f"that of uniform weights (mean of {first['times']:,} of them)."
        )
    once = (
        "Monotonicity, coverage, durations and agreement with an alignment: a classifier attends "
        "once."
    )
    return Finding(*heading, QUESTION, values, DEFINITIONS, tuple(said), (once,))


def _symbols(texts: Sequence[Attended]) -> list[dict[str, Any]]:
    weighed: dict[str, list[float]] = {}
    for one in texts:
        for symbol, weight in zip(one.source, one.weights[0], strict=True):
            weighed.setdefault(symbol, []).append(float(weight) * len(one.source))
    listed = [
        {"symbol": symbol, "times": len(of_symbol), "times_uniform": rounded(np.mean(of_symbol), 4)}
        for symbol, of_symbol in weighed.items()
        if len(of_symbol) >= LEAST_TIMES
    ]
    listed.sort(key=lambda one: (-one["times_uniform"], one["symbol"]))
    return listed[:MOST_SYMBOLS]
