"""How likely a language model finds texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from pantoum.config import Normalization
from pantoum.evaluation.assessment import Assessment
from pantoum.metrics import (
    bits_statistics,
    full_scores,
    perplexity_statistics,
    split_symbols,
    unknown_statistics,
)
from pantoum.tasks.language_model import MOST_NATS


def assess_texts(
    texts: Sequence[str],
    nll: Float[np.ndarray, " examples"],
    symbols: Float[np.ndarray, " examples"],
    unknown: Float[np.ndarray, " examples"],
    normalization: Normalization = "NFC",
) -> Assessment:
    """Judge how likely each text is; the scores are those of `pantoum.tasks.language_model`.

    Args:
        texts: without white space around them.
        nll: the negative log-likelihood of each text and its end, in nats.
        symbols: of each text, its end included.
        unknown: symbols of each text that are not in the vocabulary.
        normalization: the model's.
    """
    lengths = [len(split_symbols(text, "characters", normalization)) for text in texts]
    characters = np.array(lengths, dtype=np.float64) + 1
    statistics = [
        perplexity_statistics(nll, symbols, MOST_NATS),
        bits_statistics(nll, characters),
        unknown_statistics(unknown, symbols),
    ]
    return Assessment({**full_scores(statistics), "examples": len(texts)}, statistics, -nll)
