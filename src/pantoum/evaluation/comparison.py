"""Two systems on the same examples: which is better, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pantoum.evaluation.assessment import Assessment
from pantoum.metrics import Difference, Outcomes, compare_outcomes, paired_bootstrap

# Digits behind the point in JSON.
DIGITS = 4
DIGITS_OF_P = 6


class Disputed(NamedTuple):
    """An example that one system alone has right.

    better: which, "A" or "B"; source, right, a, b: the input, the right output and those of the
    systems.
    """

    better: str
    source: str
    right: str
    a: str
    b: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """How two systems, A and B, differ.

    Attributes:
        examples: how many there are.
        differences: each score that both have, and how it differs.
        outcomes: how many examples each does better; where outputs are right or wrong, its
            p-value is that of McNemar's exact test.
        disputed: the examples that one system alone has right; none for language models.
        notes: what a reader should know of the comparison, in sentences.
    """

    examples: int
    differences: dict[str, Difference]
    outcomes: Outcomes
    disputed: Sequence[Disputed] = ()
    notes: Sequence[str] = ()

    def __repr__(self) -> str:
        scores = ", ".join(
            f"{name}: {one.a:.4g} and {one.b:.4g} (p {one.p_value:.3f})"
            for name, one in self.differences.items()
        )
        return f"Comparison({self.examples:,} examples, {scores})"

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON has it, without the disputed examples; rounded."""
        return {
            "examples": self.examples,
            "scores": {
                name: {
                    "a": round(one.a, DIGITS),
                    "b": round(one.b, DIGITS),
                    "difference": round(one.difference, DIGITS),
                    "interval": [round(bound, DIGITS) for bound in one.interval],
                    "p_value": round(one.p_value, DIGITS_OF_P),
                }
                for name, one in self.differences.items()
            },
            "outcomes": {
                **self.outcomes._asdict(),
                "p_value": round(self.outcomes.p_value, DIGITS_OF_P),
            },
        }


def compare_assessments(
    a: Assessment,
    b: Assessment,
    texts: Sequence[tuple[str, str, str, str]] = (),
    *,
    seed: int = 1,
    notes: Sequence[str] = (),
) -> Comparison:
    """Compare two systems that were judged on the same examples, in the same order.

    Args:
        texts: of each example the input, the right output, A's and B's, for the list of disputed
            ones; none where outputs are not right or wrong.
        seed: of the bootstrap.
        notes: what is known of the comparison already.
    Raises:
        ValueError: the two have different numbers of examples.
    """
    differences = paired_bootstrap(a.statistics, b.statistics, seed=seed)
    disputed = [
        Disputed("A" if of_a > of_b else "B", *row)
        for of_a, of_b, row in zip(a.quality, b.quality, texts, strict=False)
        if of_a != of_b
    ]
    outcomes = compare_outcomes(a.quality, b.quality)
    return Comparison(len(a.quality), differences, outcomes, disputed, notes)
