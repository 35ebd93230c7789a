"""A regular language: ab, repeated, each time with probability one half once more; and the settings
of its models.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path

from tests.reversing import TINY_MODEL, hash_of

WORD = re.compile("(ab)+")
# Two streams of short chunks: the state is carried several times in an epoch.
TINY_WRITER = {**TINY_MODEL, "language_model.steps": 12, "training.batch_tokens": 48}
# The entropy of a line is 2 log 2, and its mean length, its end included, 2 * 2 + 1 symbols.
BEST_PERPLEXITY = math.exp(2 * math.log(2) / 5)


def texts() -> list[str]:
    """127 lines, of which half are ab, a quarter abab, and so on, in a mixed order."""
    counts = {1: 64, 2: 32, 3: 16, 4: 8, 5: 4, 6: 2, 7: 1}
    lines = [("ab" * times, number) for times, count in counts.items() for number in range(count)]
    return [text for text, number in sorted(lines, key=lambda line: hash_of(f"{line[0]}{line[1]}"))]


def write_text(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
