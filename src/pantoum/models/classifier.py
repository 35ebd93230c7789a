"""The classifier."""

from __future__ import annotations

from jaxtyping import Float, Int
from torch import Tensor, nn

from pantoum.layers import SequenceDropout
from pantoum.layers.pooling import Pooling
from pantoum.models.encoder import Encoder
from pantoum.models.few_rows import with_places
from pantoum.models.loss import Loss, cross_entropy
from pantoum.shapes import Lengths, check_numbers


class Classifier(nn.Module):
    """A label for a text: P(label = k) = softmax(W v + b)_k, where v is pooled from the encoder's
    states.

    Args:
        encoder: reads the text.
        pooling: makes one vector of its states; see `pantoum.layers.Pooling`.
        output: W and b.
        dropout: on the pooled vector.
    Raises: TypeError and ValueError for tensors of another shape, type or device, and for lengths
        beyond the source axis, which may be a list.
    """

    def __init__(
        self, encoder: Encoder, pooling: nn.Module, output: nn.Linear, dropout: SequenceDropout
    ) -> None:
        super().__init__()
        assert isinstance(pooling, Pooling)
        self.encoder = encoder
        self.pooling = pooling
        self.output = output
        self.dropout = dropout

    def forward(
        self, source: Int[Tensor, "batch source"], lengths: Lengths
    ) -> tuple[Float[Tensor, "batch labels"], Float[Tensor, "batch source"] | None]:
        """The logits of all labels, and how much each symbol counted if the pooling has learned
        that.
        """
        annotations = with_places(self.encoder(source, lengths).annotations)
        pooled = self.pooling(annotations, lengths)
        weights = pooled.weights
        if weights is not None and annotations.shape[1] != source.shape[1]:
            weights = weights[:, : source.shape[1]]
        return self.output(self.dropout(pooled.vector[:, None]))[:, 0], weights

    def loss(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Lengths,
        labels: Int[Tensor, "batch"],
        label_smoothing: float = 0.0,
    ) -> Loss:
        """Cross-entropy; texts whose label is -1, because training has not seen it, do not
        count."""
        logits, _ = self(source, lengths)
        check_numbers(self, "labels", labels, source, len(source))
        known = labels[:, None] >= 0
        return cross_entropy(logits[:, None], labels[:, None].clamp(min=0), known, label_smoothing)
