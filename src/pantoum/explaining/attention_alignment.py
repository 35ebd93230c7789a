"""Whether attention is where an alignment of input and output has its symbols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pantoum.config import DataConfig
from pantoum.explaining.attended import Attended
from pantoum.explaining.learned_alignment import LearnedAlignment
from pantoum.explaining.numbers import rounded
from pantoum.metrics import edits

# Fewer pairs teach nothing, and longer ones cost too much.
LEAST_PAIRS = 50
LONGEST = 60
# Input and output share their symbols if this share of the output symbols is in their own inputs.
SHARED = 0.8
ORDERED_UNITS = ("characters", "codepoints", "symbols")

DEFINITION = {
    "alignment": (
        "How far the attention agrees with a monotone alignment of input and output. Only output "
        "symbols that the alignment has an input symbol for are counted."
    ),
    "alignment.by": (
        "How they are aligned. 'edit distance': by a shortest list of edit operations "
        "(Levenshtein 1966), where input and output share their symbols: at least 80 % of the "
        "output symbols are in their own input. 'learned': by the likeliest edit operations of a "
        "stochastic edit distance that was learned from these inputs and outputs by ten rounds of "
        "expectation maximisation (Ristad & Yianilos 1998), where they do not."
    ),
    "alignment.pairs": "Inputs and outputs that were aligned: those of at most 60 symbols each.",
    "alignment.steps": "Output symbols that the alignment has an input symbol for.",
    "alignment.agreement": "Share of them with the largest weight on this very symbol.",
    "alignment.near": "Share of them with the largest weight on it or on a neighbour of it.",
    "alignment.weight": "Mean weight on it.",
    "alignment.chance": "Mean weight that it has with uniform attention: 1/n of n symbols read.",
    "alignment.diagonal": (
        "Share of them for which the alignment has the symbol nearest to the diagonal: at place "
        "(n - 1) t / (m - 1) of n input symbols for place t of m output symbols."
    ),
}


def alignment_of(
    outputs: Sequence[Attended], data: DataConfig
) -> tuple[dict[str, Any] | None, str | None]:
    """How far the attention agrees with an alignment; or why there is none."""
    pairs = [
        one for one in outputs if 0 < len(one.text) <= LONGEST and 0 < len(one.written) <= LONGEST
    ]
    if data.source_units not in ORDERED_UNITS:
        why = "the order of words is free in an output, and no monotone alignment tells it"
        return None, f"Agreement with an alignment: {why}."
    if not pairs:
        return None, "Agreement with an alignment: no output has symbols to align."
    if _shares_symbols(pairs):
        return _agreement("edit distance", pairs, edit_alignment), None
    if len(pairs) < LEAST_PAIRS:
        why = f"it is learned from at least {LEAST_PAIRS} inputs and outputs, here are {len(pairs)}"
        return None, f"Agreement with an alignment: {why}."
    learned = LearnedAlignment.learn([(one.text, one.written) for one in pairs])
    return _agreement("learned", pairs, learned.align), None


def edit_alignment(source: Sequence[str], target: Sequence[str]) -> list[int | None]:
    """For each output symbol the place of the input symbol that it is, or that it substitutes, in a
    shortest list of edit operations; None for one that is inserted.
    """
    changed = edits(list(source), list(target))
    inserted = {one.place_in_hypothesis for one in changed if not one.reference}
    deleted = {one.place_in_reference for one in changed if not one.hypothesis}
    left = iter(place for place in range(len(source)) if place not in deleted)
    return [None if place in inserted else next(left) for place in range(len(target))]


def _shares_symbols(outputs: Sequence[Attended]) -> bool:
    shared = sum(symbol in one.text for one in outputs for symbol in one.written)
    return shared >= SHARED * sum(len(one.written) for one in outputs)


def _agreement(
    by: str,
    outputs: Sequence[Attended],
    align: Callable[[Sequence[str], Sequence[str]], list[int | None]],
) -> dict[str, Any]:
    rows = []
    for one in outputs:
        length, written = len(one.text), len(one.written)
        largest = one.weights.argmax(axis=1) - one.before
        for step, place in enumerate(align(one.text, one.written)):
            if place is None:
                continue
            distance = abs(int(largest[step]) - place)
            on_diagonal = abs((length - 1) * step / max(written - 1, 1) - place) <= 0.5
            weight = one.on_text[step, place]
            rows.append((distance == 0, distance <= 1, weight, 1 / len(one.source), on_diagonal))
    names = ("agreement", "near", "weight", "chance", "diagonal")
    means = np.array(rows, dtype=np.float64).mean(axis=0) if rows else [None] * len(names)
    shares = {name: rounded(mean, 4) for name, mean in zip(names, means, strict=True)}
    return {"by": by, "pairs": len(outputs), "steps": len(rows), **shares}
