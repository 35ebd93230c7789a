"""What is known of a file once it is exported."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.data.known_outputs import unwritten_note
from pantoum.exporting.verification import Verification


class KnownWords(NamedTuple):
    """The lexicon in an exported file: its words, their outputs, how many of these have symbols
    that the model does not write, and its size in bytes.
    """

    words: int
    outputs: int
    unwritten: int
    bytes: int


@dataclass(frozen=True)
class Exported:
    """An exported file.

    path: where it is; bytes: its size; verification: how it answers, beside the model; int8: how it
    does with weights of 8 bits; error_rates: of weights of 32 and of 8 bits, in per cent of these
    inputs with another output than the right one, where that is known and weights are of 8 bits;
    perplexities: the same two of the texts of a language model;
    lexicon: the words in the file whose outputs are known, None without such.
    """

    path: Path
    bytes: int
    verification: Verification
    int8: Verification | None = None
    error_rates: tuple[float, float] | None = None
    perplexities: tuple[float, float] | None = None
    lexicon: KnownWords | None = None

    def to_dict(self) -> dict[str, Any]:
        """All of it, for JSON."""
        lexicon = None if self.lexicon is None else self.lexicon._asdict()
        return {**asdict(self), "path": str(self.path), "lexicon": lexicon}

    def checked(self) -> dict[str, Any]:
        """What the file itself says of the comparison."""
        return {
            **self.verification.to_dict(),
            "int8": None if self.int8 is None else self.int8.to_dict(),
            "error_rates": self.error_rates,
            "perplexities": self.perplexities,
        }

    def sentences(self) -> list[str]:
        """What a user should know."""
        found = [f"{self.path}: {self.bytes / 1e6:.1f} MB", str(self.verification)]
        if self.perplexities is not None:
            exact, rounded = self.perplexities
            found.append(
                f"perplexity: {exact:.4f} with weights of 32 bits, {rounded:.4f} of 8 bits"
            )
        elif self.int8 is not None:
            changed = self.int8.inputs - self.int8.best
            of = f"{changed:,} of {self.int8.inputs:,}"
            found.append(f"with weights of 8 bits {of} have another best output")
        if self.error_rates is not None:
            exact, rounded = self.error_rates
            found.append(
                f"wrong outputs: {exact:.2f} % with weights of 32 bits, {rounded:.2f} % of 8 bits"
            )
        if self.lexicon is not None:
            words, outputs, unwritten, size = self.lexicon
            found.append(f"{words:,} words are answered from the lexicon ({size / 1e6:.1f} MB)")
            if unwritten:
                found.append(unwritten_note(unwritten, outputs))
        return found
