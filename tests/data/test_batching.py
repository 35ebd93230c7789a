"""Which rows share a batch."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.tiers import examples

from pantoum.data import Corpus, FlatSequences, epoch_batches, ordered_batches
from pantoum.data.batching import _sorted_pools

length_lists = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=60)


def corpus_of(lengths):
    """A corpus of sequences with these lengths."""
    source, target = (
        FlatSequences.of([[4] * length for length in side]) for side in zip(*lengths, strict=True)
    )
    return Corpus(source, target)


def cells(batch, lengths):
    return len(batch) * sum(max(lengths[row][side] for row in batch) for side in (0, 1))


@given(length_lists.filter(bool), st.integers(1, 300), st.integers(0, 2**40), st.integers(0, 1000))
def test_every_row_once_and_within_the_budget(lengths, budget, seed, epoch):
    batches = epoch_batches(corpus_of(lengths).sides, budget, seed, epoch)
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or cells(batch, lengths) <= budget for batch in batches)


def words_like_lengths(rows):
    """Lengths like those of words and their sounds: about eight letters, about as many phones."""
    generator = np.random.default_rng(0)
    letters = generator.poisson(7.5, rows) + 2
    return list(
        zip(
            letters.tolist(),
            (letters + generator.integers(-3, 2, rows)).clip(2).tolist(),
            strict=True,
        )
    )


def test_little_padding_on_words_and_sounds():
    lengths = words_like_lengths(3600)
    batches = epoch_batches(corpus_of(lengths).sides, 600, seed=1, epoch=1)
    padded = sum(cells(batch, lengths) for batch in batches)
    assert sum(map(sum, lengths)) > 0.85 * padded
    # No more batches than the budget asks for, either.
    assert len(batches) < 1.1 * padded / 600


def test_the_order_depends_on_seed_and_epoch_alone():
    corpus = corpus_of(words_like_lengths(500))
    first = epoch_batches(corpus.sides, 600, seed=1, epoch=1)
    np.random.seed(5)
    assert epoch_batches(corpus.sides, 600, seed=1, epoch=1) == first
    for seed, epoch in ((2, 1), (1, 2)):
        other = epoch_batches(corpus.sides, 600, seed, epoch)
        assert other != first
        assert {frozenset(batch) for batch in other} != {frozenset(batch) for batch in first}


def test_batches_are_not_in_order_of_length():
    corpus = corpus_of(words_like_lengths(3600))
    longest = [
        max(corpus.source.lengths[batch])
        for batch in epoch_batches(corpus.sides, 600, seed=1, epoch=1)
    ]
    assert abs(np.corrcoef(longest, range(len(longest)))[0, 1]) < 0.35


def test_a_large_corpus_is_sorted_in_pools_only():
    corpus = corpus_of([(5, 5)] * 2000)
    batches = epoch_batches(corpus.sides, 50, seed=1, epoch=1)
    assert {len(batch) for batch in batches} == {5}
    mixed = corpus_of([(1 + i % 10, 5) for i in range(5000)])
    spreads = [
        np.ptp(mixed.source.lengths[batch])
        for batch in epoch_batches(mixed.sides, 160, seed=1, epoch=1)
    ]
    # Sorted as a whole, only the batches at the nine places where the length changes would be
    # mixed.
    assert sum(spread > 0 for spread in spreads) > 30
    assert np.mean(spreads) < 1.5
    unsorted = np.random.default_rng(1).integers(0, 10, (1000, 15))
    assert np.ptp(unsorted, axis=1).mean() > 8


def test_small_batches_are_drawn_from_small_pools():
    mixed = corpus_of([(1 + i % 10, 5) for i in range(5000)])
    spread = [
        np.mean(
            [
                np.ptp(mixed.source.lengths[batch])
                for batch in epoch_batches(mixed.sides, budget, seed=1, epoch=1)
            ]
        )
        for budget in (50, 160)
    ]
    assert spread[0] > 1.5 * spread[1]


def test_without_targets_and_without_rows():
    source = FlatSequences.of([[4] * length for length in (3, 1, 3, 1)])
    batches = epoch_batches(Corpus(source, None).sides, 6, seed=1, epoch=0)
    assert sorted(map(sorted, batches)) == [[0, 2], [1, 3]]
    assert epoch_batches(Corpus(FlatSequences.of([]), None).sides, 6, seed=1, epoch=0) == []


def test_prediction_batches_are_longest_first():
    assert ordered_batches([3, 9, 1, 3, 2], 6) == [[1], [0, 3], [4, 2]]
    assert ordered_batches([], 6) == []


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 200))
def test_prediction_batches_hold_every_row_once(lengths, budget):
    batches = ordered_batches(np.array(lengths, dtype=np.int64), budget)
    order = [row for batch in batches for row in batch]
    assert order == sorted(range(len(lengths)), key=lambda row: -lengths[row])
    assert all(len(batch) == 1 or len(batch) * lengths[batch[0]] <= budget for batch in batches)


def row_by_row(lengths, budget, seed, epoch):
    """The batches of an epoch by the rule itself, on Python's lists."""
    count = len(lengths)
    generator = np.random.default_rng([seed, epoch])
    order = generator.permutation(count).tolist()
    per_batch = budget / max(sum(map(sum, lengths)) / count, 1.0)
    pool = max(1, int(max(10, int(1.5 * per_batch)) * per_batch))
    batches = []
    for start in range(0, count, pool):
        turned = [(source, target if source % 2 == 0 else -target) for source, target in lengths]
        rows = sorted(order[start : start + pool], key=lambda row: turned[row])
        batch = []
        for row in rows:
            if batch and cells([*batch, row], lengths) > budget:
                batches.append(batch)
                batch = []
            batch.append(row)
        batches.append(batch)
    return [batches[index] for index in generator.permutation(len(batches))]


@examples(60, 400)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=300),
    st.integers(1, 200),
    st.integers(0, 2**40),
)
def test_many_pools_at_once_are_cut_as_row_by_row(lengths, budget, seed):
    batches = epoch_batches(corpus_of(lengths).sides, budget, seed, 3)
    assert list(batches) == row_by_row(lengths, budget, seed, 3)


def test_lengths_too_large_for_one_key_are_sorted_by_several():
    lengths = [(1 + i % 10 + 2**55 * (i % 3), 5 + i % 7) for i in range(200)]
    sides = [np.array(side, dtype=np.int64) for side in zip(*lengths, strict=True)]
    smaller = [np.where(side < 2**55, side, side % 2**55 + 100 * (side >> 55)) for side in sides]
    assert _sorted_pools(sides, 50).tolist() == _sorted_pools(smaller, 50).tolist()


def test_a_plan_is_a_sequence_of_lists():
    plan = epoch_batches([np.array([3, 1, 3, 1], dtype=np.int32)], 6, seed=1, epoch=0)
    batches = list(plan)
    assert len(plan) == len(batches)
    assert plan[-1] == batches[-1]
    assert plan[:1] == batches[:1]
    assert plan == batches
    assert plan != [*batches, [1]]
    assert plan != batches[::-1]
