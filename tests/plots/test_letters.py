"""What Unicode names say about characters."""

import pytest

from pantoum.plots.letters import is_east_asian, script, spelled


@pytest.mark.parametrize(
    ("character", "name", "spelling"),
    [
        ("प", "Devanagari", "pa"),
        ("ा", "Devanagari", "aa"),
        ("्", "Devanagari", "virama"),
        ("१", "Devanagari", "one"),
        ("ༀ", "Tibetan", "om"),
        ("ྐ", "Tibetan", "ka"),
        ("ꯀ", "Meetei Mayek", "kok"),
        ("한", "Hangul", "han"),
        ("ᄒ", "Hangul", "hieuh"),
        ("中", "Chinese characters", "U+4E2D"),
        ("\uf900", "Chinese characters", "U+F900"),
        ("っ", "Hiragana", "small tu"),
        ("ሀ", "Ethiopic", "ha"),
        ("ก", "Thai", "ko kai"),
        ("॰", "symbols", "abbreviation"),
        (";", "symbols", "semicolon"),
        ("%", "symbols", "percent sign"),
        ("é", "Latin", "e with acute"),
        ("😀", "symbols", "grinning face"),
        ("\ue000", "symbols", "U+E000"),
    ],
)
def test_script_and_spelling(character, name, spelling):
    assert script(character) == name
    assert spelled(character) == spelling


def test_which_letters_are_in_fonts_for_chinese_japanese_and_korean():
    assert all(map(is_east_asian, "中かカー한ᄒ\u1161、ㄅ"))
    assert not any(map(is_east_asian, "aपع😀ก"))
