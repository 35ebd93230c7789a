"""Rows as padded tensors."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import Corpus, FlatSequences, LabelledCorpus
from pantoum.data.batch import collate, collate_labelled, pad


def test_rows_are_padded_to_the_longest():
    corpus = Corpus(
        FlatSequences.of([[4, 3], [5, 6, 7, 3], [3]]), FlatSequences.of([[8, 9, 3], [3], [8, 3]])
    )
    batch = collate(corpus, [2, 0])
    assert batch.target is not None
    assert batch.rows == [2, 0]
    assert batch.source.ids.tolist() == [[3, 0], [4, 3]]
    assert batch.source.lengths.tolist() == [1, 2]
    assert batch.target.ids.tolist() == [[8, 3, 0], [8, 9, 3]]
    assert batch.source.ids.dtype == batch.source.lengths.dtype == torch.int64
    assert collate(Corpus(corpus.source, None), [1]).target is None


@given(st.lists(st.lists(st.integers(0, 99), max_size=6), min_size=1, max_size=6), st.data())
def test_the_lengths_give_every_sequence_back(lists, data):
    rows = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=8))
    padded = pad(FlatSequences.of(lists), rows)
    assert padded.ids.shape == (len(rows), max((len(lists[row]) for row in rows), default=0))
    lengths = padded.lengths.tolist()
    assert [ids[:length].tolist() for ids, length in zip(padded.ids, lengths, strict=True)] == [
        lists[row] for row in rows
    ]
    assert all((ids[length:] == 0).all() for ids, length in zip(padded.ids, lengths, strict=True))


def test_labelled_rows_become_a_batch_with_a_label_each():
    corpus = LabelledCorpus(FlatSequences.of([[4, 3], [5, 6, 3], [3]]), np.array([2, -1, 0]))
    batch = collate_labelled(corpus, [2, 1])
    assert batch.rows == [2, 1]
    assert batch.source.ids.tolist() == [[3, 0, 0], [5, 6, 3]]
    assert batch.source.lengths.tolist() == [1, 3]
    assert batch.labels.tolist() == [0, -1]
    assert batch.symbols == 2
    assert [tensor.tolist() for tensor in batch.inputs[1:]] == [[1, 3], [0, -1]]
    assert {tensor.device.type for tensor in batch.to("meta").inputs} == {"meta"}


def test_a_batch_moves_to_another_device():
    corpus = Corpus(FlatSequences.of([[4, 3]]), FlatSequences.of([[3]]))
    moved = collate(corpus, [0]).to("meta")
    assert moved.target is not None
    tensors = [*moved.source, *moved.target]
    assert {tensor.device.type for tensor in tensors} == {"meta"}
    assert moved.rows == [0]
    assert collate(Corpus(corpus.source, None), [0]).to("meta").target is None
