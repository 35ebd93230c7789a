"""Attention: where a decoder looks in the input."""

from weft.attention.additive import AdditiveAttention, ConcatAttention
from weft.attention.contract import Attention, AttentionMemory, length_mask
from weft.attention.multiplicative import DotAttention, GeneralAttention

__all__ = [
    "AdditiveAttention",
    "Attention",
    "AttentionMemory",
    "ConcatAttention",
    "DotAttention",
    "GeneralAttention",
    "length_mask",
]
