"""Attention: where a decoder looks in the input."""

from pantoum.attention.additive import AdditiveAttention, ConcatAttention
from pantoum.attention.contract import (
    Attention,
    AttentionMemory,
    AttentionWeights,
    attend,
    length_mask,
)
from pantoum.attention.multiplicative import DotAttention, GeneralAttention

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
