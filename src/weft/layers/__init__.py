"""Layers: whole padded sequences."""

from weft.layers.bidirectional import Bidirectional, BidirectionalState
from weft.layers.chain import Chain
from weft.layers.characters import CharacterCNN, CharacterEncoder, CharacterRNN
from weft.layers.constraints import Constraints
from weft.layers.crf import LinearChainCRF
from weft.layers.deep import Deep
from weft.layers.dropout import SequenceDropout, drop_weights
from weft.layers.pooling import AttentionPooling, LastPooling, MaxPooling, MeanPooling, Pooled, Pooling
from weft.layers.recurrent import Recurrent, gru, lstm, rnn, unroll
from weft.layers.segments import in_segments, worth_segments

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
    "worth_segments",
]
