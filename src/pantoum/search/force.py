"""How likely given outputs are, for a whole corpus in batches of similar lengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Float

from pantoum.data.batch import pad
from pantoum.data.batching import ordered_batches
from pantoum.data.corpus import FlatSequences
from pantoum.search.decode import BATCH_TOKENS, Reader, start
from pantoum.search.forced import forced


def force(
    model: Reader,
    sources: Sequence[FlatSequences],
    targets: FlatSequences,
    device: torch.device | str = "cpu",
    *,
    attention: bool = True,
) -> list[tuple[Float[np.ndarray, " symbols"], Float[np.ndarray, "symbols source"] | None]]:
    """For every pair the log-probabilities of its output's symbols, and where the model looked for
    each.

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the inputs as each member of an ensemble reads them; of one if all read the
            same.
        targets: ids of the outputs, each with its </s>.
        attention: whether to keep where the model looked.
    """
    answers: list[Any] = [None] * len(targets)
    for rows in ordered_batches(sources[0].lengths + targets.lengths, BATCH_TOKENS):
        state, widths = start(model, sources, rows, device)
        target, lengths = pad(targets, rows)
        found, looks = forced(model, state, target.to(device))
        scores = found.cpu().double().numpy()
        seen = None if looks is None or not attention else looks.float().cpu().numpy()
        for place, row in enumerate(rows):
            symbols, width = int(lengths[place]), int(widths[place])
            look = None if seen is None else seen[place, :symbols, :width].copy()
            answers[row] = (scores[place, :symbols], look)
    return answers
