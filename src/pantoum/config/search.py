"""Settings of the search for an output."""

from __future__ import annotations

from dataclasses import dataclass

from pantoum.config.names import LengthFormula
from pantoum.config.rules import setting


@dataclass(frozen=True)
class SearchConfig:
    """How an output is searched for; the defaults of `pantoum predict` and `pantoum evaluate`.

    Args:
        beam: hypotheses kept at each step; 1 is greedy search.
        length_penalty: exponent of the length by which log-probabilities are divided; 0 prefers
            short outputs.
        length_formula: what has that exponent; power: the length itself; wu: (5 + length) / 6.
        coverage_penalty: weight of the penalty for source symbols without attention; 0 for none.
        min_length_ratio: least length of an output, as a multiple of the length of its input.
        max_length_ratio: greatest length of an output, as a multiple of the length of its input; 0:
            inferred from the training data.
        no_repeat_ngram_size: no n-gram of this length is repeated in an output; 0 allows all.
        repetition_penalty: factor of the log-probabilities of symbols that the output has already;
            1 for none.
        diversity: penalty of a continuation for each better continuation of the same prefix; 0 for
            none.
    """

    beam: int = setting(5, minimum=1, maximum=1_000)
    # A power of a length must stay within float32.
    length_penalty: float = setting(1.0, minimum=0, maximum=10)
    length_formula: LengthFormula = "power"
    coverage_penalty: float = setting(0.0, minimum=0, maximum=10)
    min_length_ratio: float = setting(0.0, minimum=0, maximum=100)
    max_length_ratio: float = setting(0.0, minimum=0, maximum=100)
    no_repeat_ngram_size: int = setting(0, minimum=0, maximum=100)
    repetition_penalty: float = setting(1.0, minimum=1, maximum=100)
    diversity: float = setting(0.0, minimum=0, maximum=100)
