"""Symbols as labels: visible, short, and readable without their font; what Unicode names say."""

import pytest

from pantoum.plots.labels import (
    LONGEST_SPELLED,
    is_east_asian,
    label,
    missing_fonts,
    script,
    spelled,
)


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        ("a", "a"),
        ("</s>", "</s>"),
        (" ", "␣"),
        (" the", "␣the"),
        ("\t", "␣"),
        ("\u3000", "␣"),
        ("\u0303", "◌\u0303"),
        ("ɑ\u0303", "ɑ\u0303"),
        ("\u064e", "◌\u064e"),
        ("\u200d", "zero width joiner"),
        ("a\u200db", "ab"),
        ("\u2764\ufe0f", "\u2764"),
        ("\x00", "U+0000"),
        ("", ""),
        ("x" * 24, "x" * 24),
        ("x" * 25, "x" * 23 + "…"),
    ],
)
def test_labels_are_visible(symbol, text):
    assert label(symbol).text == text
    assert label(symbol).missing == ""


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        ("प", "pa"),
        ("स्", "sa+virama"),
        ("ा", "aa"),
        ("한", "han"),
        ("\u1100\u1161", "kiyeok+a"),
        ("中", "U+4E2D"),
        ("か", "ka"),
        ("っ", "small tu"),
        ("ก", "ko kai"),
        ("abc한de", "abc+han+de"),
    ],
)
def test_letters_without_a_font_are_spelled(symbol, text):
    assert label(symbol).text == text


def test_long_spellings_are_cut():
    assert label("한" * 20).text == "han+han+han+h…"
    assert len(label("한" * 20).text) == LONGEST_SPELLED
    assert label("॰").text == "abbreviation"


def test_nothing_is_said_where_every_letter_is_shown():
    assert missing_fonts(["a", "ɑ̃", " ", "ع", "</s>"]) is None


def test_one_line_names_scripts_letters_and_packages():
    assert missing_fonts(["a", "पा", "प", "ती"]) == (
        "no font on this machine shows Devanagari (त प ा): the letters are spelled by name; "
        "install fonts-noto-core, or other fonts that have them"
    )
    line = missing_fonts(["中", "か", "カー", "한", "\u1161"])
    assert line is not None
    assert (
        "Chinese characters (中), Hangul (\u1161 한), Hiragana (か), Katakana (カ), symbols (ー)"
        in line
    )
    assert "install fonts-noto-cjk, or" in line
    assert "\n" not in line


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
