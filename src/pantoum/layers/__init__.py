"""Layers: whole padded sequences."""

from pantoum.layers.bidirectional import Bidirectional, BidirectionalState
from pantoum.layers.chain import Chain
from pantoum.layers.characters import CharacterCNN, CharacterEncoder, CharacterRNN
from pantoum.layers.constraints import Constraints
from pantoum.layers.crf import LinearChainCRF
from pantoum.layers.deep import Deep
from pantoum.layers.dropout import SequenceDropout, drop_weights, with_recurrent_weights
from pantoum.layers.pooling import (
    AttentionPooling,
    LastPooling,
    MaxPooling,
    MeanPooling,
    Pooled,
    Pooling,
)
from pantoum.layers.recurrent import Recurrent, gru, lstm, rnn, unroll
from pantoum.layers.segments import in_segments, worth_segments

__all__ = [
    "AttentionPooling",
    "Bidirectional",
    "BidirectionalState",
    "Chain",
    "CharacterCNN",
    "CharacterEncoder",
    "CharacterRNN",
    "Constraints",
    "Deep",
    "LastPooling",
    "LinearChainCRF",
    "MaxPooling",
    "MeanPooling",
    "Pooled",
    "Pooling",
    "Recurrent",
    "SequenceDropout",
    "drop_weights",
    "gru",
    "in_segments",
    "lstm",
    "rnn",
    "unroll",
    "with_recurrent_weights",
    "worth_segments",
]
