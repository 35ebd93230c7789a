"""Whether the features of examples are written as sets: the same ones now in one order, now in
another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from pantoum.data.features import FeatureTokenizer
from pantoum.data.lines import printable

# So many characters of a string of features are shown.
SHOWN = 40


class SeveralOrders(NamedTuple):
    """Features that come in several orders.

    sets: how many sets of features do; first: one of these as it is written first; others: all that
    are written otherwise than the first of their set.
    """

    sets: int
    first: str
    others: list[str]

    @property
    def problem(self) -> str:
        """What is wrong, in words."""
        count = "one set comes" if self.sets == 1 else f"{self.sets:,} sets come"
        first, other = (printable(text[:SHOWN]) for text in (self.first, self.others[0]))
        return (
            f"features: {count} in several orders, such as {first} and {other}, which are read as "
            "different inputs"
        )


def several_orders(
    features: Iterable[str], tokenizer: FeatureTokenizer | None = None
) -> SeveralOrders | None:
    """The features that come in several orders; None if there are none.

    Args:
        features: of examples.
        tokenizer: parts them; None: as one that is trained on them does.
    """
    texts = list(dict.fromkeys(features))
    if not texts:
        return None
    known = tokenizer or FeatureTokenizer.train(texts)
    written: defaultdict[tuple[str, ...], list[tuple[list[str], str]]] = defaultdict(list)
    for text in texts:
        tokens = known.tokens(text)
        written[tuple(sorted(tokens))].append((tokens, text))
    several = {
        first: others
        for (tokens, first), *rest in written.values()
        if (others := [text for other, text in rest if other != tokens])
    }
    if not several:
        return None
    (first, *_) = several
    others = [text for texts_of_set in several.values() for text in texts_of_set]
    return SeveralOrders(len(several), first, others)
