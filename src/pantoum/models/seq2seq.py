"""The encoder-decoder."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.models.decoder import Decoder
from pantoum.models.decoder_state import DecoderState
from pantoum.models.encoder import Encoder
from pantoum.models.loss import Loss
from pantoum.models.output import OutputFeatures
from pantoum.models.teacher_forcing import teacher_force
from pantoum.shapes import Lengths, check_lengths, check_numbers
from pantoum.symbols import BOS, PAD


class Seq2Seq(nn.Module):
    """Sequence to sequence: the encoder reads the input, the decoder writes the output.

    Tensors of another shape, type or device, and lengths beyond their axis, raise ValueError or
    TypeError. Lengths may be lists.

    Sources: Cho et al. (2014), arXiv:1406.1078; Sutskever, Vinyals & Le (2014), arXiv:1409.3215;
    with attention Bahdanau, Cho & Bengio (2014), arXiv:1409.0473.
    """

    def __init__(self, encoder: Encoder, decoder: Decoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def start(self, source: Int[Tensor, "batch source"], lengths: Lengths) -> DecoderState:
        """Read the input: the decoder's state before the first symbol."""
        return self.decoder.start(self.encoder(source, lengths))

    def step(
        self, tokens: Int[Tensor, "batch"], state: DecoderState
    ) -> tuple[
        Float[Tensor, "batch vocabulary"], DecoderState, Float[Tensor, "batch source"] | None
    ]:
        """One symbol of the output; see `Decoder.step`."""
        return self.decoder.step(tokens, state)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        source_lengths: Lengths,
        target: Int[Tensor, "batch target"],
    ) -> Float[Tensor, "batch target vocabulary"]:
        """log P of every target symbol given those before it (teacher forcing)."""
        features, state = self._teacher_force(source, source_lengths, target)
        return self.decoder.output.log_probabilities(features, state.output)

    def features(
        self,
        source: Int[Tensor, "batch source"],
        source_lengths: Lengths,
        target: Int[Tensor, "batch target"],
    ) -> OutputFeatures:
        """What the output distribution reads to tell every target symbol: the readouts, and the
        attention weights.
        """
        return self._teacher_force(source, source_lengths, target)[0]

    def loss(
        self,
        source: Int[Tensor, "batch source"],
        source_lengths: Lengths,
        target: Int[Tensor, "batch target"],
        target_lengths: Lengths,
        label_smoothing: float = 0.0,
    ) -> Loss:
        """Cross-entropy over the real target symbols; what `target` holds on padding is not
        read."""
        check_numbers(self, "target", target, None, "batch", "target")
        target_lengths = check_lengths(self, target_lengths, target, "target_lengths")
        real = length_mask(target_lengths, target.shape[1])
        target = target.masked_fill(~real, PAD)
        features, state = self._teacher_force(source, source_lengths, target)
        return self.decoder.output.loss(features, state.output, target, real, label_smoothing)

    def _teacher_force(
        self, source: Tensor, source_lengths: Lengths, target: Tensor
    ) -> tuple[OutputFeatures, DecoderState]:
        state = self.start(source, source_lengths)
        check_numbers(self, "target", target, source, len(source), "target")
        return teacher_force(self.decoder, shifted(target), state), state


def shifted(target: Int[Tensor, "batch target"]) -> Int[Tensor, "batch target"]:
    """What the decoder reads: <s>, and the target without its last symbol."""
    begin = target.new_full((target.shape[0], 1), BOS)
    return torch.cat([begin, target[:, :-1]], dim=1)
