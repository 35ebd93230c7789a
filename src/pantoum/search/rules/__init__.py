"""Rules for outputs: what must come, what must not, and what should come less often."""

from pantoum.search.rules.contract import IMPOSSIBLE, Automaton, Begun, Rule
from pantoum.search.rules.forbidden import Forbidden
from pantoum.search.rules.least_length import LeastLength
from pantoum.search.rules.prefix import Prefixes
from pantoum.search.rules.repeats import NoRepeats, Repetition
from pantoum.search.rules.required import Required
from pantoum.search.rules.trie import Trie

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
