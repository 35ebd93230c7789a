"""Which task a file of pairs is for."""

from __future__ import annotations

from collections import Counter

from pantoum.config import TaskName
from pantoum.data import labels_of
from pantoum.tasks.pairs import Pairs

# Outputs are labels if there are few of them and each comes often: with so many examples for each,
# one can learn what they have in common, and outputs that occur only once are so rare that a new
# text will hardly need a new output (Good & Turing). A label is a word or a few. Texts that are to
# be written, pronunciations or translations, come seldom more than once.
EXAMPLES_EACH = 20
MOST_LABELS = 200
MOST_SEEN_ONCE = 0.01
LONGEST_LABEL = 40
MOST_WORDS = 3


def task_of_pairs(pairs: Pairs) -> tuple[TaskName, str]:
    """The task, and the reason in words: a classifier where the outputs are labels, else sequence
    to sequence.
    """
    counts = Counter(labels_of(pairs.examples))
    different = (
        f"{len(counts):,} different output{'s' if len(counts) > 1 else ''} in "
        f"{counts.total():,} pairs"
    )
    if _are_labels(counts):
        return "classifier", f"{different}, each a label; --task seq2seq learns to write them"
    return "seq2seq", different


def _are_labels(counts: Counter[str]) -> bool:
    once = sum(count == 1 for count in counts.values())
    return (
        2 <= len(counts) <= min(MOST_LABELS, counts.total() / EXAMPLES_EACH)
        and once <= MOST_SEEN_ONCE * counts.total()
        and all(
            len(label) <= LONGEST_LABEL and len(label.split()) <= MOST_WORDS for label in counts
        )
    )
