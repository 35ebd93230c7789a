"""Encoder-decoders whose weights do not change any more: what can be worked out ahead for a search,
is.
"""

from pantoum.models.frozen.seq2seq import FrozenSeq2Seq, freeze
from pantoum.models.frozen.shortlist import Shortlist
from pantoum.models.frozen.state import FrozenState

__all__ = ["FrozenSeq2Seq", "FrozenState", "Shortlist", "freeze"]
