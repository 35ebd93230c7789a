"""Which format a file has: its name decides together with its content.

A name is trusted where it can mean one thing only (.jsonl, .conllu). Elsewhere the lines are looked
at first: words and tags, or a pronunciation lexicon, are easily distinguished from columns and
plain text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby
from pathlib import Path
from typing import get_args

from pantoum.config import FormatName
from pantoum.data.packed import unpacked_name

ALL_FORMATS: tuple[FormatName, ...] = get_args(FormatName)
TABLE_FORMATS: tuple[FormatName, ...] = ("tsv", "csv", "jsonl")
COLUMN_FORMATS: tuple[FormatName, ...] = (*TABLE_FORMATS, "lexicon")
TOKEN_FORMATS: tuple[FormatName, ...] = ("conllu", "conll")

BY_SUFFIX: dict[str, FormatName] = {
    ".tsv": "tsv",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".txt": "text",
    ".conllu": "conllu",
    ".conll": "conll",
    ".bio": "conll",
    ".iob": "conll",
    ".iob2": "conll",
    ".dict": "lexicon",
}
# Names that mean one thing, whatever the lines look like.
_SURE = (".jsonl", ".conllu", ".dict")
# So many lines tell.
LOOKED_AT = 1000
# The share of lines that makes a rule: the others are mistakes, comments and headers.
BULK = 0.95
# In words: sentences are shorter in the mean.
LONGEST_SENTENCE = 150

# Parts documents in CoNLL columns; no other format has such a line.
_DOCUMENT = re.compile(r"-DOCSTART-(\s|$)")
_ID = re.compile(r"[1-9]\d*(-[1-9]\d*)?|\d+\.[1-9]\d*")
_HEAD = re.compile(r"\d+|_")
_TAG = re.compile(r"[BIESLUO]-\S+|[A-Z][A-Z0-9$_+|/=-]*|[^\w\s]+")
_PROBABILITY = re.compile(r"\d*\.\d+(e-?\d+)?|\d+\.\d*|[01]", re.IGNORECASE)
_CMU_PHONE = re.compile(r"[A-Z]{1,2}[0-2]?")
# A line of a lexicon that is a comment; a word may begin with #.
LEXICON_COMMENT = re.compile(r";;;|##|# ")


def format_by_name(path: Path) -> FormatName | None:
    """The format that a name stands for, below the suffix of a compression; None for others."""
    return BY_SUFFIX.get(unpacked_name(path).suffix.lower())


def format_of(
    path: Path, content: str, expected: Collection[FormatName] = ALL_FORMATS
) -> FormatName | None:
    """The format of a file; None where neither its name nor its content tells it.

    Args:
        content: its text, or the beginning of it.
        expected: the formats that its content may speak for; what its name stands for is returned
            in any case.
    """
    by_name = format_by_name(path)
    if unpacked_name(path).suffix.lower() in _SURE:
        return by_name
    lines = [line.removesuffix("\r") for line in content.split("\n", LOOKED_AT)[:LOOKED_AT]]
    found = _by_content(path, lines, by_name)
    return found if found in expected else by_name


def _by_content(path: Path, lines: Sequence[str], by_name: FormatName | None) -> FormatName | None:
    filled = [line for line in lines if line.strip()]
    if not filled:
        return by_name
    if is_conllu(filled):
        return "conllu"
    if by_name == "conll":
        return by_name
    if is_conll(lines):
        return "conll"
    if by_name != "csv" and _has_probabilities(filled):
        return "lexicon"
    if by_name == "text" and path.name.lower().startswith("lexicon") and _is_spaced(filled):
        return "lexicon"
    return _unnamed(filled) if by_name is None else by_name


def _unnamed(filled: Sequence[str]) -> FormatName | None:
    """The format of lines whose file has a name that says nothing, such as a pipe."""
    if is_bulk([line.lstrip().startswith("{") for line in filled]):
        return "jsonl"
    if _is_cmudict(filled):
        return "lexicon"
    return "tsv" if is_bulk(["\t" in line for line in filled]) else None


def is_conllu(filled: Sequence[str]) -> bool:
    """Whether lines are CoNLL-U: ten cells between tabs, of which the first is an id and the
    seventh a head.

    Args:
        filled: lines that are not blank.
    """
    rows = [line.split("\t") for line in filled if line[0] != "#"]
    return bool(rows) and is_bulk(
        [
            len(row) == 10
            and _ID.fullmatch(row[0].strip()) is not None
            and _HEAD.fullmatch(row[6].strip()) is not None
            for row in rows
        ]
    )


def is_conll(lines: Sequence[str]) -> bool:
    """Whether lines are words and tags in CoNLL columns.

    Either a line parts documents (-DOCSTART-), or the lines stand in sentences with blank lines
    between, all of them have as many cells, none of which has spaces inside, and the last cells
    come again and again: between spaces, where plain text could look so, they must also be written
    like tags.
    """
    if any(_DOCUMENT.match(line) for line in lines):
        return True
    sentences = [
        list(group)
        for blank, group in groupby(lines, key=lambda line: not line.strip())
        if not blank
    ]
    filled = [line for sentence in sentences for line in sentence]
    # A blank line behind each word is how some write pairs.
    if len(sentences) < 2 or len(filled) < 2 * len(sentences):
        return False
    tabs = is_bulk(["\t" in line for line in filled])
    rows = [
        [cell.strip() for cell in line.split("\t")] if tabs else line.split() for line in filled
    ]
    width = len(rows[0])
    even = [len(row) == width and not any(" " in cell for cell in row) for row in rows]
    if width < 2 or not is_bulk(even):
        return False
    last = [row[-1] for row in rows]
    if len(set(last)) * 2 > len(last) or _are_sections(sentences, last):
        return False
    return tabs or is_bulk([_TAG.fullmatch(cell) is not None for cell in last])


def _are_sections(groups: Sequence[Sequence[str]], last: Sequence[str]) -> bool:
    """Whether groups of lines are the parts of a table and no sentences: they are very long, or
    each of them has one last cell throughout.

    Args:
        last: the last cells of all lines.
    """
    if len(last) > LONGEST_SENTENCE * len(groups):
        return True
    cells = iter(last)
    return all(len({next(cells) for _ in group}) == 1 for group in groups)


def _has_probabilities(filled: Sequence[str]) -> bool:
    """Whether lines are a dictionary of the Montreal Forced Aligner: word, one to four
    probabilities, phones.
    """
    rows = [line.split("\t") for line in filled]
    return is_bulk(
        [
            3 <= len(row) <= 6
            and all(_PROBABILITY.fullmatch(cell.strip()) for cell in row[1:-1])
            and "." in "".join(row[1:-1])
            and _PROBABILITY.fullmatch(row[-1].strip()) is None
            for row in rows
        ]
    ) and any(" " in row[-1].strip() for row in rows)


def _is_spaced(filled: Sequence[str]) -> bool:
    """Whether most lines have two pieces or more, as in a lexicon of Kaldi."""
    return is_bulk([len(line.split()) > 1 for line in filled])


def _is_cmudict(filled: Sequence[str]) -> bool:
    """Whether lines have the form of the CMU Pronouncing Dictionary: a word and its ARPAbet
    phones, in which only the word may be parted off by a TAB.
    """
    lines = [line for line in filled if not LEXICON_COMMENT.match(line)]
    if any(line.count("\t") > 1 for line in lines):
        return False  # further columns, such as several right pronunciations
    entries = [line.partition(" #")[0].split() for line in lines]
    return bool(entries) and is_bulk(
        [
            len(entry) > 1 and all(_CMU_PHONE.fullmatch(phone) for phone in entry[1:])
            for entry in entries
        ]
    )


def is_bulk(flags: Sequence[bool]) -> bool:
    """Whether nearly all are true: a rule counts that so many lines keep."""
    return sum(flags) >= BULK * len(flags)
