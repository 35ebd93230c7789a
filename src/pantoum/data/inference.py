"""What `train` infers from the data: the units of both sides, and a held-out part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

import numpy as np

from pantoum.config import UnitName
from pantoum.data.formats import Example
from pantoum.data.units import count_units
from pantoum.errors import PantoumError

# Spaced symbols are a closed set if there are few of them and hardly any occurs only once, for then
# a further text would bring hardly any new one (Good & Turing). Very short ones are phones even in
# a tiny file.
MOST_SYMBOLS = 1000
MOST_SEEN_ONCE = 0.02
SHORT_SYMBOL = 2.0

# Texts of so few words are names, inflected forms, phrases: most of their words are rare, so
# letters tell more.
MOST_WORDS_OF_A_NAME = 3

# Characters are an open set if more than one in so many of their occurrences is the only one of its
# kind, unless their code points are hardly better: Devanagari syllables and Hangul are, Latin
# letters with their accents are not.
ONE_IN = 200
MUCH_BETTER = 4
# Enough texts to decide by; more would only take time.
LARGE_ENOUGH = 10_000
LETTERS = ("characters", "codepoints")

HOLD_OUT_SHARE = 0.1
HOLD_OUT_MOST = 1000


T = TypeVar("T")


class Units(NamedTuple):
    """The units chosen for both sides, and the reason in words."""

    source: UnitName
    target: UnitName
    why: str


def infer_units(examples: Sequence[Example]) -> Units:
    """The units of inputs and outputs: characters, symbols or words.

    A side with no white space inside most of its texts is characters. With white space, it is
    symbols if the set of them is closed. If it is open, most texts of one to three words are
    characters (names, phrases), longer ones words. A source with spaces whose target is characters
    is characters, too: dates.
    """
    target, target_why = infer_side(
        [example.target for example in examples if example.target is not None]
    )
    source, source_why = infer_side([example.source for example in examples])
    if target in LETTERS and source not in LETTERS:
        source, source_why = _letters([example.source for example in examples])
        if source == "characters":
            source_why = (
                "the output is characters, too" if target == source else f"the output is {target}"
            )
    return Units(source, target, f"input: {source} ({source_why}); output: {target} ({target_why})")


def hold_out(
    examples: Sequence[T],
    seed: int,
    path: Path,
    source: Callable[[T], Hashable],
    group: Callable[[T], Hashable] | None = None,
) -> tuple[list[T], list[T]]:
    """Training and development examples, for data that come without a development file.

    A tenth is held out, but at least 1 and at most 1,000; examples with the same source stay on one
    side. Where there are groups, the same share of each is held out, and something of each is in
    both parts, but for groups with a single source, which are learned from.

    Args:
        path: where they are from, for messages.
        source: gives the source of an example.
        group: gives the group of an example; None where there are none.

    Raises:
        PantoumError: fewer than two examples, or the same source in all of them.
    """
    if len(examples) < 2:
        raise PantoumError(
            f"{len(examples)} example in all: training needs 2 or more",
            where=str(path),
            remedy="add lines",
        )
    groups: defaultdict[Hashable, defaultdict[Hashable, list[int]]]
    groups = defaultdict(lambda: defaultdict(list))
    for row, example in enumerate(examples):
        groups[None if group is None else group(example)][source(example)].append(row)
    parts = [list(by_source.values()) for by_source in groups.values() if len(by_source) > 1]
    if not parts:
        same = f"all {len(examples)} examples have the same input"
        few = "no group has two different inputs, of which one could be held out"
        raise PantoumError(
            same if len(groups) == 1 else few,
            where=str(path),
            remedy="add others, or give a --dev file",
        )
    most = min(1.0, HOLD_OUT_MOST / (HOLD_OUT_SHARE * len(examples)))
    generator = np.random.default_rng(seed)
    held: set[int] = set()
    for rows_by_source in parts:
        held |= _held_out(rows_by_source, most * HOLD_OUT_SHARE, generator)
    train = [example for row, example in enumerate(examples) if row not in held]
    return train, [examples[row] for row in sorted(held)]


def _held_out(
    rows_by_source: Sequence[list[int]], share: float, generator: np.random.Generator
) -> set[int]:
    """About a share of the rows, at least one; those of one source are all in it, or none is."""
    wanted = max(1, round(share * sum(map(len, rows_by_source))))
    order = generator.permutation(len(rows_by_source))
    shuffled = [rows_by_source[index] for index in order]
    held: set[int] = set()
    for rows in shuffled:
        if len(held) + len(rows) <= wanted:
            held.update(rows)
    return held or set(min(shuffled, key=len))


def infer_side(texts: Sequence[str]) -> tuple[UnitName, str]:
    """The units of one side by itself, as `infer_units` infers them, and the reason in words."""
    pieces = [text.split() for text in texts]
    spaced = sum(len(piece) > 1 for piece in pieces)
    if spaced * 2 <= len(pieces):
        return _letters(texts, "mostly no spaces inside" if spaced else "no spaces inside")
    counts = Counter(symbol for piece in pieces for symbol in piece)
    total = sum(counts.values())
    seen_once = sum(count == 1 for count in counts.values())
    length = sum(len(symbol) * count for symbol, count in counts.items()) / total
    few = len(counts) <= MOST_SYMBOLS
    if few and (seen_once <= MOST_SEEN_ONCE * total or length <= SHORT_SYMBOL):
        return "symbols", f"a closed set of {len(counts)}, between spaces"
    if median(len(piece) for piece in pieces) <= MOST_WORDS_OF_A_NAME:
        return _letters(texts, f"mostly {MOST_WORDS_OF_A_NAME} words or fewer, of an open set")
    return "words", f"{len(counts):,} different ones between spaces"


def _letters(texts: Sequence[str], why: str = "") -> tuple[UnitName, str]:
    """Characters, or their code points where the characters are an open set and the code points a
    closed one.
    """
    sample = texts[:: -(-len(texts) // LARGE_ENOUGH)]
    characters = count_units(sample, "characters")
    codepoints = count_units(sample, "codepoints")
    once, less = (
        sum(count == 1 for count in counts.values()) for counts in (characters, codepoints)
    )
    if once * ONE_IN > characters.total() and once >= MUCH_BETTER * max(less, 1):
        return "codepoints", f"{len(characters):,} different characters, {once:,} of them seen once"
    return "characters", why
