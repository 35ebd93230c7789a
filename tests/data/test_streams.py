"""Texts as parallel streams in chunks: every symbol once, in order, each row going on where it
ended.
"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import FlatSequences, TextCorpus, epoch_chunks
from pantoum.symbols import EOS, PAD


def corpus_of(lengths):
    """Texts of these lengths, EOS included, in which no symbol comes twice but EOS."""
    first = 10
    texts = []
    for length in lengths:
        texts.append([*range(first, first + length - 1), EOS])
        first += length - 1
    return TextCorpus(FlatSequences.of(texts))


def joined(chunks, part):
    """The real symbols of each stream, over all chunks."""
    rows = len(chunks[0].lengths)
    return [
        [id for chunk in chunks for id in getattr(chunk, part)[row, : chunk.lengths[row]].tolist()]
        for row in range(rows)
    ]


some_lengths = st.lists(st.integers(1, 9), min_size=1, max_size=8)


@given(some_lengths, st.integers(1, 5), st.integers(1, 7), st.integers(0, 99), st.integers(0, 9))
def test_every_text_is_told_once_in_order_and_by_what_came_before(
    lengths, streams, steps, seed, epoch
):
    corpus = corpus_of(lengths)
    chunks = epoch_chunks(corpus, streams, steps, seed, epoch)
    told = [id for row in joined(chunks, "target") for id in row]
    read = [id for row in joined(chunks, "read") for id in row]
    assert read == [EOS, *told[:-1]]
    ends = [place + 1 for place, id in enumerate(told) if id == EOS]
    texts = [tuple(told[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    assert sorted(texts) == sorted(tuple(corpus.texts[row].tolist()) for row in range(len(corpus)))


@given(some_lengths, st.integers(1, 5), st.integers(1, 7))
def test_streams_and_chunks_are_of_like_sizes(text_lengths, streams, steps):
    corpus = corpus_of(text_lengths)
    chunks = epoch_chunks(corpus, streams, steps, 1, 0)
    whole = len(corpus.texts.values)
    rows = len(chunks[0].lengths)
    assert rows == min(streams, -(-whole // steps))
    lengths = np.sum([chunk.lengths for chunk in chunks], axis=0)
    assert lengths.sum() == whole
    assert (np.abs(lengths - whole / rows) <= 0.2 * whole / rows + 1).all()
    widths = [chunk.target.shape[1] for chunk in chunks]
    assert max(widths) <= steps
    assert max(widths) - min(widths) <= 1
    assert len(chunks) == -(-int(lengths.max()) // steps)
    for chunk in chunks:
        assert chunk.read.shape == chunk.target.shape == (rows, chunk.target.shape[1])
        padding = np.arange(chunk.target.shape[1]) >= chunk.lengths[:, None]
        assert (chunk.target[padding] == PAD).all()


def test_streams_begin_with_a_text_if_one_begins_near():
    for seed in range(20):
        chunks = epoch_chunks(corpus_of([4, 6, 5, 3, 7, 5] * 20), 4, 10, seed, 0)
        assert [chunks[0].read[row, 0] for row in range(4)] == [EOS] * 4


def test_streams_of_long_texts_are_cut_equally():
    chunks = epoch_chunks(corpus_of([400]), 4, 10, 1, 0)
    assert np.sum([chunk.lengths for chunk in chunks], axis=0).tolist() == [100] * 4
    # One text of 100 ends within a tenth of the first quarter, one of 120 does not.
    for first, expected in ((105, [105, 95]), (95, [95, 105]), (120, [100, 100]), (80, [100, 100])):
        lengths = set()
        for seed in range(10):
            chunks = epoch_chunks(corpus_of([first, 200 - first]), 2, 10, seed, 0)
            lengths.add(tuple(np.sum([chunk.lengths for chunk in chunks], axis=0).tolist()))
        assert lengths == {tuple(expected), tuple(expected[::-1])}


def test_a_row_goes_on_where_it_ended():
    corpus = corpus_of([5, 4, 8, 3])
    chunks = epoch_chunks(corpus, 3, 3, 2, 1)
    for before, after in pairwise(chunks):
        for row in range(3):
            if after.lengths[row]:
                assert after.read[row, 0] == before.target[row, -1]


def test_seed_and_epoch_decide_the_order():
    corpus = corpus_of([3] * 20)

    def order(seed, epoch):
        return np.concatenate(
            [chunk.target[0] for chunk in epoch_chunks(corpus, 1, 7, seed, epoch)]
        ).tolist()

    assert order(1, 0) == order(1, 0)
    assert len({tuple(order(seed, epoch)) for seed, epoch in ((1, 0), (1, 1), (2, 0), (2, 1))}) == 4


@pytest.mark.parametrize("streams", [1, 2, 100])
def test_one_symbol_is_one_chunk(streams):
    (chunk,) = epoch_chunks(TextCorpus(FlatSequences.of([[EOS]])), streams, 9, 1, 0)
    assert (chunk.read.tolist(), chunk.target.tolist(), chunk.lengths.tolist()) == (
        [[EOS]],
        [[EOS]],
        [1],
    )


def test_a_corpus_shows_its_arrays():
    corpus = corpus_of([3, 1])
    assert len(corpus) == 2
    assert [array.tolist() for array in corpus.arrays()] == [[10, 11, EOS, EOS], [0, 3, 4]]
