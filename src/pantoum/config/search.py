"""Settings of the search for an output."""

from __future__ import annotations

from dataclasses import dataclass

from pantoum.config.names import LengthFormula


@dataclass(frozen=True)
class SearchConfig:
    """How an output is looked for; the defaults of `pantoum predict` and `pantoum evaluate`.

    Args:
        beam: hypotheses kept at each step; 1 is greedy search.
        length_penalty: exponent of the length by which log-probabilities are divided; 0 prefers
            short outputs.
        length_formula: what the exponent is of: power, the length itself, or wu, (5 + length) / 6.
        coverage_penalty: weight of the penalty for parts of the input that nothing looked at; 0 for
            none.
        min_length_ratio: an output has at least so many symbols for each symbol of its input.
        max_length_ratio: and at most so many; 0: as the training data suggest.
        no_repeat: so many symbols in a row do not come twice in an output; 0: whatever may come.
        repetition_penalty: what log-probabilities of symbols are multiplied by that the output has
            already.
        diversity: what each better continuation of the same beginning costs a beginning's place in
            the beam.
    """

    beam: int = 5
    length_penalty: float = 1.0
    length_formula: LengthFormula = "power"
    coverage_penalty: float = 0.0
    min_length_ratio: float = 0.0
    max_length_ratio: float = 0.0
    no_repeat: int = 0
    repetition_penalty: float = 1.0
    diversity: float = 0.0
