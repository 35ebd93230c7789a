"""Rules for outputs: what must come, what must not, and what should come less often."""

from weft.search.rules.contract import IMPOSSIBLE, Automaton, Begun, Rule
from weft.search.rules.forbidden import Forbidden
from weft.search.rules.least_length import LeastLength
from weft.search.rules.prefix import Prefixes
from weft.search.rules.repeats import NoRepeats, Repetition
from weft.search.rules.required import Required
from weft.search.rules.trie import Trie

__all__ = [
    "IMPOSSIBLE",
    "Automaton",
    "Begun",
    "Forbidden",
    "LeastLength",
    "NoRepeats",
    "Prefixes",
    "Repetition",
    "Required",
    "Rule",
    "Trie",
]
