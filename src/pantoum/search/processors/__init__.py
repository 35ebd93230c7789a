"""Step processors and constraints: what an output must hold, what it must not, and what is made
less likely.
"""

from pantoum.search.processors.allowed_outputs import AllowedOutputs
from pantoum.search.processors.contract import Constraint, Prefixes, Progress, StepProcessor
from pantoum.search.processors.required_phrases import PhraseState, RequiredPhrases
from pantoum.search.processors.step_processors import (
    ForbiddenSymbols,
    ForcedPrefix,
    MinLength,
    NoRepeatNgram,
    RepetitionPenalty,
)

__all__ = [
    "AllowedOutputs",
    "Constraint",
    "ForbiddenSymbols",
    "ForcedPrefix",
    "MinLength",
    "NoRepeatNgram",
    "PhraseState",
    "Prefixes",
    "Progress",
    "RepetitionPenalty",
    "RequiredPhrases",
    "StepProcessor",
]
