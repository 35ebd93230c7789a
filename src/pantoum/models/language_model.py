"""The language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention import length_mask
from pantoum.cells import Cell, select_rows
from pantoum.layers import Deep, SequenceDropout
from pantoum.models.bridge import flatten_state
from pantoum.models.loss import Loss
from pantoum.models.output import OutputFeatures, SoftmaxOutput
from pantoum.shapes import Lengths, check_lengths, check_numbers, check_size
from pantoum.symbols import PAD


class LanguageModelState(NamedTuple):
    """Everything a step needs, and nothing else: the state of each layer."""

    layers: tuple[Any, ...]

    def select(self, rows: Int[Tensor, " picked"]) -> LanguageModelState:
        """The state with its rows picked and reordered."""
        return LanguageModelState(tuple(select_rows(state, rows) for state in self.layers))


class LanguageModel(nn.Module):
    """The next symbol of a text: P(y) = Π_t P(y<t> | y<1> ... y<t-1>), by a deep network that reads
    from left to right.

    h<t> is the last layer's output when y<t-1> has been read; r<t> = tanh(W_r h<t> + b_r) is the
    readout, as wide as an embedding, and P(y<t> = k) = softmax(W_y r<t> + b_y)_k.

    Args:
        embedding: symbol embeddings [vocabulary, embedding].
        layers: the recurrent layers, in one direction.
        readout: W_r and b_r.
        output: W_y and b_y.
        dropout: on the embeddings, on h and on the readout.
    Raises: ValueError for layers that do not read embeddings of that size; TypeError and ValueError
        for tensors of another shape, type or device, and for lengths beyond the time axis, which
        may be a list.
    Sources: Mikolov et al. (2010), Recurrent neural network based language model; Sundermeyer,
    Schlüter & Ney (2012), LSTM neural networks for language modeling.
    """

    def __init__(
        self,
        embedding: nn.Embedding,
        layers: Deep,
        readout: nn.Linear,
        output: SoftmaxOutput,
        dropout: SequenceDropout,
    ) -> None:
        super().__init__()
        reads = getattr(layers, "input_size", None)
        why = "the size of an embedding"
        check_size(self, "input_size of the layers", reads, embedding.embedding_dim, why)
        self.embedding = embedding
        self.layers = layers
        self.readout = readout
        self.output = output
        self.dropout = dropout

    def start(self, batch: int) -> LanguageModelState:
        """The state before anything was read, for `batch` rows: 0."""
        return LanguageModelState(tuple(cell.initial_state(batch) for cell in self._cells))

    def step(
        self, tokens: Int[Tensor, "batch"], state: LanguageModelState
    ) -> tuple[Float[Tensor, "batch vocabulary"], LanguageModelState, None]:
        """One symbol: the previous tokens in, the log-probabilities of the next out; there is
        nothing to attend to.
        """
        rows = flatten_state(state.layers)[0]
        check_numbers(self, "tokens", tokens, rows, rows.shape[0])
        features, state = self._features(tokens[:, None], torch.ones_like(tokens), state)
        return self.output.log_probabilities(features)[:, 0], state, None

    def forward(
        self,
        read: Int[Tensor, "batch time"],
        lengths: Lengths,
        state: LanguageModelState | None = None,
    ) -> tuple[Float[Tensor, "batch time vocabulary"], LanguageModelState]:
        """log P of the symbol after each one that is read, and the state after each row's last
        one.
        """
        lengths = self._check(read, lengths)
        features, state = self._features(read, lengths, state)
        return self.output.log_probabilities(features), state

    def loss(
        self,
        read: Int[Tensor, "batch time"],
        lengths: Lengths,
        target: Int[Tensor, "batch time"],
        label_smoothing: float = 0.0,
        carried: Sequence[Tensor] = (),
    ) -> Loss:
        """Cross-entropy of `target`, each symbol after the ones in `read` up to its place and what
        was read before.

        This is one chunk of truncated back-propagation through time: the states at its end are
        carried to the next one, but no gradient goes back through them.

        Args:
            carried: what the loss of the chunk before has carried; without it, nothing was read
                before.
        Source of the truncation: Williams & Peng (1990), An efficient gradient-based algorithm for
        on-line training of recurrent network trajectories.
        """
        lengths = self._check(read, lengths)
        check_numbers(self, "target", target, read, *read.shape)
        features, state = self._features(read, lengths, self._state(carried) if carried else None)
        real = length_mask(lengths, target.shape[1])
        target = target.masked_fill(~real, PAD)
        loss = self.output.loss(features, None, target, real, label_smoothing)
        return loss._replace(carried=tuple(part.detach() for part in flatten_state(state.layers)))

    def _check(self, read: Tensor, lengths: Lengths) -> Int[Tensor, "batch"]:
        check_numbers(self, "read", read, self.embedding.weight, "batch", "time")
        return check_lengths(self, lengths, read)

    def _features(
        self, read: Tensor, lengths: Tensor, state: LanguageModelState | None
    ) -> tuple[OutputFeatures, LanguageModelState]:
        """What the output distribution reads, and the state after each row's last symbol."""
        x = self.dropout(self.embedding(read))
        hidden, layers = self.layers(x, lengths, None if state is None else state.layers)
        readout = self.dropout(torch.tanh(self.readout(self.dropout(hidden))))
        return OutputFeatures(readout, None), LanguageModelState(layers)

    @property
    def _cells(self) -> list[Cell[Any]]:
        return [layer.cell for layer in self.layers.layers]  # type: ignore[union-attr]

    def _state(self, parts: Sequence[Tensor]) -> LanguageModelState:
        """The state that `flatten_state` has taken apart."""
        remaining = iter(parts)
        return LanguageModelState(
            tuple(
                cell.state_type(*(next(remaining) for _ in cell.state_type._fields))
                for cell in self._cells
            )
        )
