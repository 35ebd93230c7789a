"""The demo's dates: each text has one right answer, and the parts share nothing."""

import re
import subprocess
import sys
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest

from pantoum.cli.demo import DEV_DATES, SEED, TEST_DATES, TRAIN_DATES
from pantoum.cli.demo_dates import (
    CASINGS,
    LOCALES,
    date_patterns,
    make_dates,
    recase,
    settles_order,
    spell,
    write_dates,
)
from pantoum.errors import PantoumError

pytest.importorskip("babel")


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days) for days in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.exhaustive  # seconds; the one below does it for the dates that the demo draws
def test_no_text_has_two_dates_in_any_pattern_or_casing() -> None:
    # Every day of two years, one of them a leap year, in every language, pattern and casing.
    meaning: dict[str, date] = {}
    for day in days_of(1950) + days_of(2012):
        for locale in LOCALES:
            for pattern in date_patterns(locale):
                text = spell(day, locale, pattern)
                for casing in CASINGS:
                    assert meaning.setdefault(recase(text, locale, casing), day) == day, (
                        text,
                        casing,
                    )
    assert len(meaning) > 50_000


def test_no_text_has_two_dates_in_the_whole_range() -> None:
    meaning: dict[str, str] = {}
    for seed in range(2):
        for text, iso, _ in make_dates(10_000, seed):
            assert meaning.setdefault(text, iso) == iso


@pytest.mark.parametrize(
    ("pattern", "settled"),
    [
        ("M/d/yy", False),
        ("dd/MM/y", False),
        ("dd-MM-y", False),
        ("yy. M. d.", False),
        ("dd\u200f/MM\u200f/y", False),
        ("dd.MM.yy", True),
        ("d. M. y", True),
        ("y-MM-dd", True),
        ("y. MM. dd.", True),
        ("y年M月d日", True),
        ("MMM d, y", True),
    ],
)
def test_numbers_alone_are_kept_only_where_their_order_is_settled(
    pattern: str, settled: bool
) -> None:
    assert settles_order(pattern) is settled


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en_US", "Friday, March 5, 2021"),
        ("en_GB", "Friday, 5 March 2021"),
        ("fr", "vendredi 5 mars 2021"),
        ("fi", "perjantai 5. maaliskuuta 2021"),
        ("ja", "2021年3月5日金曜日"),
        ("ar_EG", "الجمعة، ٥ مارس ٢٠٢١"),
        ("ru", "пятница, 5 марта 2021 г."),
    ],
)
def test_a_day_is_spelled_as_the_language_does(locale: str, text: str) -> None:
    assert spell(date(2021, 3, 5), locale, date_patterns(locale)[0]) == text


def test_capitals_follow_the_language() -> None:
    assert recase("5 Nisan 2021 Pazartesi", "tr", "upper") == "5 NİSAN 2021 PAZARTESİ"
    assert recase("5 Μαΐου 2021", "el", "upper") == "5 ΜΑΪΟΥ 2021"
    assert recase("5 de março de 2021", "pt", "capitals") == "5 de Março de 2021"
    assert recase("5. März 2021", "de", "lower") == "5. märz 2021"


def test_texts_are_plain_and_cover_languages_and_years() -> None:
    examples = make_dates(5_000, seed=1)
    for text, iso, _ in examples:
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in text)
        assert all(char == " " or not char.isspace() for char in text)
        assert 1950 <= date.fromisoformat(iso).year <= 2049
    assert {locale for _, _, locale in examples} == set(LOCALES)
    assert len({iso[:4] for _, iso, _ in examples}) == 100


def test_the_seed_alone_decides() -> None:
    assert make_dates(200, seed=3) == make_dates(200, seed=3)
    assert make_dates(200, seed=3) != make_dates(200, seed=4)


def test_written_parts_have_their_sizes_and_share_no_text_and_no_day(tmp_path: Path) -> None:
    files = write_dates(tmp_path / "new" / "folder", train=900, dev=50, test=70, seed=0)
    parts = [[line.split("\t") for line in path.read_text("utf-8").splitlines()] for path in files]
    assert [path.name for path in files] == ["train.tsv", "dev.tsv", "test.tsv"]
    assert [len(part) for part in parts] == [900, 50, 70]
    for column in (0, 1):
        assert len({line[column] for part in parts for line in part}) == 900 + 50 + 70


def test_the_dates_that_the_readme_shows_are_held_out_ones() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    shown = re.search(r"in twenty languages \((.*?)\)", readme.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    dates = re.findall("`([^`]*)`", shown[1].replace("\n", " "))
    held_out = {
        text for text, _, _ in make_dates(TRAIN_DATES + DEV_DATES + TEST_DATES, SEED)[-TEST_DATES:]
    }
    assert len(dates) == 3
    assert set(dates) <= held_out


def test_impossible_requests_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match="36525"):
        make_dates(36_526, seed=0)
    (tmp_path / "file").write_text("taken")
    with pytest.raises(PantoumError, match="cannot write"):
        write_dates(tmp_path / "file", train=1, dev=1, test=1, seed=0)


def test_without_babel_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    date_patterns.cache_clear()
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(
        PantoumError,
        match=r"the demo needs babel: pip install -e '\.\[demo\]' in a clone of Pantoum$",
    ):
        make_dates(1, seed=0)


def test_importing_it_loads_neither_babel_nor_torch() -> None:
    program = (
        "import sys, pantoum.cli.demo_dates; sys.exit(bool({'babel', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
