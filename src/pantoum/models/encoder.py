"""The encoder: from symbols to annotations and last states."""

from __future__ import annotations

from typing import Any, NamedTuple

from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.layers import Deep, SequenceDropout
from pantoum.shapes import Lengths, check_lengths, check_numbers, check_size


class Encoded(NamedTuple):
    """A batch of inputs, read.

    Shapes: annotations [batch, source, annotation], 0 on padding; lengths [batch]; states: for each
    layer the state at the true last step (a `BidirectionalState` with two directions); ids: of the
    symbols that were read.
    """

    annotations: Float[Tensor, "batch source annotation"]
    lengths: Int[Tensor, "batch"]
    states: tuple[Any, ...]
    ids: Int[Tensor, "batch source"]


class Encoder(nn.Module):
    """Embeddings and a deep recurrent network over the input; a<t'> = [a_F<t'>; a_B<t'>] with two
    directions.

    Shapes: ids [batch, source], lengths [batch] -> `Encoded`.

    Args:
        embedding: symbol embeddings [vocabulary, embedding].
        layers: the recurrent layers.
        dropout: on the embeddings.
    Raises: ValueError for layers that do not read embeddings of that size; TypeError and ValueError
        for tensors of another shape, type or device, and for lengths beyond the source axis.
    Sources: Cho et al. (2014), arXiv:1406.1078; annotations: Bahdanau, Cho & Bengio (2014),
    arXiv:1409.0473.
    """

    def __init__(self, embedding: nn.Embedding, layers: Deep, dropout: SequenceDropout) -> None:
        super().__init__()
        reads = getattr(layers, "input_size", None)
        why = "the size of an embedding"
        check_size(self, "input_size of the layers", reads, embedding.embedding_dim, why)
        self.embedding = embedding
        self.layers = layers
        self.dropout = dropout

    @property
    def annotation_size(self) -> int:
        """Size of one annotation."""
        return self.layers.output_size

    def forward(self, ids: Int[Tensor, "batch source"], lengths: Lengths) -> Encoded:
        check_numbers(self, "ids", ids, self.embedding.weight, "batch", "source")
        lengths = check_lengths(self, lengths, ids)
        annotations, states = self.layers(self.dropout(self.embedding(ids)), lengths)
        return Encoded(annotations, lengths, states, ids)
