"""Several encoder-decoders that write one output together, and the same symbols for all."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.models.decoder_state import Branches
from pantoum.models.seq2seq import Seq2Seq

Average = Literal["probability", "log_probability"]


class EnsembleState(NamedTuple):
    """The members' states."""

    members: tuple[Any, ...]

    def select(self, rows: Int[Tensor, " picked"]) -> EnsembleState:
        """The state with its rows picked and reordered."""
        return EnsembleState(tuple(member.select(rows) for member in self.members))

    def branch(self, branches: Branches) -> EnsembleState:
        """The state of partial hypotheses that continue those here."""
        return EnsembleState(tuple(member.branch(branches) for member in self.members))


class Ensemble:
    """At each step, the average of what several models say comes next.

    They may differ in everything but the symbols of the output.

    Args:
        models: the members, in evaluation mode: each reads inputs by ``start(ids, lengths)`` and
            takes steps; see `pantoum.search.Step`.
        average: of their probabilities, or of their log-probabilities, which one member alone can
            veto.
        same_inputs: whether all read inputs in the same symbols; only then their attention is
            averaged, else it is the first one's.
    Source: Sutskever, Vinyals & Le (2014), arXiv:1409.3215, section 3.6.
    """

    def __init__(self, models: Sequence[Any], average: Average, *, same_inputs: bool) -> None:
        self.models = models
        self.average = average
        self.same_inputs = same_inputs

    def start(self, *inputs: Tensor) -> EnsembleState:
        """Read the inputs: ids [batch, source] and lengths [batch] for each member in turn, or once
        for all.
        """
        pairs = [inputs[place : place + 2] for place in range(0, len(inputs), 2)]
        if len(pairs) == 1:
            pairs = pairs * len(self.models)
        return EnsembleState(
            tuple(model.start(*pair) for model, pair in zip(self.models, pairs, strict=True))
        )

    def step(
        self, tokens: Int[Tensor, " batch"], state: EnsembleState
    ) -> tuple[
        Float[Tensor, "batch vocabulary"], EnsembleState, Float[Tensor, "batch source"] | None
    ]:
        """One symbol of the output: as for `Seq2Seq`."""
        steps = [
            model.step(tokens, member)
            for model, member in zip(self.models, state.members, strict=True)
        ]
        log_probabilities, members, weights = zip(*steps, strict=True)
        scores = torch.stack(log_probabilities)
        if self.average == "probability":
            together = torch.logsumexp(scores, dim=0) - math.log(len(scores))
        else:
            together = scores.mean(dim=0)
        together = torch.log_softmax(together, dim=-1)
        return together, EnsembleState(members), self._attention_weights(weights)

    def _attention_weights(self, weights: Sequence[Tensor | None]) -> Tensor | None:
        if not self.same_inputs:
            return weights[0]
        attentive = [one for one in weights if one is not None]
        return torch.stack(attentive).mean(dim=0) if attentive else None


def reindexed(
    model: Seq2Seq, source: Int[Tensor, " source"], target: Int[Tensor, " symbols"]
) -> Seq2Seq:
    """A copy that does with the new ids what the model does with its own.

    Args:
        source, target: the new id of each symbol of the input and of the output.
    """
    model = copy.deepcopy(model)
    # Tied weights are one parameter, which must be moved once.
    moved = {model.encoder.embedding.weight: source, model.decoder.embedding.weight: target}
    moved |= dict.fromkeys(model.decoder.output.symbol_parameters(), target)
    model.decoder.output.reindex(source, target)
    with torch.no_grad():
        for parameter, ids in moved.items():
            parameter[ids] = parameter.clone()
    return model
