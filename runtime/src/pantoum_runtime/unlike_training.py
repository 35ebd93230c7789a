"""How inputs are unlike the data that a model was trained on: unknown symbols, and lengths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pantoum_runtime.symbols import UNK

# How many symbols a message names, and how many characters of each.
MOST_NAMED = 5
LONGEST_NAME = 40


@dataclass(frozen=True)
class UnlikeTraining:
    """What in some inputs is unlike the training data; true if anything is. The sum of two is that
    of both sets of inputs.

    unknown: how often each unknown symbol stands in them; symbols: how many they have in all;
    longer: lengths of those that are longer than any in training; known: length of the longest one
    of training.
    """

    unknown: Counter[str] = field(default_factory=Counter)
    symbols: int = 0
    longer: tuple[int, ...] = ()
    known: int = 0

    def __bool__(self) -> bool:
        return bool(self.unknown) or bool(self.longer)

    def __add__(self, other: UnlikeTraining) -> UnlikeTraining:
        return UnlikeTraining(
            self.unknown + other.unknown,
            self.symbols + other.symbols,
            self.longer + other.longer,
            max(self.known, other.known),
        )

    def sentences(
        self,
        one: str = "its output may stop early",
        several: str = "their outputs may stop early",
        unit: str = "symbols",
    ) -> tuple[str, ...]:
        """A sentence on each kind of difference.

        Args:
            one, several: what it means for one input, and for several, to be longer.
            unit: what lengths count.
        """
        found = []
        if self.unknown:
            found.append(self._of_unknown())
        if self.longer:
            found.append(self._of_longer(one, several, unit))
        return tuple(found)

    def _of_unknown(self) -> str:
        what = "input symbols"
        named = ", ".join(
            repr(_short(symbol)) for symbol, _ in self.unknown.most_common(MOST_NAMED)
        )
        shown = f"such as {named}" if len(self.unknown) > MOST_NAMED else named
        count = self.unknown.total()
        if count == self.symbols:
            many = {1: "the only input symbol", 2: f"both {what}"}.get(
                count, f"all {count:,} {what}"
            )
        else:
            many = f"{count:,} of {self.symbols:,} {what}"
        return f"{many} {'is' if count == 1 else 'are'} unknown to the model ({shown})"

    def _of_longer(self, one: str, several: str, unit: str) -> str:
        shortest, longest = min(self.longer), max(self.longer)
        span = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
        count = len(self.longer)
        subject = "1 input is" if count == 1 else f"{count:,} inputs are"
        return (
            f"{subject} longer than any in training ({span} {unit}, training had up to "
            f"{self.known}); {one if count == 1 else several}"
        )


def unlike_training(
    rows: Sequence[Sequence[int]],
    pieces: Callable[[int], Sequence[str]],
    known: int | None,
) -> UnlikeTraining:
    """What in encoded inputs is unlike the training data.

    Args:
        rows: ids of each, its </s> included.
        pieces: the symbols of a row, one for each id; asked for rows with unknown ones alone.
        known: symbols of the longest input of training; None where that is not known.
    """
    found: Counter[str] = Counter()
    for row, ids in enumerate(rows):
        if UNK in ids:
            found.update(symbol for id, symbol in zip(ids, pieces(row), strict=True) if id == UNK)
    lengths = [len(ids) - 1 for ids in rows]
    longer = [] if known is None else [length for length in lengths if length > known]
    return UnlikeTraining(found, sum(lengths), tuple(longer), known or 0)


def _short(symbol: str) -> str:
    return symbol if len(symbol) <= LONGEST_NAME else symbol[: LONGEST_NAME - 1] + "…"
