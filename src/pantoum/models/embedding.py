"""Fresh embeddings, and the output layer that may share them."""

from __future__ import annotations

from torch import nn

from pantoum.models.output import SoftmaxOutput
from pantoum.symbols import UNK


def unit_embedding(symbols: int, size: int) -> nn.Embedding:
    """Embeddings of about unit length, so that tied ones give logits of a fitting scale."""
    embedding = nn.Embedding(symbols, size)
    nn.init.normal_(embedding.weight, std=size**-0.5)
    return embedding


def output_layer(embedding: nn.Embedding, tied: bool) -> SoftmaxOutput:
    """The layer from a readout, as wide as an embedding, to the logits of all symbols, b = 0.

    Args:
        tied: its weights are the embeddings themselves.
    """
    output = SoftmaxOutput(embedding.embedding_dim, embedding.num_embeddings)
    nn.init.zeros_(output.bias)
    if tied:
        output.weight = embedding.weight
    else:
        nn.init.xavier_uniform_(output.weight)
    return output


def input_embedding(symbols: int, size: int) -> nn.Embedding:
    """The same, but 0 for the unknown symbol.

    Where every symbol of the training data is known, the unknown one is never trained: it says
    nothing.
    """
    embedding = unit_embedding(symbols, size)
    nn.init.zeros_(embedding.weight[UNK])
    return embedding
