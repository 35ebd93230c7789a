"""The data of the demo: dates as people write them in twenty languages, and the same dates in ISO
8601.

Every text has one right answer. Dates run over exactly one hundred years, so that a year of two
digits is settled; all-numeric forms are kept only where the form itself settles the order of day
and month (see `settles_order`). The names and patterns are CLDR's, read through babel, which is
imported when first needed.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pantoum.errors import PantoumError

Casing = Literal["usual", "lower", "upper", "capitals"]

LOCALES = (
    *("en_US", "en_GB", "de", "nl", "sv", "fr", "es", "pt", "it", "pl"),
    *("cs", "ru", "el", "hu", "fi", "tr", "hi", "ar_EG", "ja", "ko"),
)
CASINGS: tuple[Casing, ...] = ("usual", "lower", "upper", "capitals")
FIRST = date(1950, 1, 1)
LAST = date(2049, 12, 31)

_CASING_WEIGHTS = (76, 8, 8, 8)
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DIRECTION_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")


class DateFiles(NamedTuple):
    """Where `write_dates` wrote each part."""

    train: Path
    dev: Path
    test: Path


def make_dates(count: int, seed: int) -> list[tuple[str, str, str]]:
    """Returns `count` triples (text, ISO date, locale), each of another day from 1950 to 2049; the
    same for a seed.

    Raises:
        PantoumError: babel is missing, or more dates are requested than there are days.
    """
    days = range(FIRST.toordinal(), LAST.toordinal() + 1)
    if not 0 <= count <= len(days):
        raise PantoumError(
            f"the demo can make 0 to {len(days)} dates, each of another day, not {count}",
            setting="count",
            rule=f"a whole number from 0 to {len(days)}",
            value=count,
            remedy="ask for fewer",
        )
    chance = random.Random(seed)
    examples = []
    for ordinal in chance.sample(days, count):
        day = date.fromordinal(ordinal)
        locale = chance.choice(LOCALES)
        pattern = chance.choice(date_patterns(locale))
        casing = chance.choices(CASINGS, _CASING_WEIGHTS)[0]
        examples.append(
            (recase(spell(day, locale, pattern), locale, casing), day.isoformat(), locale)
        )
    return examples


def write_dates(folder: Path, train: int, dev: int, test: int, seed: int) -> DateFiles:
    """Writes train.tsv, dev.tsv and test.tsv into `folder`: lines of text TAB ISO date, in UTF-8.

    The numbers are lines per file. No day, and so no text, is in two of the files.

    Raises:
        PantoumError: as `make_dates`, or a file cannot be written.
    """
    examples = make_dates(train + dev + test, seed)
    files = DateFiles(*(folder / f"{part}.tsv" for part in DateFiles._fields))
    _write(files.train, examples[:train])
    _write(files.dev, examples[train : train + dev])
    _write(files.test, examples[train + dev :])
    return files


def _write(path: Path, examples: Sequence[tuple[str, str, str]]) -> None:
    lines = "".join(f"{text}\t{iso}\n" for text, iso, _ in examples)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or error
        raise PantoumError(
            f"cannot write {path}: {reason};",
            setting="folder",
            value=str(path.parent),
            remedy="give another folder or make room there",
        ) from error


@cache
def date_patterns(locale: str) -> tuple[str, ...]:
    """Returns the CLDR patterns in which `locale` writes a whole date that can be read in one way
    only.

    They are the full, long, medium and short ones, and the medium one with a short weekday.
    Source: Unicode Technical Standard 35, part 4, section 2.
    """
    try:
        from babel import Locale
    except ImportError as error:
        raise PantoumError(
            "the demo needs babel", remedy="pip install -e '.[demo]' in a clone of Pantoum"
        ) from error
    names = Locale.parse(locale)
    patterns = [names.date_formats[style].pattern for style in ("full", "long", "medium", "short")]
    patterns.append(names.datetime_skeletons["yMMMEd"].pattern)
    return tuple(dict.fromkeys(pattern for pattern in patterns if settles_order(pattern)))


def settles_order(pattern: str) -> bool:
    """Whether a date in this CLDR pattern shows by itself which number is the day, which the month,
    which the year.

    It does when the month is a name, when the year stands first in full (2021-03-12,
    2021年3月12日), and when day.month.year are parted by dots, as nobody writes the month first
    with dots. With slashes and hyphens (03/12/2021, 03-12-2021) countries disagree.
    """
    named_month = "MMM" in pattern
    year_first = re.match(r"(y|yyyy)(?!y)", pattern) is not None
    dotted = re.search(r"d\.\s?M+\.\s?y", pattern) is not None
    return named_month or year_first or dotted


def spell(day: date, locale: str, pattern: str) -> str:
    """Returns the day written in a CLDR pattern of `locale`, in NFC, with plain single spaces."""
    from babel.dates import format_date

    text = format_date(day, pattern, locale=locale)
    if locale.startswith("ar"):
        text = text.translate(_ARABIC_DIGITS)  # babel writes dates with Western digits only
    text = " ".join(text.translate(_DIRECTION_MARKS).split())  # split() knows U+00A0 and U+202F too
    return unicodedata.normalize("NFC", text)


def recase(text: str, locale: str, casing: Casing) -> str:
    """Returns the text as usual, in small letters, in capitals, or with an initial capital on each
    longer word.

    Capitals follow the language: Turkish i becomes İ, and Greek leaves out its accents.
    """
    if casing == "lower":
        return text.lower()
    if casing == "capitals":
        return re.sub(r"[^\W\d_]{3,}", lambda word: word[0][0].upper() + word[0][1:], text)
    if casing == "upper" and locale == "tr":
        return text.replace("i", "İ").upper()
    if casing == "upper" and locale == "el":
        return unicodedata.normalize(
            "NFC", unicodedata.normalize("NFD", text).replace("\u0301", "").upper()
        )
    return text.upper() if casing == "upper" else text
