"""Attention: where a decoder attends in the input."""

from pantoum.attention.additive import AdditiveAttention, ConcatAttention
from pantoum.attention.additive_form import AdditiveForm
from pantoum.attention.beam_layout import BeamLayout, from_table, several, to_table
from pantoum.attention.contract import (
    Attention,
    AttentionMemory,
    StatefulAttention,
    attend,
    attend_with,
    first_state,
    length_mask,
)
from pantoum.attention.form import DotForm, ScoreForm, fast_score, masked_softmax
from pantoum.attention.location_sensitive import LocationSensitiveAttention
from pantoum.attention.multiplicative import DotAttention, GeneralAttention
from pantoum.attention.scaled_dot import ScaledDotAttention
from pantoum.attention.table import ATTENTIONS

__all__ = [
    "ATTENTIONS",
    "AdditiveAttention",
    "AdditiveForm",
    "Attention",
    "AttentionMemory",
    "BeamLayout",
    "ConcatAttention",
    "DotAttention",
    "DotForm",
    "GeneralAttention",
    "LocationSensitiveAttention",
    "ScaledDotAttention",
    "ScoreForm",
    "StatefulAttention",
    "attend",
    "attend_with",
    "fast_score",
    "first_state",
    "from_table",
    "length_mask",
    "masked_softmax",
    "several",
    "to_table",
]
