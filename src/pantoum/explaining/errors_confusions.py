"""What is taken for what: symbols of outputs that are aligned with the right ones, tags, labels,
and symbols that were expected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pantoum.explaining.errors_bins import known_words
from pantoum.explaining.examined import Examined
from pantoum.explaining.judged_answers import JudgedAnswers
from pantoum.metrics import confusions, split_symbols

MOST_LISTED = 30
# Rows and columns of the matrix, without the one for all others.
MOST_LABELS = 20
OTHERS = "(others)"

# How often each right symbol ("" for an insertion) has each answer ("" for a deletion).
Pairs = Mapping[tuple[str, str], int]


def confusion_pairs(examined: Examined, answers: JudgedAnswers) -> Counter[tuple[str, str]]:
    """All pairs of what is right and what was answered, with their numbers, also those where the
    two are the same.

    Outputs are aligned symbol by symbol with the closest right one (fewest edits); see
    `pantoum.metrics.confusions`.
    """
    if examined.kind != "seq2seq":
        return Counter(zip(answers.references, answers.answers, strict=True))
    settings = examined.trained.config.data
    units = settings.target_units, settings.normalization
    right = [split_symbols(text, *units) for text in answers.references]
    written = [split_symbols(text, *units) for text in answers.answers]
    mistakes = confusions(right, written, most=sum(map(len, right)) + sum(map(len, written)) + 1)
    pairs = Counter({(one.reference, one.hypothesis): one.count for one in mistakes})
    wrong: Counter[str] = Counter()
    for (reference, _), count in pairs.items():
        wrong[reference] += count
    for symbol, count in Counter(symbol for one in right for symbol in one).items():
        if count > wrong[symbol]:
            pairs[symbol, symbol] = count - wrong[symbol]
    return pairs


def confusion_list(
    examined: Examined, answers: JudgedAnswers, pairs: Pairs
) -> list[dict[str, Any]]:
    """The most frequent mistakes with their numbers, ties in the order of their symbols; of tags
    also how many of these words the vocabulary has.
    """
    totals: Counter[str] = Counter()
    for (right, _), count in pairs.items():
        totals[right] += count
    ranked = _ranked(pairs)[:MOST_LISTED]
    known = _known(examined, answers) if examined.kind == "tagger" else None
    return [
        {
            "right": right,
            "answer": answer,
            "count": count,
            "of": totals[right] if right else None,
            **({} if known is None else _by_known(known[right, answer], count)),
        }
        for (right, answer), count in ranked
    ]


def confusion_counts(pairs: Pairs) -> dict[str, Any]:
    """The matrix of the labels that are in most mistakes, the most frequent right one first, and
    of all others together: a row for each right one, a column for each answer.
    """
    errors: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for (right, answer), count in pairs.items():
        totals[right] += count
        totals[answer] += 0
        if right != answer:
            errors[right] += count
            errors[answer] += count
    ranked = sorted(totals, key=lambda label: (-errors[label], -totals[label], label))
    kept = sorted(ranked[:MOST_LABELS], key=lambda label: (-totals[label], label))
    labels = kept if len(ranked) == len(kept) else [*kept, OTHERS]
    places = {label: place for place, label in enumerate(kept)}
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for (right, answer), count in pairs.items():
        counts[places.get(right, len(kept)), places.get(answer, len(kept))] += count
    return {"labels": labels, "counts": counts.tolist()}


def _ranked(pairs: Pairs) -> list[tuple[tuple[str, str], int]]:
    mistakes = [item for item in pairs.items() if item[0][0] != item[0][1]]
    return sorted(mistakes, key=lambda item: (-item[1], item[0]))


def _known(examined: Examined, answers: JudgedAnswers) -> Counter[tuple[str, str]]:
    """How many of the words of each pair the vocabulary has."""
    pairs: Sequence[tuple[str, str]] = list(zip(answers.references, answers.answers, strict=True))
    return Counter(pairs[place] for place in np.flatnonzero(known_words(examined, answers)))


def _by_known(known: int, count: int) -> dict[str, int]:
    return {"known_words": known, "unknown_words": count - known}
