"""A vector for each word, read from the word's spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.attention.contract import length_mask
from pantoum.kernels import blank_padding
from pantoum.layers.bidirectional import Bidirectional
from pantoum.shapes import Lengths, check_lengths, check_numbers, check_size


@runtime_checkable
class CharacterEncoder(Protocol):
    """From spellings to vectors: ``encoder(ids, lengths)``.

    Shapes: ids [forms, characters], lengths [forms] -> [forms, output_size]. What ids hold beyond a
    length is never read, and a form's vector does not depend on the other forms.
    """

    @property
    def output_size(self) -> int:
        """Size of a form's vector."""
        ...

    def __call__(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """The forms' vectors."""
        ...


class CharacterRNN(nn.Module):
    """A bi-directional layer's two last states: v = [a_F<n>; a_B<1>] of a word of n characters.

    Each has read the whole spelling, a_F to its end and a_B to its beginning. A form without
    characters gives 0.

    Shapes: ids [forms, characters], lengths [forms] -> [forms, forward size + backward size].

    Args:
        embedding: character embeddings [vocabulary, embedding].
        layer: reads them; its directions may be of any cell.
    Raises: ValueError for a layer that does not read embeddings of that size; TypeError and
        ValueError for tensors of another shape, type or device, and for lengths beyond the
        characters' axis.
    Sources: Ling et al. (2015), arXiv:1508.02096; Lample et al. (2016), arXiv:1603.01360.
    """

    def __init__(self, embedding: nn.Embedding, layer: Bidirectional) -> None:
        super().__init__()
        reads = getattr(layer, "input_size", None)
        why = "the size of a character's embedding"
        check_size(self, "input_size of the layer", reads, embedding.embedding_dim, why)
        self.embedding = embedding
        self.layer = layer

    @property
    def output_size(self) -> int:
        """Size of a form's vector."""
        return self.layer.output_size

    def forward(
        self, ids: Int[Tensor, "forms characters"], lengths: Lengths
    ) -> Float[Tensor, "forms size"]:
        check_numbers(self, "ids", ids, self.embedding.weight, "forms", "characters")
        lengths = check_lengths(self, lengths, ids)
        _, final = self.layer(self.embedding(ids), lengths)
        return torch.cat([final.forward.hidden, final.backward.hidden], dim=-1)


class CharacterCNN(nn.Module):
    """Convolutions of several widths and, for each filter, the highest value in the word.

    u_k<t> = W_k [x<t>; ...; x<t+k-1>] + b_k for each width k, v_k = tanh(max_t u_k<t>), v = [v_2;
    v_3; v_4].

    t runs over all windows that hold a character of the word, from 2 - k to n, and x is 0 outside
    the word: so a filter can tell a beginning or an end from the inside, and a word may be shorter
    than a window. A form without characters gives 0.

    Shapes: ids [forms, characters], lengths [forms] -> [forms, filters * number of widths].

    Args:
        embedding: character embeddings [vocabulary, embedding].
        filters: values for each width.
        widths: characters that a window holds.
    Raises: TypeError and ValueError for tensors of another shape, type or device, and for lengths
        beyond the characters' axis.
    Sources: Kim (2014), arXiv:1408.5882; for characters: Ma & Hovy (2016), arXiv:1603.01354.
    """

    def __init__(
        self, embedding: nn.Embedding, filters: int, widths: Sequence[int] = (2, 3, 4)
    ) -> None:
        super().__init__()
        self.embedding = embedding
        self.widths = tuple(widths)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(embedding.embedding_dim, filters, width) for width in widths
        )
        for convolution in self.convolutions:
            nn.init.xavier_uniform_(convolution.weight)  # type: ignore[arg-type]
            nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]

    @property
    def output_size(self) -> int:
        """Size of a form's vector."""
        return sum(int(convolution.out_channels) for convolution in self.convolutions)  # type: ignore[arg-type]

    def forward(
        self, ids: Int[Tensor, "forms characters"], lengths: Lengths
    ) -> Float[Tensor, "forms size"]:
        check_numbers(self, "ids", ids, self.embedding.weight, "forms", "characters")
        lengths = check_lengths(self, lengths, ids)
        x = blank_padding(self.embedding(ids), length_mask(lengths, ids.shape[1])).transpose(1, 2)
        highest = [
            _highest(convolution(F.pad(x, (width - 1, width))), lengths, width)
            for convolution, width in zip(self.convolutions, self.widths, strict=True)
        ]
        # tanh rises: that of the highest value is the highest tanh, computed once instead of for
        # each window.
        v = torch.tanh(torch.cat(highest, dim=-1))
        return v.masked_fill((lengths == 0)[:, None], 0.0)


def _highest(
    u: Float[Tensor, "forms filters windows"], lengths: Int[Tensor, "forms"], width: int
) -> Float[Tensor, "forms filters"]:
    """The highest value of each filter over the windows that hold a character."""
    windows = torch.where(lengths > 0, lengths + width - 1, 0)
    outside = ~length_mask(windows, u.shape[2])
    return u.masked_fill(outside[:, None], torch.finfo(u.dtype).min).amax(dim=2)
