"""How likely texts are, symbol by symbol."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.data.batch import Padded
from pantoum.data.corpus import FlatSequences
from pantoum.inference.driver import PaddedRows, padded_rows, run_corpus
from pantoum.models import LanguageModel
from pantoum.models.few_rows import least_rows, repeated, times_to_read
from pantoum.ranks import ALONE, Ranks
from pantoum.symbols import EOS

# Symbols in one batch, and log-probabilities computed at once, with copies: 40 MB each in float32.
BATCH_TOKENS = 4_000
MOST_LOGITS = 10_000_000

# What is kept of the scores of all symbols, where those of the text stand.
Kept = Callable[[Tensor, Tensor], tuple[Tensor, ...]]


def log_probabilities(
    model: LanguageModel,
    texts: FlatSequences,
    device: torch.device | str = "cpu",
    ranks: Ranks = ALONE,
) -> list[Float[np.ndarray, " length"]]:
    """For every text, log P(y<t> | y<1> ... y<t-1>) of each of its symbols, in nats.

    Every text starts from the state in which nothing was read, with the end of a text, </s>, as the
    symbol before its first. It is read in parts if it is long, with the state carried on, which
    changes nothing.

    Args:
        model: in evaluation mode, on `device`.
        texts: ids; the last of each is </s>, whose probability is given too.
        ranks: the processes that share the work; all have all results.
    """
    read = read_texts(model, texts, device, _of_what_stands, ranks)
    return [values for (values,) in read]


def read_texts(
    model: LanguageModel,
    texts: FlatSequences,
    device: torch.device | str,
    kept: Kept,
    ranks: Ranks = ALONE,
) -> list[tuple[Float[np.ndarray, " length"], ...]]:
    """For every text, what is kept of the log-probabilities at each of its symbols.

    Args:
        model, texts, ranks: as for `log_probabilities`.
        kept: what is kept of log P of all symbols [batch, time, vocabulary] where those of the
            text stand [batch, time]: some tensors [batch, time].
    """
    least = least_rows(model)
    cells = max(1, min(BATCH_TOKENS, MOST_LOGITS // model.output.out_features))

    def compute(batch: PaddedRows) -> list[tuple[Float[np.ndarray, " length"], ...]]:
        (target,) = batch.parts
        window = max(1, cells // len(batch.rows))
        times = times_to_read(len(target.ids), target.ids.shape[1], least)
        target = Padded(*(repeated(part, times) for part in target))
        read = _batch(model, target.ids, target.lengths, window, kept)
        arrays = [values.cpu().numpy().astype(np.float64) for values in read]
        lengths = target.lengths.tolist()[: len(batch.rows)]
        return [
            tuple(values[row, :length] for values in arrays) for row, length in enumerate(lengths)
        ]

    return run_corpus(texts.lengths, cells, padded_rows(texts), compute, device, ranks)


def _of_what_stands(scores: Tensor, target: Tensor) -> tuple[Tensor]:
    return (scores.gather(2, target[:, :, None])[:, :, 0],)


def _batch(
    model: LanguageModel,
    target: Int[Tensor, "batch time"],
    lengths: Int[Tensor, " batch"],
    window: int,
    kept: Kept,
) -> list[Tensor]:
    read = torch.cat([torch.full_like(target[:, :1], EOS), target[:, :-1]], dim=1)
    state = model.start(len(target))
    parts = []
    for start in range(0, max(1, target.shape[1]), window):
        end = min(start + window, target.shape[1])
        part = (lengths - start).clamp(0, end - start)
        scores, state = model(read[:, start:end], part, state)
        parts.append(kept(scores, target[:, start:end]))
    return [torch.cat(of_windows, dim=1) for of_windows in zip(*parts, strict=True)]
