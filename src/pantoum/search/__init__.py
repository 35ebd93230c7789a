"""Search: model to sequences."""

from pantoum.search.beam import beam_search
from pantoum.search.contract import Hypothesis
from pantoum.search.greedy import greedy
from pantoum.search.limit import OutputLimit
from pantoum.search.viterbi import TagPath, viterbi

__all__ = ["Hypothesis", "OutputLimit", "TagPath", "beam_search", "greedy", "viterbi"]
