"""Tags of a tagger, or of any program that gives each word its tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pantoum.data import Sentence
from pantoum.evaluation.assessment import Assessment
from pantoum.metrics import PrefixedStatistics, Statistics, span_statistics, tag_statistics
from pantoum.tasks.tagger import TagColumn, score_columns


def assess_tags(
    columns: Sequence[TagColumn],
    sentences: Sequence[Sentence],
    predicted: Sequence[Sequence[Sequence[str]]],
    known: Callable[[str], bool] | None = None,
) -> Assessment:
    """Judge the tags of all sentences; a sentence is right if all of its tags in all columns are.

    Args:
        columns: the kinds of tags.
        sentences: words and right tags.
        predicted: for each column, the predicted tags of all sentences.
        known: whether training has seen a word; None where there is no model, and no scores over
            known and unknown words.
    Raises:
        ValueError: sentences and predicted tags differ in number, or are empty.
    """
    by_column = score_columns(columns, sentences, predicted, known or _all_known)
    if known is None:
        for scores in by_column.values():
            scores.pop("known_accuracy", None)
    several = len(columns) > 1
    words = [sentence.words for sentence in sentences]
    scores: dict[str, float] = {}
    statistics: list[Statistics] = []
    quality = np.ones(len(sentences))
    for place, column in enumerate(columns):
        right = [sentence.tags[place] for sentence in sentences]
        found: list[Statistics] = [tag_statistics(words, right, predicted[place], known)]
        if column.has_spans:
            found.append(span_statistics(right, predicted[place], column.scheme))
        prefix = f"{column.name}." if several else ""
        statistics += [PrefixedStatistics(one, prefix) for one in found]
        scores |= {f"{prefix}{name}": value for name, value in by_column[column.name].items()}
        quality *= [list(a) == list(b) for a, b in zip(right, predicted[place], strict=True)]
    only = by_column[columns[0].name]
    counts = {name: only[name] for name in ("examples", "words")}
    return Assessment(scores | counts, statistics, quality)


def _all_known(word: str) -> bool:
    return True
