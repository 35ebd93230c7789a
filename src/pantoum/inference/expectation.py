"""What a model expects most at each place of known texts: the likeliest next symbol, which is
right or wrong, and how sure the model is of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from pantoum.data.batch import Padded
from pantoum.data.corpus import FlatSequences
from pantoum.inference.driver import PaddedRows, padded_rows, run_corpus
from pantoum.inference.likelihood import MOST_LOGITS, read_texts
from pantoum.models import LanguageModel, Seq2Seq

BATCH_TOKENS = 4_000


class Expectation(NamedTuple):
    """What a model expects at each place of a text, given what really stands before it.

    Attributes:
        ids: the likeliest symbol.
        expected: its log-probability, in nats.
        right: that of the symbol that stands there.
    """

    ids: Int64[np.ndarray, " length"]
    expected: Float[np.ndarray, " length"]
    right: Float[np.ndarray, " length"]


def expected_in_texts(
    model: LanguageModel, texts: FlatSequences, device: torch.device | str = "cpu"
) -> list[Expectation]:
    """What a language model expects in every text.

    Args:
        model: in evaluation mode, on `device`.
        texts: ids; the last of each is </s>.
    """
    read = read_texts(model, texts, device, _kept)
    return [Expectation(ids.astype(np.int64), most, right) for ids, most, right in read]


def expected_in_outputs(
    model: Seq2Seq,
    sources: FlatSequences,
    targets: FlatSequences,
    device: torch.device | str = "cpu",
) -> list[Expectation]:
    """What an encoder-decoder expects in every known output, when it has read the input and the
    symbols before (teacher forcing).

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the inputs.
        targets: ids of the outputs, each with its </s>.
    """
    cells = max(1, min(BATCH_TOKENS, MOST_LOGITS // model.decoder.embedding.num_embeddings))

    def compute(batch: PaddedRows) -> list[Expectation]:
        source, target = batch.parts
        read = _of_outputs(model, source, target)
        arrays = [values.cpu().numpy().astype(np.float64) for values in read]
        found = []
        for row, length in enumerate(target.lengths.tolist()):
            ids, most, right = (values[row, :length] for values in arrays)
            found.append(Expectation(ids.astype(np.int64), most, right))
        return found

    lengths = sources.lengths + targets.lengths
    return run_corpus(lengths, cells, padded_rows(sources, targets), compute, device)


def _of_outputs(model: Seq2Seq, source: Padded, target: Padded) -> tuple[Tensor, ...]:
    return _kept(model(source.ids, source.lengths, target.ids), target.ids)


def _kept(scores: Tensor, target: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    most, ids = scores.max(dim=-1)
    return ids, most, scores.gather(2, target[:, :, None])[:, :, 0]
