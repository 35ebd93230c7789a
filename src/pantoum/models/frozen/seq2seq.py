"""An encoder-decoder whose weights do not change any more."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.models.frozen.build import freeze_decoder
from pantoum.models.frozen.decoder import FrozenDecoder
from pantoum.models.frozen.shortlist import Shortlist
from pantoum.models.frozen.state import FrozenState
from pantoum.models.seq2seq import Seq2Seq


class FrozenSeq2Seq:
    """Reads inputs and takes steps as the `Seq2Seq` it was made of, faster; without gradients.

    Args:
        model: in evaluation mode; its encoder goes on to be used.
        decoder: its decoder, frozen.
        shortlist: which output symbols inputs allow; None for all.
    """

    def __init__(
        self, model: Seq2Seq, decoder: FrozenDecoder, shortlist: Shortlist | None = None
    ) -> None:
        self._model, self._decoder, self._shortlist = model, decoder, shortlist

    @property
    def whole(self) -> FrozenSeq2Seq:
        """The same with all output symbols."""
        return FrozenSeq2Seq(self._model, self._decoder)

    @torch.inference_mode()
    def start(
        self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, " batch"]
    ) -> FrozenState:
        """Read the input: the state before the first symbol."""
        allowed = None
        if self._shortlist is not None:
            allowed = self._shortlist.allowed(source, lengths, self._decoder.symbols)
        return self._decoder.start(self._model.encoder(source, lengths), allowed)

    @torch.inference_mode()
    def step(
        self, tokens: Int[Tensor, " alive"], state: FrozenState
    ) -> tuple[
        Float[Tensor, "alive vocabulary"], FrozenState, Float[Tensor, "alive source"] | None
    ]:
        """One symbol of the output; see `Decoder.step`. What an input does not allow has minus
        infinity.
        """
        logits, state, weights = self._decoder.step(tokens, state)
        if state.words is None:
            return logits, state, weights
        whole = logits.new_full((len(logits), self._decoder.symbols), float("-inf"))
        return whole.index_copy_(1, state.words.ids, logits), state, weights

    @torch.inference_mode()
    def step_among_words(
        self, tokens: Int[Tensor, " alive"], state: FrozenState
    ) -> tuple[
        Float[Tensor, "alive words"],
        FrozenState,
        Float[Tensor, "alive source"] | None,
        Tensor | None,
    ]:
        """The same with logits of those symbols alone that some input of the batch allows, and
        their ids, ascending.

        The ids are None where all are allowed.
        """
        logits, state, weights = self._decoder.step(tokens, state)
        return logits, state, weights, None if state.words is None else state.words.ids


def freeze(
    model: Seq2Seq, *, int8: bool = False, shortlist: Shortlist | None = None
) -> FrozenSeq2Seq:
    """The same model for searches; its weights must not change any more.

    Args:
        model: in evaluation mode.
        int8: keep the decoder's weights in 8 bits: faster, and not quite the same.
        shortlist: which output symbols inputs allow; None for all.
    Raises: PantoumError for weights of 8 bits on a machine that cannot multiply with them.
    """
    return FrozenSeq2Seq(model, freeze_decoder(model.decoder, int8=int8), shortlist)
