"""Fonts are found for what can be shown, and the rest is reported."""

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager

from pantoum.plots import fonts
from pantoum.plots.fonts import DEFAULT_FAMILY, Fonts, fonts_for


def make_font(path, family, characters):
    """A font whose every character is a triangle."""
    names = [".notdef", *(f"g{ord(one):x}" for one in characters)]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 700))
    pen.lineTo((700, 0))
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(one): f"g{ord(one):x}" for one in characters})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (800, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=400)
    builder.setupPost()
    builder.save(path)
    return str(path)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put new fonts on the machine, as a package manager would: matplotlib's list does not have
    them.
    """
    installed = []
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: installed)

    def put(family, characters):
        installed.append(make_font(tmp_path / f"{family}.ttf", family, characters))

    return put


def test_latin_ipa_and_arabic_need_only_the_font_of_matplotlib():
    for text in ("abc", "ɑ̃", "t͡ʃʰˈː", "◌̃", "العربية", "␣"):
        assert fonts_for(text) == Fonts((DEFAULT_FAMILY,), "")


def test_what_no_font_has_is_reported():
    assert fonts_for("aप한ा") == Fonts((DEFAULT_FAMILY,), "पा한")


def test_fonts_with_a_sign_for_everything_do_not_count():
    assert "Last Resort High-Efficiency" not in fonts_for("한").families


def test_a_newly_installed_font_is_found(install):
    install("New Sans", "प")
    assert fonts_for("प") == Fonts(("New Sans", DEFAULT_FAMILY), "")


def test_a_font_that_has_the_whole_text_comes_first(install):
    install("A Mark Sans", "ा")
    install("B Whole Sans", "पा")
    assert fonts_for("पा") == Fonts(("B Whole Sans", DEFAULT_FAMILY), "")
    # The letter a is not in it: Latin keeps the default's shape.
    assert fonts_for("aपा") == Fonts((DEFAULT_FAMILY, "B Whole Sans"), "")


def test_several_fonts_together(install):
    install("One Sans", "प")
    install("Two Sans", "한국")
    assert fonts_for("प한국말") == Fonts((DEFAULT_FAMILY, "Two Sans", "One Sans"), "말")


def test_sans_is_preferred_to_serif_and_simplified_chinese_to_other_cuts(install):
    for family in ("A Serif", "Big Sans CJK HK", "Big Sans CJK SC", "A Sans Mono CJK SC"):
        install(family, "中")
    assert fonts_for("中").families == ("Big Sans CJK SC", DEFAULT_FAMILY)


def test_a_damaged_font_file_is_passed_over(install, monkeypatch, tmp_path):
    install("Good Sans", "प")
    (tmp_path / "damaged.ttf").write_bytes(b"no font")
    found = [str(tmp_path / "damaged.ttf"), str(tmp_path / "Good Sans.ttf")]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: found)
    assert fonts_for("प").families[0] == "Good Sans"


def test_matplotlib_logs_nothing_while_fonts_are_chosen(install, caplog):
    install("New Sans", "प")
    fonts_for("प한")
    assert caplog.records == []


def test_drawn_fonts_are_those_that_were_chosen(install):
    install("New Sans", "प")
    family = fonts_for("प").families[0]
    path = font_manager.fontManager.findfont(font_manager.FontProperties(family=[family]))
    assert ord("प") in font_manager.get_font(path).get_charmap()
    assert fonts._glyphs(family) == {"प"}
