"""What is said of features that are written as sets: the same ones now in one order, now in
another.
"""

from __future__ import annotations

from collections.abc import Sequence

from pantoum.data import Example, FeatureTokenizer
from pantoum.data.feature_orders import several_orders


def order_notes(examples: Sequence[Example], tokenizer: FeatureTokenizer | None) -> list[str]:
    """A note where the same features come in several orders, which mean different things to a model
    that reads them as they are written.

    Args:
        tokenizer: of the features of the examples; None where none are read.
    """
    if tokenizer is None or tokenizer.order == "sorted":
        return []
    found = several_orders((one.features for one in examples if one.features), tokenizer)
    if found is None:
        return []
    return [f"{found.problem} (--data.feature_order sorted reads them as the same)"]
