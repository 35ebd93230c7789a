"""Texts with a label each as ids."""

import numpy as np

from pantoum.data import (
    Example,
    LabelVocabulary,
    SourceTokenizer,
    Tokenizer,
    encode_labelled,
    labels_of,
)
from pantoum.symbols import EOS

EXAMPLES = [Example("ab", "y"), Example("b", " y\u00a0 z"), Example("a", "e\u0301")]


def test_labels_are_composed_and_have_single_spaces():
    assert labels_of(EXAMPLES) == ["y", "y z", "é"]
    assert labels_of([Example("a", None)]) == [""]


def test_texts_end_with_eos_and_an_unseen_label_is_minus_one():
    source = SourceTokenizer(Tokenizer.train(["ab"], "characters"))
    corpus = encode_labelled(EXAMPLES, source, LabelVocabulary(["y", "é"]))
    a, b = source.text.encode("ab")
    assert [corpus.source[row].tolist() for row in range(3)] == [[a, b, EOS], [b, EOS], [a, EOS]]
    assert corpus.labels.tolist() == [0, -1, 1]
    assert corpus.labels.dtype == np.int64
    assert len(corpus) == 3
    assert [array.tolist() for array in corpus.arrays()] == [
        [a, b, EOS, b, EOS, a, EOS],
        [0, 3, 5, 7],
        [0, -1, 1],
    ]
