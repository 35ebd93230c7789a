"""How good a language model is: how little it is surprised by texts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pantoum.config import Normalization
from pantoum.data import FlatSequences
from pantoum.metrics import split_symbols
from pantoum.symbols import UNK

# e to more than this is no number that anything could show.
MOST_NATS = 200.0


def score_texts(
    texts: Sequence[str],
    ids: FlatSequences,
    log_probabilities: Sequence[np.ndarray],
    normalization: Normalization,
) -> dict[str, float]:
    """Perplexity, bits per character, unknown symbols and the number of texts.

    `perplexity` is per symbol: e to the mean negative log-likelihood, over all symbols of the texts
    and a </s> for each text. A symbol that is not in the vocabulary counts as the unknown symbol,
    with the probability of that: `unknown` is how many there are, in per cent of all symbols.
    Perplexities of models with other units or vocabularies, or with unknown symbols, do not
    compare.

    `bits_per_character` is the sum of the same negative log-likelihood, in bits, divided by the
    characters (extended grapheme clusters, spaces included) of the texts and one line end for each,
    whatever the units of the model are.

    Args:
        texts: without white space around them.
        ids: the same texts, each with </s> at its end.
        log_probabilities: of these symbols, in nats.
        normalization: the model's.
    """
    nll = -float(sum(values.sum() for values in log_probabilities))
    symbols = len(ids.values)
    characters = sum(len(split_symbols(text, "characters", normalization)) for text in texts) + len(
        texts
    )
    return {
        "perplexity": perplexity(nll, symbols),
        "bits_per_character": nll / math.log(2) / characters,
        "unknown": 100 * float((ids.values == UNK).sum()) / symbols,
        "examples": len(texts),
    }


def perplexity(nll: float, symbols: int) -> float:
    """e to the mean negative log-likelihood, which is `nll` in all, in nats."""
    return math.exp(min(nll / symbols, MOST_NATS))
