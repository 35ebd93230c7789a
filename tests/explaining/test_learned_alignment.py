"""A learned alignment against all ways there are, and on words whose alignment is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from pantoum.explaining.learned_alignment import NOTHING, LearnedAlignment, _Batch

Operation = tuple[int, int]


def ways(source: list[int], target: list[int]) -> Iterator[list[tuple[Operation, int, int]]]:
    """All lists of operations that make the target of the source, each with its places."""

    def go(i: int, j: int) -> Iterator[list[tuple[Operation, int, int]]]:
        if i == len(source) and j == len(target):
            yield []
        if i < len(source) and j < len(target):
            step = ((source[i], target[j]), i, j)
            yield from ([step, *rest] for rest in go(i + 1, j + 1))
        if i < len(source):
            yield from ([((source[i], NOTHING), i, j), *rest] for rest in go(i + 1, j))
        if j < len(target):
            yield from ([((NOTHING, target[j]), i, j), *rest] for rest in go(i, j + 1))

    yield from go(0, 0)


# In all but the last one way is likelier than all others.
PAIRS = [("abc", "xy"), ("a", "xyx"), ("ca", ""), ("", "x"), ("bb", "y")]
ONE_WAY = PAIRS[:-1]


def tables() -> tuple[dict[str, int], dict[str, int], np.ndarray]:
    sources = {"a": 1, "b": 2, "c": 3}
    targets = {"x": 1, "y": 2}
    cells = np.random.default_rng(1).random((4, 3))
    cells[NOTHING, NOTHING] = 0
    return sources, targets, cells / cells.sum()


def test_expected_operations_are_those_of_all_ways() -> None:
    sources, targets, table = tables()
    expected = np.zeros(table.shape)
    for source, target in PAIRS:
        all_ways = list(ways([sources[x] for x in source], [targets[y] for y in target]))
        shares = np.array([np.prod([table[op] for op, _, _ in way]) for way in all_ways])
        for way, share in zip(all_ways, shares / shares.sum(), strict=True):
            for operation, _, _ in way:
                expected[operation] += share
    batch = _Batch.of([(list(a), list(b)) for a, b in PAIRS], sources, targets)
    with np.errstate(divide="ignore"):
        found = batch.expected(np.log(table))
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize(("source", "target"), [*ONE_WAY, ("abca", "xyyx"), ("", "")])
def test_the_alignment_is_the_likeliest_way(source: str, target: str) -> None:
    sources, targets, table = tables()
    with np.errstate(divide="ignore"):
        learned = LearnedAlignment(sources, targets, np.log(table))
    all_ways = list(ways([sources[x] for x in source], [targets[y] for y in target]))
    best = max(all_ways, key=lambda way: np.prod([table[op] for op, _, _ in way]))
    expected: list[int | None] = [None] * len(target)
    for (x, y), i, j in best:
        if x != NOTHING and y != NOTHING:
            expected[j] = i
    assert learned.align(source, target) == expected


def test_each_round_finds_the_pairs_more_likely() -> None:
    sources, targets, table = tables()
    pairs = [(list(a), list(b)) for a, b in PAIRS]
    batch = _Batch.of(pairs, sources, targets)

    def likelihood(table: np.ndarray) -> float:
        total = 0.0
        for source, target in PAIRS:
            all_ways = ways([sources[x] for x in source], [targets[y] for y in target])
            total += np.log(sum(np.prod([table[op] for op, _, _ in way]) for way in all_ways))
        return total

    before = likelihood(table)
    for _ in range(5):
        with np.errstate(divide="ignore"):
            counts = batch.expected(np.log(table))
        table = counts / counts.sum()
        assert likelihood(table) > before
        before = likelihood(table)


def test_an_alphabet_is_learned() -> None:
    """a is written as x, b as nothing, c as y."""
    numbers = np.random.default_rng(2)
    words = ["".join(numbers.choice(list("abc"), numbers.integers(2, 7))) for _ in range(200)]
    pairs = [(word, word.replace("a", "x").replace("b", "").replace("c", "y")) for word in words]
    learned = LearnedAlignment.learn(pairs)
    for source, target in pairs[:30]:
        kept = [place for place, symbol in enumerate(source) if symbol != "b"]
        assert learned.align(source, target) == kept


def test_a_symbol_of_no_pair_is_refused() -> None:
    learned = LearnedAlignment.learn([("a", "x")])
    with pytest.raises(KeyError):
        learned.align("b", "x")
