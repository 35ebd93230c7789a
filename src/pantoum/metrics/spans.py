"""Spans found in sequences of tags: names, chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pantoum.data.schemes import Scheme, spans
from pantoum.metrics.accuracy import check_tags
from pantoum.metrics.precision_recall import PrecisionRecall, precision_recall


class SpanScores(NamedTuple):
    """The scores of all spans together (micro average), and of each type of span, in alphabetical
    order.
    """

    overall: PrecisionRecall
    by_type: dict[str, PrecisionRecall]


def span_scores(
    references: Sequence[Sequence[str]], hypotheses: Sequence[Sequence[str]], scheme: Scheme
) -> SpanScores:
    """Precision, recall and F1 of exact spans, as conlleval counts them, in per cent.

    A predicted span is right if the reference has one of the same first word, last word and type.
    Tags are read as `pantoum.data.spans` reads them: invalid sequences have spans, too.

    Raises:
        ValueError: references and hypotheses differ in number, or in length at one place, or are
            empty; the scheme is none.
        PantoumError: a tag that is not O and has no prefix.

    Source: Tjong Kim Sang & Buchholz (2000), cs/0009008; the program conlleval.
    """
    check_tags(references, hypotheses)
    gold = Counter[str]()
    predicted = Counter[str]()
    right = Counter[str]()
    for reference, hypothesis in zip(references, hypotheses, strict=True):
        reference_spans = spans(reference, scheme)
        predicted_spans = spans(hypothesis, scheme)
        gold.update(span.type for span in reference_spans)
        predicted.update(span.type for span in predicted_spans)
        right.update(span.type for span in set(reference_spans).intersection(predicted_spans))
    return SpanScores(
        precision_recall(gold.total(), predicted.total(), right.total()),
        {
            type: precision_recall(gold[type], predicted[type], right[type])
            for type in sorted(gold | predicted)
        },
    )
