"""N-best lists of different texts, where several sequences of symbols can spell one text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from pantoum_runtime.prediction import Prediction
from pantoum_runtime.symbols import EOS_SYMBOL

# A text in larger or smaller byte pairs; a letter with its marks in another order.
SEVERAL_SPELLINGS = ("bpe", "codepoints")
# A search for texts that are missing is at most so many times as wide as the first one.
MOST_TIMES_WIDER = 4


def different_texts(
    search: Callable[[Sequence[int], int], list[list[Prediction]]],
    rows: int,
    beam: int,
    count: int,
) -> list[list[Prediction]]:
    """The best `count` texts of each row, the likeliest first, each once.

    The sequences that spell a text are one output: that of the best one, with the probability of
    all of them. Where too few texts are left, a wider search adds more; it never changes which is
    the first.

    Args:
        search: gives for some rows, with a beam of a width, as many outputs, best first.
        rows: how many inputs there are.
        beam: the width to begin with.
    """
    found = search(range(rows), beam)
    ranked = [_merged(of_row) for of_row in found]
    width = beam
    while width < MOST_TIMES_WIDER * beam:
        missing = [row for row in range(rows) if len(ranked[row]) < min(count, len(found[row]))]
        if not missing:
            break
        width *= 2
        for row, more in zip(missing, search(missing, width), strict=True):
            ranked[row] = _with_more(ranked[row], _merged(more))
    return [of_row[:count] for of_row in ranked]


def _merged(predictions: Sequence[Prediction]) -> list[Prediction]:
    """Predictions with each text once, in the order of the best of each, with the probabilities of
    the others added.
    """
    of_text: dict[str, list[Prediction]] = {}
    for one in predictions:
        of_text.setdefault(one.text, []).append(one)
    return [
        same[0]
        if len(same) == 1
        else replace(same[0], log_probability=_log_sum([one.log_probability for one in same]))
        for same in of_text.values()
    ]


def _with_more(first: Sequence[Prediction], more: Sequence[Prediction]) -> list[Prediction]:
    """What two searches have found; the best of the first stays the best."""
    best, *others = first
    known = {one.text for one in first}
    others += [one for one in more if one.text not in known]
    return [best, *sorted(others, key=_rank)]


def _rank(prediction: Prediction) -> tuple[bool, float]:
    """What ended by itself comes before what was cut."""
    return prediction.tokens[-1:] != [EOS_SYMBOL], -prediction.score


def _log_sum(values: Sequence[float]) -> float:
    highest = max(values)
    if highest == -math.inf:
        return highest
    return highest + math.log(sum(math.exp(value - highest) for value in values))
