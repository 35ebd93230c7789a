"""Words whose outputs are known, read from every format of pairs."""

import gzip

import pytest
from tests.data.files import write

from pantoum import Lexicon, PantoumError
from pantoum.data.known_outputs import KnownOutput

KNOWN = [("kami", "k a m i"), ("kami", "k a"), ("to", "t o")]
WEIGHTED = [("kami", "k a m i", 0.25), ("kami", "k a", 0.75), ("to", "t o", 1.0)]


@pytest.mark.parametrize(
    ("name", "content", "entries"),
    [
        ("known.tsv", "kami\tk a m i\nkami\tk a\nto\tt o\n", KNOWN),
        ("named.tsv", "word\tpronunciation\nkami\tk a m i\nkami\tk a\nto\tt o\n", KNOWN),
        ("swapped.csv", "phones,word\nk a m i,kami\nk a,kami\nt o,to\n", KNOWN),
        (
            "known.jsonl",
            '{"word": "kami", "phones": "k a m i"}\n{"word": "kami", "phones": "k a"}\n'
            '{"word": "to", "phones": "t o"}\n',
            KNOWN,
        ),
        ("known.dict", ";;; a comment\nkami  k a m i\nkami(2)  k a\nto  t o # a note\n", KNOWN),
        ("words.txt", "kami k a m i\nkami k a\nto t o\n", KNOWN),
        ("lexiconp.txt", "kami 0.25 k a m i\nkami 0.75 k a\nto 1.0 t o\n", WEIGHTED),
        ("mfa.dict", "kami\t0.25\t0.1\t1.0\tk a m i\nkami\t0.75\tk a\nto\t1\tt o\n", WEIGHTED),
    ],
)
def test_every_format_of_pairs_is_read(tmp_path, name, content, entries):
    assert Lexicon.read(write(tmp_path, name, content)).entries == entries
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(content.encode()))
    assert Lexicon.read(packed).entries == entries


def test_outputs_are_in_the_order_of_the_entries_each_once():
    lexicon = Lexicon([*KNOWN, ("kami", "k a m i")])
    assert lexicon.outputs("kami") == [KnownOutput("k a m i"), KnownOutput("k a")]
    assert len(lexicon) == 2
    assert lexicon.outputs("tomi") == ()


def test_probable_outputs_come_first():
    lexicon = Lexicon([*WEIGHTED, ("kami", "a", 0.25)])
    assert [output.text for output in lexicon.outputs("kami")] == ["k a", "k a m i", "a"]


def test_words_are_compared_in_the_normal_form_of_the_model():
    lexicon = Lexicon([("e\u0301 te", "a"), ("Ete", "b")])
    assert lexicon.outputs(" \u00e9 te\n") == [KnownOutput("a")]
    assert lexicon.outputs("\u00e9 te", "NFD") == [KnownOutput("a")]
    assert lexicon.outputs("\u00e9 te", "none") == ()
    assert lexicon.outputs("e\u0301 te", "none") == [KnownOutput("a")]
    assert lexicon.outputs("ete") == ()  # letters keep their case


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        ("", "", "the file is empty"),
        ("# a comment\n", "", "the lexicon has no words"),
        ("a A\nb 0.5 B\nc C\n", ", line 2", "a number stands behind 'b', but other lines"),
        ("a\t0.5\tA A\nb\tB B\n", ", line 2", "no probability stands behind 'b'"),
        ("a\t1.5\tA A\nb\t0.1\tB B\n", ", line 1", "is 1.5, but must be above 0 and at most 1"),
        ("a\t0.0\tA A\nb\t0.1\tB B\n", ", line 1", "is 0.0, but must be above 0 and at most 1"),
        ("a A\nb\n", ", line 2", "the word 'b' has no phones"),
    ],
)
def test_what_is_no_lexicon_is_named(tmp_path, content, place, problem):
    path = write(tmp_path, "x.dict", content)
    with pytest.raises(PantoumError) as caught:
        Lexicon.read(path)
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(f"{path}{place}: ")
    assert problem in text


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [("a", "b"), ("c", "d", 0.5)],
        [("a",)],
        ["ab"],
        [("a", " ")],
        [("a", 3)],
        [("a", "b", 2.0)],
        [("a", "b", 0.5, 0.5)],
    ],
)
def test_what_are_no_entries_is_refused(entries):
    with pytest.raises(PantoumError, match="lexicon") as caught:
        Lexicon(entries)
    assert caught.value.setting == "lexicon"
