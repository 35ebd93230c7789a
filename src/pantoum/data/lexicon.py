"""Pronunciation lexicons as they come: a word and its phones on each line.

CMUdict: comments behind ``;;;`` and ``#``, variants as ``WORD(1)``. Kaldi: ``word phone phone``,
in lexiconp.txt with a probability behind the word. Montreal Forced Aligner: word TAB up to four
probabilities TAB phones. Sources: http://www.speech.cs.cmu.edu/cgi-bin/cmudict,
https://kaldi-asr.org/doc/data_prep.html,
https://montreal-forced-aligner.readthedocs.io/en/latest/user_guide/dictionary.html
"""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from pantoum.data.data_file import DataFile
from pantoum.data.file_format import BULK, LEXICON_COMMENT
from pantoum.data.lines import BOM, pieces, trimmed, where
from pantoum.data.units import without_surrogates
from pantoum.errors import PantoumError

_VARIANT = re.compile(r"(?<=.)\(\d+\)$")
_NUMBER = re.compile(r"\d*\.?\d+(e-?\d+)?", re.IGNORECASE)
_PROBABILITY = re.compile(r"0|1|[01]?\.\d+(e-?\d+)?|1\.0*|\d(\.\d+)?e-\d+", re.IGNORECASE)
# Between a word and its phones, in the aligner's dictionaries.
MOST_PROBABILITIES = 4


class Entry(NamedTuple):
    """A word, its phones between single spaces, the line that they stand on, and the probability of
    these phones, as the file writes it; None where it has none.
    """

    line: int
    word: str
    phones: str
    probability: str | None = None


class LexiconEntries(NamedTuple):
    """The entries of a lexicon, in their order, and what of the lines was left out, in words."""

    entries: list[Entry]
    notes: list[str]


def read_lexicon(file: DataFile) -> LexiconEntries:
    """The words and their pronunciations; all variants of a word stand under the word itself.

    Raises:
        PantoumError: a line that is neither an entry nor a comment; the message names it.
    """
    lines = [
        (number, trimmed(line))
        for number, line in enumerate(file.lines, start=1)
        if trimmed(line) and not LEXICON_COMMENT.match(line)
    ]
    read = [_LexiconLine(number, *_pieces(file.path, number, line)) for number, line in lines]
    commented = [line.number for line in read if any(map(_opens_comment, line.phones))]
    weighted = _has_weights(read)
    entries = [_entry(file.path, line, weighted) for line in read]
    weights = any(entry.probability is not None for entry in entries)
    return LexiconEntries(entries, _notes(commented, weights))


def reads_back(word: str, phones: str) -> bool:
    """Whether a line of a word and its phones is read as this word and these phones, with a
    probability between them or without, here and by programs that cut at any white space.
    """
    line = f"{word} {phones}"
    first, *rest = line.split() or [""]
    return (
        (first, " ".join(rest)) == (word, phones)
        and bool(rest)
        and not LEXICON_COMMENT.match(line)
        and not _VARIANT.search(word)
        and not any(map(_opens_comment, rest))
        and not ("." in rest[0] and _PROBABILITY.fullmatch(rest[0]))
        and without_surrogates(line.removeprefix(BOM).replace("\0", "")) == line
    )


class _LexiconLine(NamedTuple):
    """The pieces of a line: its word, what stands behind it, and the probabilities between tabs."""

    number: int
    word: str
    phones: list[str]
    numbers: list[str]


def _pieces(path: Path, number: int, line: str) -> tuple[str, list[str], list[str]]:
    word, *cells = [trimmed(cell) for cell in line.split("\t")]
    if not cells:
        word, *phones = pieces(word)
        return word, phones, []
    *numbers, last = cells
    if len(numbers) > MOST_PROBABILITIES or not all(_NUMBER.fullmatch(cell) for cell in numbers):
        raise PantoumError(
            f"the line has {len(cells) + 1} cells between tabs, but an entry of a lexicon is a "
            "word, up to four probabilities and its phones",
            where=where(path, number),
            remedy="mend or remove the line, or rename the file if it is no lexicon",
        )
    return word, pieces(last), numbers


def _opens_comment(phone: str) -> bool:
    return phone.startswith("#")


def _has_weights(lines: list[_LexiconLine]) -> bool:
    """Whether a probability stands behind each word, as in lexiconp.txt: digits alone may be
    phones.
    """
    firsts = [line.phones[0] for line in lines if len(line.phones) > 1 and not line.numbers]
    share = sum(_PROBABILITY.fullmatch(first) is not None for first in firsts)
    return share >= BULK * len(lines) and any("." in first for first in firsts)


def _entry(path: Path, line: _LexiconLine, weighted: bool) -> Entry:
    phones = line.phones
    probability = line.numbers[0] if line.numbers else None
    if weighted:
        if _PROBABILITY.fullmatch(phones[0] if phones else "") is None:
            raise PantoumError(
                f"no probability behind {line.word[:40]!r}, but most lines of this lexicon have "
                "one",
                where=where(path, line.number),
                remedy="give every line one, or none",
            )
        probability, *phones = phones
    spoken = list(takewhile(lambda phone: not _opens_comment(phone), phones))
    if not spoken:
        raise PantoumError(
            f"the word {line.word[:40]!r} has no phones",
            where=where(path, line.number),
            remedy="write them behind the word, with spaces between, or remove the line",
        )
    return Entry(line.number, _VARIANT.sub("", line.word), " ".join(spoken), probability)


def _notes(commented: list[int], has_probabilities: bool) -> list[str]:
    notes = []
    if has_probabilities:
        notes.append("lexicon: the probabilities behind the words are not read")
    if commented:
        notes.append(
            f"lexicon: what stands behind a # is left out, in {len(commented):,} "
            f"line{'s' if len(commented) > 1 else ''}, the first line {commented[0]}"
        )
    return notes
