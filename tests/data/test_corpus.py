"""Examples as flat arrays of ids."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import (
    Example,
    FeatureTokenizer,
    FlatSequences,
    SourceTokenizer,
    Tokenizer,
    encode_corpus,
)
from pantoum.symbols import EOS


@given(st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=5), max_size=6))
def test_flat_sequences_hold_the_lists(lists):
    flat = FlatSequences.of(lists)
    assert len(flat) == len(lists)
    assert [flat[row].tolist() for row in range(len(flat))] == lists
    assert flat.lengths.tolist() == [len(ids) for ids in lists]
    assert (flat.values.dtype, flat.offsets.dtype, flat.lengths.dtype) == (
        np.int32,
        np.int64,
        np.int64,
    )
    for row in (-1, len(lists)):
        with pytest.raises(IndexError):
            flat[row]


@given(st.lists(st.lists(st.integers(0, 99), max_size=5), min_size=1, max_size=6), st.data())
def test_some_sequences_are_taken_in_the_given_order(lists, data):
    rows = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=8))
    taken = FlatSequences.of(lists).take(rows)
    assert [taken[row].tolist() for row in range(len(taken))] == [lists[row] for row in rows]


def test_a_row_is_a_view():
    flat = FlatSequences.of([[1, 2], [3]])
    assert np.shares_memory(flat[1], flat.values)


def test_examples_become_ids_that_end_with_eos():
    source = SourceTokenizer(Tokenizer.train(["ab"], "characters"), FeatureTokenizer.train(["PL"]))
    target = Tokenizer.train(["x y"], "symbols")
    corpus = encode_corpus([Example("ba", "y", "PL"), Example("", "x x")], source, target)
    assert corpus.target is not None
    assert [corpus.source[row].tolist() for row in range(2)] == [[6, 5, 4, EOS], [EOS]]
    assert [corpus.target[row].tolist() for row in range(2)] == [[5, EOS], [4, 4, EOS]]
    assert encode_corpus([Example("a", "x"), Example("b", None)], source, target).target is None


def test_this_room_does_not_import_torch():
    program = "import sys, pantoum.data; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
