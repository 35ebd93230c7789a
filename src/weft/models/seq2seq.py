"""The encoder-decoder."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from weft.attention import length_mask
from weft.models.decoder import Decoder, DecoderState
from weft.models.encoder import Encoder
from weft.symbols import BOS, PAD


class Loss(NamedTuple):
    """Sums over a batch's real target symbols.

    total: what training minimises; nll: the negative log-likelihood in nats; symbols: how many there are.
    """

    total: Float[Tensor, ""]
    nll: Float[Tensor, ""]
    symbols: Int[Tensor, ""]


class Seq2Seq(nn.Module):
    """Sequence to sequence: the encoder reads the input, the decoder writes the output.

    Sources: Cho et al. (2014), arXiv:1406.1078; Sutskever, Vinyals & Le (2014), arXiv:1409.3215; with
    attention Bahdanau, Cho & Bengio (2014), arXiv:1409.0473.
    """

    def __init__(self, encoder: Encoder, decoder: Decoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def start(self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, "batch"]) -> DecoderState:
        """Read the input: the decoder's state before the first symbol."""
        return self.decoder.start(self.encoder(source, lengths))

    def step(
        self, tokens: Int[Tensor, "batch"], state: DecoderState
    ) -> tuple[Float[Tensor, "batch vocabulary"], DecoderState, Float[Tensor, "batch source"] | None]:
        """One symbol of the output; see `Decoder.step`."""
        return self.decoder.step(tokens, state)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        source_lengths: Int[Tensor, "batch"],
        target: Int[Tensor, "batch target"],
    ) -> Float[Tensor, "batch target vocabulary"]:
        """Logits of every target symbol given those before it (teacher forcing)."""
        begin = target.new_full((target.shape[0], 1), BOS)
        read = torch.cat([begin, target[:, :-1]], dim=1)
        logits, _ = self.decoder(read, self.start(source, source_lengths))
        return logits

    def loss(
        self,
        source: Int[Tensor, "batch source"],
        source_lengths: Int[Tensor, "batch"],
        target: Int[Tensor, "batch target"],
        target_lengths: Int[Tensor, "batch"],
        label_smoothing: float = 0.0,
    ) -> Loss:
        """Cross-entropy over the real target symbols; what `target` holds on padding is not looked at.

        Source of label smoothing: Szegedy et al. (2016), arXiv:1512.00567.
        """
        real = length_mask(target_lengths, target.shape[1])
        target = target.masked_fill(~real, PAD)
        logits = self(source, source_lengths, target)
        precision = torch.promote_types(logits.dtype, torch.float32)
        log_probabilities = F.log_softmax(logits, dim=-1, dtype=precision)
        chosen = log_probabilities.gather(2, target[:, :, None])[:, :, 0]
        nll = -(chosen * real).sum()
        total = nll
        if label_smoothing:
            uniform = -(log_probabilities.mean(dim=-1) * real).sum()
            total = (1 - label_smoothing) * nll + label_smoothing * uniform
        return Loss(total, nll.detach(), real.sum())
