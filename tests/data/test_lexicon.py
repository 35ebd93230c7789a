"""Pronunciation lexicons are read as they come from others."""

import pytest
from tests.data.files import message, write

from pantoum.config import DataConfig
from pantoum.data import Columns, Example, open_file, read_examples, read_training
from pantoum.data.lexicon import reads_back

OLD_CMUDICT = ";;; a comment\n\n## another\nABBEY  AE1 B IY0\nA  AH0\nA(1)  EY1\n#HASH  HH AE1 SH\n"
CMUDICT = "a AH0\na(2) EY1\naalborg AO1 L B AO0 R G # place, danish\n'bout B AW1 T\n"
KALDI = "<eps> SIL\ncat k ae t\ncat\tk a t\n"
KALDI_WEIGHTED = "<eps> 1.0 SIL\ncat 0.7 k ae t\ncat 0.3 k a t\ndog 1 d ao g #1\n"
ALIGNER = "kami\t0.99\t0.2\t1.0\t1.0\tk a m i\nmika\t0.5\tm i k a\nto mi\tt o m i\n"


def pairs(path):
    return [example[:2] for example in read_training([path], DataConfig()).examples]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "cmudict-0.7b",
            OLD_CMUDICT,
            [("ABBEY", "AE1 B IY0"), ("A", "AH0"), ("A", "EY1"), ("#HASH", "HH AE1 SH")],
        ),
        (
            "cmudict.dict",
            CMUDICT,
            [("a", "AH0"), ("a", "EY1"), ("aalborg", "AO1 L B AO0 R G"), ("'bout", "B AW1 T")],
        ),
        ("lexicon.txt", KALDI, [("<eps>", "SIL"), ("cat", "k ae t"), ("cat", "k a t")]),
        (
            "lexiconp.txt",
            KALDI_WEIGHTED,
            [("<eps>", "SIL"), ("cat", "k ae t"), ("cat", "k a t"), ("dog", "d ao g")],
        ),
        (
            "spanish.dict",
            ALIGNER,
            [("kami", "k a m i"), ("mika", "m i k a"), ("to mi", "t o m i")],
        ),
        ("aligner.tsv", ALIGNER.split("to mi")[0], [("kami", "k a m i"), ("mika", "m i k a")]),
    ],
)
def test_the_entries(tmp_path, name, content, expected):
    path = write(tmp_path, name, content)
    assert pairs(path) == expected
    assert read_examples([path], Columns()) == [Example(*pair) for pair in expected]


def test_a_format_that_is_given(tmp_path):
    path = write(tmp_path, "words", KALDI)
    training = read_training([open_file(path, "lexicon")], DataConfig())
    assert training.examples[1] == Example("cat", "k ae t")
    swapped = read_training(
        [open_file(path, "lexicon")], DataConfig(source_column="2", target_column="1")
    )
    assert swapped.examples[1] == Example("k ae t", "cat")


def test_a_model_that_learned_from_names_reads_a_lexicon(tmp_path):
    path = write(tmp_path, "a.dict", KALDI)
    assert read_examples([path], Columns("word", "ipa"))[1] == Example("cat", "k ae t")


def test_what_is_left_out_is_said(tmp_path):
    path = write(tmp_path, "a.dict", CMUDICT)
    assert read_training([path], DataConfig()).notes == [
        "lexicon: what stands behind a # is left out, in 1 line, the first line 3"
    ]
    path = write(tmp_path, "b.dict", ALIGNER)
    assert read_training([path], DataConfig()).notes == [
        "lexicon: the probabilities behind the words are not read"
    ]


def test_digits_are_phones_unless_they_are_fractions(tmp_path):
    path = write(tmp_path, "a.dict", "peu 2\nneuf 9 f\nun 1\n")
    assert pairs(path) == [("peu", "2"), ("neuf", "9 f"), ("un", "1")]


@pytest.mark.parametrize(
    ("content", "line", "expected"),
    [
        ("cat k ae t\ndog\n", 2, "the word 'dog' has no phones: write them behind the word"),
        ("cat k ae t\ndog # note\n", 2, "the word 'dog' has no phones"),
        (
            "cat\t0.9\tk ae t\ndog\thund\td ao g\n",
            2,
            "the line has 3 cells between tabs, but an entry of a lexicon is a word, up to four",
        ),
        (
            "".join(f"cat{i} 0.5 k ae t\n" for i in range(30)) + "dog d ao g\n",
            31,
            "no probability behind 'dog', but most lines of this lexicon have one",
        ),
    ],
)
def test_a_line_of_another_kind_is_named(tmp_path, content, line, expected):
    path = write(tmp_path, "a.dict", content)
    assert message(path).startswith(f"{path}, line {line}: {expected}")


@pytest.mark.parametrize(
    ("word", "phones", "expected"),
    [
        ("cat", "k ae t", True),
        ("#1", "n", True),
        ("'bout(x)", "b a", True),
        ("1", "w", True),
        ("New York", "n u", False),  # the word would be New
        ("New\u2003York", "n u", False),  # elsewhere white space, too
        ("cat(2)", "k a t", False),  # a variant
        (";;;", "a", False),
        ("##", "a", False),
        ("#", "a", False),
        ("cat", "k #2 t", False),  # the rest is a comment
        ("cat", "0.5 k", False),  # a probability
        ("cat", "1 k", True),  # a tone
        ("", "a", False),
        ("cat", "", False),
        ("\ufeffcat", "k", False),
        ("a\0b", "k", False),
        ("a\ud800", "k", False),
    ],
)
def test_what_is_read_as_it_is_written(tmp_path, word, phones, expected):
    assert reads_back(word, phones) == expected
    if expected:
        line = f"{word} {phones}\n"
        assert pairs(write(tmp_path, "x.dict", line)) == [(word, phones)]
        weighted = f"{word} 1.0000 {phones}\nb 0.1234 b\n"
        assert pairs(write(tmp_path, "y.dict", weighted))[0] == (word, phones)
        aligner = f"{word}\t1.0000\t{phones}\n"
        assert pairs(write(tmp_path, "z.dict", aligner)) == [(word, phones)]
