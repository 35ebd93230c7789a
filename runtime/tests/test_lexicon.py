"""Lexicons of plain text are read as the library reads them."""

from pathlib import Path

import pytest

import pantoum
from pantoum_runtime import Lexicon, PantoumRuntimeError
from pantoum_runtime.lexicon import read_entries


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("known.tsv", "kami\tk a m i\r\nkami\tk a\r\nto mi(2)\tt o\r\n"),
        ("bom.tsv", "\ufeffword\tphones\n\nkami\tk a m i\n"),
        ("known.dict", ";;; a comment\nkami  k a m i\nkami(2)  k a\nto  t o # a note\n"),
        ("words.txt", "## a comment\nkami k a m i\n#kami\tk a\nto  t o\n"),
        ("lexiconp.txt", "kami 0.25 k a m i\nkami 0.75 k a\nto 1.0 t o\nti 1 t i\n"),
        ("mfa.dict", "kami\t0.25\t0.1\t1.0\tk a m i\nkami(2)\t0.75\tk a\nto\t1\tt o\n"),
        ("mfa.tsv", "kami\t0.25\tk a m i\nkami(2)\t0.75\tk a\n"),
        ("tones.dict", "kami 1 k 2\nto 2 t\n"),
        ("joined.txt", "kami\u00a0to k\u00a0a m\n"),
    ],
)
def test_the_entries_are_those_of_the_library(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode())
    assert read_entries(path) == pantoum.Lexicon.read(path).entries


@pytest.mark.parametrize("words", [["kami"], ["e\u0301"], ["\u00e9"], ["KAMI", " kami "]])
@pytest.mark.parametrize("form", ["NFC", "NFD", "none"])
def test_the_outputs_are_those_of_the_library(words: list[str], form: str) -> None:
    entries = [("kami", "a", 0.5), ("kami", "b", 0.75), ("e\u0301", "c", 1), ("kami", "a", 0.9)]
    ours = pantoum.Lexicon(entries)
    theirs = Lexicon(entries)
    assert len(ours) == len(theirs) == 2
    for word in words:
        assert list(theirs.outputs(word, form)) == list(ours.outputs(word, form))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the lexicon has no words: put a word"),
        (b"# nothing\n", "the lexicon has no words: put a word"),
        (b"a A\nb 0.5 B\nc C\n", "every line has a probability, or none"),
        (b"a\t0.5\tA A\nb\tB B\n", "line 2: in a lexicon every line has a probability, or none"),
        (b"a\t1.5\tA A\n", "line 1: in a lexicon a probability is above 0 and at most 1"),
        (b"a\tA\tB\n", "line 1: in a lexicon a line has a word, a tab and its output"),
        (b"a\t1\t1\t1\t1\t1\tB\n", "line 1: in a lexicon a line has a word, a tab and its output"),
        (b"a\tA\n\tB\n", "line 2: in a lexicon a line has a word, a tab and its output"),
        (b"a A\nb\n", "line 2: in a lexicon a line has a word and its phones, but here is 'b'"),
        (b"a\xff A\n", "is no UTF-8 text"),
    ],
)
def test_what_is_no_lexicon_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "known.tsv"
    path.write_bytes(content)
    with pytest.raises(PantoumRuntimeError) as caught:
        Lexicon.read(path)
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.tsv", Path("a\0b")):
        with pytest.raises(PantoumRuntimeError, match="cannot be read"):
            Lexicon.read(path)


@pytest.mark.parametrize(
    "entries", [[], [("a", "b"), ("c", "d", 0.5)], [("a",)], ["ab"], [("a", " ")], [("a", "b", 2)]]
)
def test_what_are_no_entries_is_refused(entries: list) -> None:
    with pytest.raises(PantoumRuntimeError, match="lexicon"):
        Lexicon(entries)
