"""All texts of a corpus through a classifier, in batches of similar lengths, answers in the
corpus's order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float

from pantoum.data.batch import pad
from pantoum.data.batching import ordered_batches
from pantoum.data.corpus import FlatSequences
from pantoum.models import Classifier

# Symbols of padded input in one batch: enough to fill the matrix products, few enough for the
# memory of a large model.
BATCH_TOKENS = 4_000


class LabelledRow(NamedTuple):
    """What a classifier says of one text.

    log_probabilities: of all labels, in nats; weights: how much each symbol counted, or None.
    """

    log_probabilities: Float[np.ndarray, " labels"]
    weights: Float[np.ndarray, " source"] | None


@torch.inference_mode()
def classify(
    model: Classifier, sources: FlatSequences, device: torch.device | str = "cpu"
) -> list[LabelledRow]:
    """The probabilities of all labels for every text.

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the texts.
    """
    answers: dict[int, LabelledRow] = {}
    for rows in ordered_batches(sources.lengths, BATCH_TOKENS):
        batch = pad(sources, rows).to(device)
        logits, weights = model(*batch)
        found = torch.log_softmax(logits.float().cpu().double(), dim=-1).numpy()
        looks = [None] * len(rows) if weights is None else weights.float().cpu().numpy()
        for row, scores, look, length in zip(
            rows, found, looks, batch.lengths.tolist(), strict=True
        ):
            answers[row] = LabelledRow(scores, None if look is None else look[:length].copy())
    return [answers[row] for row in range(len(sources))]
