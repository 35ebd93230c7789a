"""Encoder-decoders whose weights do not change any more: what can be worked out ahead for a search, is."""

from weft.models.frozen.seq2seq import FrozenSeq2Seq, freeze
from weft.models.frozen.shortlist import Shortlist
from weft.models.frozen.state import FrozenState

__all__ = ["FrozenSeq2Seq", "FrozenState", "Shortlist", "freeze"]
