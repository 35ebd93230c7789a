"""The sequence tagger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.layers import Deep, SequenceDropout
from pantoum.models.loss import Loss
from pantoum.models.tag_head import TagHead
from pantoum.models.word_encoder import WordEncoder
from pantoum.shapes import Lengths, check_lengths, check_numbers


class Tagger(nn.Module):
    """A tag for each word: ŷ<t> = g(W_y [a_F<t>; a_B<t>] + b_y), by a deep bi-directional network
    over word vectors.

    g is a softmax, or a linear-chain CRF over the whole row. Several kinds of tags are several
    heads on one network, which learns the mean of their losses.

    Args:
        words: words to vectors.
        layers: the recurrent layers, in one direction or two.
        heads: one for each kind of tags.
        dropout: on the vectors that the first layer reads and on the states that the heads read.
    Raises: TypeError and ValueError for positions, lengths and tags of another shape, type or
        device, and for lengths beyond the time axis, which may be a list.
    Sources: Schuster & Paliwal (1997); Graves & Schmidhuber (2005); with a CRF Huang, Xu & Yu
    (2015), arXiv:1508.01991.
    """

    def __init__(
        self, words: WordEncoder, layers: Deep, heads: Sequence[nn.Module], dropout: SequenceDropout
    ) -> None:
        super().__init__()
        self.words = words
        self.layers = layers
        self.heads = nn.ModuleList(heads)
        self.dropout = dropout

    def tag_heads(self) -> list[TagHead]:
        """The heads, as what they are."""
        return [head for head in self.heads if isinstance(head, TagHead)]

    def forward(
        self, positions: Int[Tensor, "batch time"], lengths: Lengths, *forms: Any
    ) -> Float[Tensor, "batch time size"]:
        """The states that the heads read; `positions`, `lengths` and `forms` are those of
        `WordEncoder.forward`.
        """
        lengths = self._check(positions, lengths)
        x = self.dropout(self.words(positions, lengths, *forms))
        states, _ = self.layers(x, lengths)
        return self.dropout(states)

    def loss(
        self,
        positions: Int[Tensor, "batch time"],
        lengths: Lengths,
        *forms_and_tags: Any,
        label_smoothing: float = 0.0,
    ) -> Loss:
        """Sums over the words of a batch, the mean over the heads.

        Args:
            forms_and_tags: the forms, and last a tuple with the tags [batch, time] for each head.
        """
        *forms, tags = forms_and_tags
        lengths = self._check(positions, lengths)
        for kind in tags:
            check_numbers(self, "tags", kind, positions, *positions.shape)
        states = self(positions, lengths, *forms)
        losses = [
            head.loss(states, kind, lengths, label_smoothing)
            for head, kind in zip(self.tag_heads(), tags, strict=True)
        ]
        share = 1 / len(losses)
        total = sum((loss.total * share for loss in losses), start=states.new_zeros(()))
        nll = sum((loss.nll * share for loss in losses), start=states.new_zeros(()))
        return Loss(total, nll, losses[0].symbols)

    def _check(self, positions: Tensor, lengths: Lengths) -> Int[Tensor, "batch"]:
        check_numbers(self, "positions", positions, self.words.words.weight, "batch", "time")
        return check_lengths(self, lengths, positions)
