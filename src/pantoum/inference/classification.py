"""All texts of a corpus through a classifier."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float

from pantoum.data.corpus import FlatSequences
from pantoum.inference.driver import PaddedRows, padded_rows, run_corpus
from pantoum.models import Classifier
from pantoum.models.few_rows import LEAST_ROWS, least_rows, repeated, times_to_read
from pantoum.ranks import ALONE, Ranks

# Symbols of padded input in one batch: enough to fill the matrix products, few enough for the
# memory of a large model.
BATCH_TOKENS = 4_000


class LabelledRow(NamedTuple):
    """A classifier's result for one text.

    log_probabilities: of all labels, in nats; weights: how much each symbol counted, or None.
    """

    log_probabilities: Float[np.ndarray, " labels"]
    weights: Float[np.ndarray, " source"] | None


def classify(
    model: Classifier,
    sources: FlatSequences,
    device: torch.device | str = "cpu",
    ranks: Ranks = ALONE,
) -> list[LabelledRow]:
    """The probabilities of all labels for every text.

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the texts.
        ranks: the processes that share the work; all have all results.
    """

    least = LEAST_ROWS if least_rows(model) else 0

    def compute(batch: PaddedRows) -> list[LabelledRow]:
        (texts,) = batch.parts
        times = times_to_read(len(texts.ids), texts.ids.shape[1], least)
        logits, weights = model(*(repeated(part, times) for part in texts))
        logits = logits[: len(batch.rows)]
        scores = torch.log_softmax(logits.float().cpu().double(), dim=-1).numpy()
        lengths = texts.lengths.tolist()
        if weights is None:
            return [LabelledRow(of_row, None) for of_row in scores]
        shares = weights[: len(batch.rows)].float().cpu().numpy()
        return [
            LabelledRow(of_row, share[:length].copy())
            for of_row, share, length in zip(scores, shares, lengths, strict=True)
        ]

    return run_corpus(sources.lengths, BATCH_TOKENS, padded_rows(sources), compute, device, ranks)
