"""What a paper claims, which an experiment repeats."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Claim:
    """A claim of a paper, and where it stands.

    Attributes:
        words: the claim, in one or two sentences.
        source: authors, year, title, place; with the section or table of the figures.
        figures: the paper's own numbers, a sentence each; () where none are known for certain.
    """

    words: str
    source: str
    figures: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The claim as JSON has it."""
        return {**asdict(self), "figures": list(self.figures)}

    def __str__(self) -> str:
        return "\n".join((self.words, *(f"  {one}" for one in self.figures), f"  {self.source}"))
