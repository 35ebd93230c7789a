"""Pronunciation lexicons as they come: a word and its phones on each line.

CMUdict: comments behind ``;;;`` and ``#``, variants as ``WORD(1)``. Kaldi: ``word phone phone``,
in lexiconp.txt with a probability behind the word. Montreal Forced Aligner: word TAB up to four
probabilities TAB phones. Sources: http://www.speech.cs.cmu.edu/cgi-bin/cmudict,
https://kaldi-asr.org/doc/data_prep.html,
https://montreal-forced-aligner.readthedocs.io/en/latest/user_guide/dictionary.html
"""

from __future__ import annotations

import re
from pathlib import Path

from pantoum.data.data_file import DataFile
from pantoum.data.file_format import BULK
from pantoum.data.lines import ASCII_SPACE, where
from pantoum.data.rows import Row
from pantoum.errors import PantoumError

_COMMENT = re.compile(r";;;|##|# ")
_VARIANT = re.compile(r"(?<=.)\(\d+\)$")
_NUMBER = re.compile(r"\d*\.?\d+(e-?\d+)?", re.IGNORECASE)
_PROBABILITY = re.compile(r"0|1|[01]?\.\d+(e-?\d+)?|1\.0*|\d(\.\d+)?e-\d+", re.IGNORECASE)
_SPACES = re.compile(f"[{ASCII_SPACE}]+")
# Between a word and its phones, in the aligner's dictionaries.
MOST_PROBABILITIES = 4


def lexicon_rows(file: DataFile) -> list[Row]:
    """The words and their pronunciations, phones between single spaces; all variants of a word
    under the word itself.

    Raises:
        PantoumError: a line that is neither an entry nor a comment; the message names it.
    """
    entries = []
    for number, line in enumerate(file.lines, start=1):
        if line.strip(ASCII_SPACE) and not _COMMENT.match(line):
            entries.append((number, _pieces(file.path, number, line)))
    weighted = _has_weights([phones for _, (_, phones) in entries])
    return [_row(file.path, number, *entry, weighted) for number, entry in entries]


def _pieces(path: Path, number: int, line: str) -> tuple[str, list[str]]:
    """The word of a line and what is behind it, without probabilities between tabs."""
    word, *cells = [cell.strip(ASCII_SPACE) for cell in line.strip(ASCII_SPACE).split("\t")]
    if not cells:
        word, *phones = _SPACES.split(word)
        return word, _without_comment(phones)
    *numbers, last = cells
    if len(numbers) > MOST_PROBABILITIES or not all(_NUMBER.fullmatch(cell) for cell in numbers):
        raise PantoumError(
            f"the line has {len(cells) + 1} cells between tabs, but an entry of a lexicon is a "
            "word, up to four probabilities and its phones",
            where=where(path, number),
            remedy="mend or remove the line, or give another --format",
        )
    return word, _without_comment(_SPACES.split(last))


def _without_comment(phones: list[str]) -> list[str]:
    place = next((place for place, phone in enumerate(phones) if phone.startswith("#")), None)
    return phones[:place]


def _has_weights(entries: list[list[str]]) -> bool:
    """Whether a probability stands behind each word, as in lexiconp.txt: digits alone may be
    phones.
    """
    firsts = [phones[0] for phones in entries if len(phones) > 1]
    share = sum(_PROBABILITY.fullmatch(first) is not None for first in firsts)
    return share > 0 and share >= BULK * len(entries) and any("." in first for first in firsts)


def _row(path: Path, number: int, word: str, phones: list[str], weighted: bool) -> Row:
    if weighted:
        if not phones or _PROBABILITY.fullmatch(phones[0]) is None:
            raise PantoumError(
                f"no probability behind {word[:40]!r}, but most lines of this lexicon have one",
                where=where(path, number),
                remedy="give every line one, or none",
            )
        phones = phones[1:]
    if not phones:
        raise PantoumError(
            f"the word {word[:40]!r} has no phones",
            where=where(path, number),
            remedy="write them behind the word, with spaces between, or remove the line",
        )
    return Row(number, [_VARIANT.sub("", word), " ".join(phones)])
