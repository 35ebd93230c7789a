"""Whether the features of examples are written as sets: the same ones now in one order, now in
another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pantoum.data import Example, FeatureTokenizer

# So many characters of a string of features are shown.
SHOWN = 40


def order_notes(examples: Sequence[Example], tokenizer: FeatureTokenizer | None) -> list[str]:
    """A note where the same features come in several orders, which mean different things to a model
    that reads them as they are written.

    Args:
        tokenizer: of the features of the examples; None where none are read.
    """
    if tokenizer is None or tokenizer.order == "sorted":
        return []
    texts = dict.fromkeys(example.features for example in examples if example.features)
    written: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    orders: defaultdict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for text in texts:
        tokens = tokenizer.tokens(text)
        alike = tuple(sorted(tokens))
        written[alike].append(text)
        orders[alike].add(tuple(tokens))
    several = [alike for alike, found in orders.items() if len(found) > 1]
    if not several:
        return []
    one, other = _two_orders(written[several[0]], tokenizer)
    count = "one set comes" if len(several) == 1 else f"{len(several):,} sets come"
    return [
        f"features: {count} in several orders, such as {one[:SHOWN]} and {other[:SHOWN]}, which "
        "are read as different inputs (--data.feature_order sorted reads them as the same)"
    ]


def _two_orders(texts: Sequence[str], tokenizer: FeatureTokenizer) -> tuple[str, str]:
    first = texts[0]
    tokens = tokenizer.tokens(first)
    return first, next(text for text in texts if tokenizer.tokens(text) != tokens)
