"""The attentions by the names that settings have for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pantoum.attention.additive import AdditiveAttention, ConcatAttention
from pantoum.attention.location_sensitive import LocationSensitiveAttention
from pantoum.attention.multiplicative import DotAttention, GeneralAttention
from pantoum.attention.scaled_dot import ScaledDotAttention

# Each is called with the sizes of the query, of an annotation and of the inner layer, if the score
# has one. `pantoum.config.AttentionName` names the same ones, and "none".
ATTENTIONS: dict[str, Callable[[int, int, int], Any]] = {
    "additive": AdditiveAttention,
    "concat": ConcatAttention,
    "dot": lambda query, annotation, inner: DotAttention(query, annotation),
    "general": lambda query, annotation, inner: GeneralAttention(query, annotation),
    "scaled_dot": lambda query, annotation, inner: ScaledDotAttention(query, annotation),
    "location_sensitive": LocationSensitiveAttention,
}
