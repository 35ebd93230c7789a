"""Search: model to sequences."""

from weft.search.beam import beam_search
from weft.search.contract import Hypothesis
from weft.search.decode import decode
from weft.search.greedy import greedy
from weft.search.limit import OutputLimit
from weft.search.viterbi import TagPath, viterbi

__all__ = ["Hypothesis", "OutputLimit", "TagPath", "beam_search", "decode", "greedy", "viterbi"]
