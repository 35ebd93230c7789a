"""Settings of the search for an output."""

from __future__ import annotations

from dataclasses import dataclass

from pantoum.config.names import LengthFormula


@dataclass(frozen=True)
class SearchConfig:
    """How an output is searched for; the defaults of `pantoum predict` and `pantoum evaluate`.

    Args:
        beam: hypotheses kept at each step; 1 is greedy search.
        length_penalty: exponent of the length by which log-probabilities are divided; 0 prefers
            short outputs.
        length_formula: what the exponent is of: power, the length itself, or wu, (5 + length) / 6.
        coverage_penalty: weight of the penalty for source symbols without attention; 0 for none.
        min_length_ratio: least length of an output, as a multiple of the length of its input.
        max_length_ratio: greatest length of an output, as a multiple of the length of its input; 0:
            inferred from the training data.
        no_repeat_ngram_size: no n-gram of this length is repeated in an output; 0 allows all.
        repetition_penalty: factor of the log-probabilities of symbols that the output has already.
        diversity: penalty of a continuation for each better continuation of the same prefix.
    """

    beam: int = 5
    length_penalty: float = 1.0
    length_formula: LengthFormula = "power"
    coverage_penalty: float = 0.0
    min_length_ratio: float = 0.0
    max_length_ratio: float = 0.0
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0
    diversity: float = 0.0
