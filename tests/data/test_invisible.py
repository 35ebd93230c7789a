"""Invisible characters of a file are counted and named, and byte order marks inside it removed."""

from tests.data.files import write

from pantoum.config import DataConfig
from pantoum.data import Example, open_file, read_texts, read_token_file, read_training

ZWSP = "\u200b"


def test_a_mark_at_the_start_of_a_line_is_removed_with_a_note(tmp_path):
    path = write(tmp_path, "a.tsv", "\ufeffa\tb\n\ufeffc\td\ne\tf\n")
    training = read_training([path], DataConfig())
    assert training.examples == [Example("a", "b"), Example("c", "d"), Example("e", "f")]
    assert training.notes == ["the byte order mark at the start of line 2 is not read"]
    path = write(tmp_path, "b.txt", "a\n\ufeffb\n\ufeffc\n")
    assert read_texts([path]) == (
        path,
        ["a", "b", "c"],
        ["the byte order mark at the start of 2 lines, the first line 2, is not read"],
    )


def test_other_invisible_characters_stay_and_are_named(tmp_path):
    path = write(tmp_path, "a.tsv", f"a\tb\nc{ZWSP}\td{ZWSP}\n\u200ee\u200d\tf\ng\ufeff\th\n")
    training = read_training([path], DataConfig())
    assert training.examples[1] == Example(f"c{ZWSP}", f"d{ZWSP}")
    assert training.notes == [
        "invisible characters: 2 of U+200B (zero width space), the first in line 2; 1 of U+200E "
        "(left-to-right mark), the first in line 3; 1 of U+FEFF (zero width no-break space), the "
        "first in line 4"
    ]


def test_two_files_are_told_apart(tmp_path):
    source = write(tmp_path, "a.en", f"a\nb{ZWSP}\n")
    target = write(tmp_path, "a.de", "c\nd\n")
    training = read_training([source, target], DataConfig())
    assert training.notes == (
        f"{source}: invisible characters: 1 of U+200B (zero width space), the first in line 2",
    )


def test_words_and_tags(tmp_path):
    path = write(tmp_path, "a.conll", f"a{ZWSP}\tX\nb\tY\n")
    assert read_token_file(path).notes == [
        "invisible characters: 1 of U+200B (zero width space), the first in line 1"
    ]


def test_a_mark_before_a_line_of_words_and_tags_is_removed_with_a_note(tmp_path):
    content = "\ufeffa\tX\r\n\ufeff\r\n\ufeffb\tY\r\n"
    file = read_token_file(write(tmp_path, "a.conll", content))
    assert [sentence.words for sentence in file.sentences] == [("a",), ("b",)]
    assert file.notes == [
        "the byte order mark at the start of 2 lines, the first line 2, is not read"
    ]
    assert file.filled({"2": [["P"], ["Q"]]}).decode() == content.replace("X", "P").replace(
        "Y", "Q"
    )
    line = "1\ta" + "\t_" * 8 + "\n"
    path = write(tmp_path, "a.conllu", f"\ufeff# one\n{line}\n\ufeff# two\n{line}\n")
    joined = read_token_file(path, tags=["upos"], need_tags=False)
    assert [sentence.words for sentence in joined.sentences] == [("a",), ("a",)]


def test_only_ascii_white_space_is_trimmed(tmp_path):
    rows = "\u00a0a\t b\u3000 \n\u3000\t\u2028\n"
    expected = [Example("\u00a0a", "b\u3000"), Example("\u3000", "\u2028")]
    assert read_training([write(tmp_path, "a.tsv", rows)], DataConfig()).examples == expected
    lines = (
        write(tmp_path, "a.en", "\u00a0a\n\u3000\n"),
        write(tmp_path, "a.de", "b\u3000\n\u2028\n"),
    )
    assert read_training(lines, DataConfig()).examples == expected
    assert read_texts([lines[0]]).texts == ["\u00a0a", "\u3000"]
    assert open_file(lines[1]).lines == ["b\u3000", "\u2028"]
