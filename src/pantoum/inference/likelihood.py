"""How likely texts are, symbol by symbol."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.data.batch import Padded
from pantoum.data.corpus import FlatSequences
from pantoum.inference.driver import PaddedRows, padded_rows, run_corpus
from pantoum.models import LanguageModel
from pantoum.models.few_rows import least_rows, repeated, times_to_read
from pantoum.symbols import EOS

# Symbols in one batch, and log-probabilities computed at once, with copies: 40 MB each in float32.
BATCH_TOKENS = 4_000
MOST_LOGITS = 10_000_000


def log_probabilities(
    model: LanguageModel, texts: FlatSequences, device: torch.device | str = "cpu"
) -> list[Float[np.ndarray, " length"]]:
    """For every text, log P(y<t> | y<1> ... y<t-1>) of each of its symbols, in nats.

    Every text starts from the state in which nothing was read, with the end of a text, </s>, as the
    symbol before its first. It is read in parts if it is long, with the state carried on, which
    changes nothing.

    Args:
        model: in evaluation mode, on `device`.
        texts: ids; the last of each is </s>, whose probability is given too.
    """
    least = least_rows(model)
    cells = max(1, min(BATCH_TOKENS, MOST_LOGITS // model.output.out_features))

    def compute(batch: PaddedRows) -> list[Float[np.ndarray, " length"]]:
        (target,) = batch.parts
        window = max(1, cells // len(batch.rows))
        times = times_to_read(len(target.ids), target.ids.shape[1], least)
        target = Padded(*(repeated(part, times) for part in target))
        values = _batch(model, target.ids, target.lengths, window).cpu().numpy()
        lengths = target.lengths.tolist()[: len(batch.rows)]
        return [
            of_row[:length].astype(np.float64)
            for of_row, length in zip(values[: len(batch.rows)], lengths, strict=True)
        ]

    return run_corpus(texts.lengths, cells, padded_rows(texts), compute, device)


def _batch(
    model: LanguageModel,
    target: Int[Tensor, "batch time"],
    lengths: Int[Tensor, " batch"],
    window: int,
) -> Float[Tensor, "batch time"]:
    read = torch.cat([torch.full_like(target[:, :1], EOS), target[:, :-1]], dim=1)
    state = model.start(len(target))
    parts = []
    for start in range(0, target.shape[1], window):
        end = min(start + window, target.shape[1])
        part = (lengths - start).clamp(0, end - start)
        scores, state = model(read[:, start:end], part, state)
        parts.append(scores.gather(2, target[:, start:end, None])[:, :, 0])
    return torch.cat(parts, dim=1) if parts else target.new_zeros(target.shape, dtype=torch.float32)
