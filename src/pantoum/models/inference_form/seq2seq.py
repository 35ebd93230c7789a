"""An encoder-decoder whose weights do not change any more, for searches."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.models.decoder_state import Branches, DecoderState
from pantoum.models.few_rows import (
    LEAST_ROWS,
    least_rows,
    repeated,
    take_step,
    times_to_read,
)
from pantoum.models.inference_form.build import build_inference_decoder
from pantoum.models.inference_form.decoder import InferenceDecoder
from pantoum.models.inference_form.shortlist import Shortlist
from pantoum.models.inference_form.state import InferenceState
from pantoum.models.output import fast_output
from pantoum.models.seq2seq import Seq2Seq
from pantoum.models.teacher_forcing import forms_of
from pantoum.symbols import NEG_INF


@runtime_checkable
class SearchModel(Protocol):
    """What a search needs of an encoder-decoder: it reads inputs and takes steps.

    Its states have ``select`` and ``branch``, as `pantoum.models.DecoderState`.
    """

    @property
    def without_shortlist(self) -> SearchModel:
        """The same with all output symbols."""
        ...

    def start(self, source: Tensor, lengths: Tensor) -> Any:
        """Read the input: the state before the first symbol."""
        ...

    def step(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any, Tensor | None]:
        """One symbol of the output; see `Decoder.step`. What an input does not allow has minus
        infinity.
        """
        ...


class InferenceSeq2Seq:
    """Reads inputs and takes steps as the `Seq2Seq` it was made of, faster; without gradients.

    Args:
        model: in evaluation mode; its encoder goes on to be used.
        decoder: its decoder's inference form.
        shortlist: which output symbols inputs allow; None for all.
    """

    def __init__(
        self, model: Seq2Seq, decoder: InferenceDecoder, shortlist: Shortlist | None = None
    ) -> None:
        self._model = model
        self._decoder = decoder
        self._shortlist = shortlist
        self._least = least_rows(model.encoder)

    @property
    def without_shortlist(self) -> InferenceSeq2Seq:
        """The same with all output symbols."""
        return InferenceSeq2Seq(self._model, self._decoder)

    @torch.inference_mode()
    def start(
        self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, " batch"]
    ) -> InferenceState:
        """Read the input: the state before the first symbol."""
        allowed = None
        if self._shortlist is not None:
            allowed = self._shortlist.allowed(source, lengths, self._decoder.symbols)
        times = times_to_read(len(source), source.shape[1], self._least)
        encoded = self._model.encoder(repeated(source, times), repeated(lengths, times))
        return self._decoder.start(encoded, len(source), allowed)

    @torch.inference_mode()
    def step(
        self, tokens: Int[Tensor, " alive"], state: InferenceState
    ) -> tuple[
        Float[Tensor, "alive vocabulary"], InferenceState, Float[Tensor, "alive source"] | None
    ]:
        """One symbol of the output; see `Decoder.step`. What an input does not allow has minus
        infinity.
        """
        scores, state, weights = self._decoder.step(tokens, state)
        if state.shortlisted is None:
            return scores, state, weights
        whole = scores.new_full((len(scores), self._decoder.symbols), NEG_INF)
        return whole.index_copy_(1, state.shortlisted.ids, scores), state, weights

    @torch.inference_mode()
    def step_shortlisted(
        self, tokens: Int[Tensor, " alive"], state: InferenceState
    ) -> tuple[
        Float[Tensor, "alive words"],
        InferenceState,
        Float[Tensor, "alive source"] | None,
        Tensor | None,
    ]:
        """The same with those symbols alone that some input of the batch allows, and
        their ids, ascending.

        The ids are None where all are allowed.
        """
        scores, state, weights = self._decoder.step(tokens, state)
        ids = None if state.shortlisted is None else state.shortlisted.ids
        return scores, state, weights, ids


class ReferenceState(NamedTuple):
    """A decoder's state, and which output symbols each partial hypothesis may have, if not all."""

    decoder: DecoderState
    allowed: Bool[Tensor, "alive symbols"] | None

    def select(self, rows: Int[Tensor, " picked"]) -> ReferenceState:
        """The state with its rows picked and reordered."""
        allowed = None if self.allowed is None else self.allowed.index_select(0, rows)
        return ReferenceState(self.decoder.select(rows), allowed)

    def branch(self, branches: Branches) -> ReferenceState:
        """The state of partial hypotheses that continue those here."""
        return self.select(branches.parents)


class ReferenceSeq2Seq:
    """The same for a model some of whose blocks have no fast form: it takes the reference's steps.

    Args:
        model: in evaluation mode.
        shortlist: which output symbols inputs allow; None for all.
    """

    def __init__(self, model: Seq2Seq, shortlist: Shortlist | None = None) -> None:
        self._model = model
        self._shortlist = shortlist
        self._least = LEAST_ROWS if least_rows(model) else 0

    @property
    def without_shortlist(self) -> ReferenceSeq2Seq:
        """The same with all output symbols."""
        return ReferenceSeq2Seq(self._model)

    @torch.inference_mode()
    def start(
        self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, " batch"]
    ) -> ReferenceState:
        """Read the input: the state before the first symbol."""
        allowed = None
        if self._shortlist is not None:
            symbols = self._model.decoder.embedding.num_embeddings
            allowed = self._shortlist.allowed(source, lengths, symbols)
        times = times_to_read(len(source), source.shape[1], self._least)
        state = self._model.start(repeated(source, times), repeated(lengths, times))
        if times > 1:
            state = state.select(torch.arange(len(source), device=source.device))
        return ReferenceState(state, allowed)

    @torch.inference_mode()
    def step(
        self, tokens: Int[Tensor, " alive"], state: ReferenceState
    ) -> tuple[
        Float[Tensor, "alive vocabulary"], ReferenceState, Float[Tensor, "alive source"] | None
    ]:
        """One symbol of the output; see `Decoder.step`. What an input does not allow has minus
        infinity.
        """
        scores, decoder, weights = take_step(self._model.step, tokens, state.decoder, self._least)
        if state.allowed is not None:
            scores = scores.masked_fill(~state.allowed, NEG_INF)
            scores = torch.log_softmax(scores, dim=-1)
        return scores, state._replace(decoder=decoder), weights


def for_inference(
    model: Seq2Seq, *, int8: bool = False, shortlist: Shortlist | None = None
) -> SearchModel:
    """The same model for searches; its weights must not change any more.

    Args:
        model: in evaluation mode.
        int8: keep the decoder's weights in 8 bits: faster, and not quite the same.
        shortlist: which output symbols inputs allow; None for all.
    Raises: PantoumError for weights of 8 bits on a machine that cannot multiply with them, or of a
        model one of whose blocks has no fast form; for a shortlist of a model that copies.
    """
    forms = forms_of(model.decoder)
    output = fast_output(model.decoder.output)
    if shortlist is not None and output is not None and output.copying is not None:
        raise PantoumError(
            "a model that copies takes no shortlist, for what it copies need not be in one",
            setting="shortlist",
            value=True,
            remedy="leave shortlist out here",
        )
    if forms is None or output is None:
        if int8:
            raise PantoumError(
                "weights of 8 bits are not available for this model: its cell, attention or "
                "output distribution has no fast form",
                setting="int8",
                value=True,
                remedy="leave int8 out here",
            )
        return ReferenceSeq2Seq(model, shortlist)
    decoder = build_inference_decoder(model.decoder, forms, output, int8=int8)
    return InferenceSeq2Seq(model, decoder, shortlist)
