"""Attention: where a decoder looks in the input."""

from weft.attention.additive import AdditiveAttention, ConcatAttention
from weft.attention.contract import Attention, AttentionMemory, AttentionWeights, attend, length_mask
from weft.attention.multiplicative import DotAttention, GeneralAttention

__all__ = [
    "AdditiveAttention",
    "Attention",
    "AttentionMemory",
    "AttentionWeights",
    "ConcatAttention",
    "DotAttention",
    "GeneralAttention",
    "attend",
    "length_mask",
]
