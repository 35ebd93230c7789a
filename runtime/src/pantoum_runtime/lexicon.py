"""Words whose right outputs are known, so that the network is not asked."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.lines import ASCII_SPACE, trimmed, without_surrogates

RULE = "pairs of a word and its output, or all of them with a probability above 0 and at most 1"
# A line of a lexicon that is a comment; a word may begin with #.
COMMENT = re.compile(r";;;|##|# ")
_VARIANT = re.compile(r"(?<=.)\(\d+\)$")
_NUMBER = re.compile(r"\d*\.?\d+(e-?\d+)?", re.IGNORECASE)
_DECIMAL = re.compile(r"\d*\.\d+(e-?\d+)?|1|\d(\.\d+)?e-\d+", re.IGNORECASE)
# What stands above columns of words and outputs.
SOURCE_NAMES = (
    *("source", "src", "input", "lemma", "word", "grapheme", "graphemes"),
    *("orthography", "spelling", "raw", "text"),
)
TARGET_NAMES = (
    *("target", "tgt", "trg", "output", "form", "inflected", "inflected form", "inflected_form"),
    *("pronunciation", "phoneme", "phonemes", "phones", "ipa", "transcription"),
    *("transliteration", "translation", "normalized", "normalised"),
)
# Between a word and its phones, in dictionaries of the Montreal Forced Aligner.
MOST_PROBABILITIES = 4
_LINE_END = re.compile("\r\n|\n|\r")
_SPACES = re.compile(f"[{ASCII_SPACE}]+")

Entry = tuple[str, str] | tuple[str, str, float]


class KnownOutput(NamedTuple):
    """A right output of a word, and its probability, where that is known."""

    text: str
    probability: float | None = None


class Lexicon:
    """Words and their right outputs: ``model(words, lexicon=...)`` gives these for the words that
    it has, and asks the network for the others.

    A word is known by its spelling in the model's normal form, case and all. Its outputs are in the
    order of their probabilities, or without such in that of the entries.

    Args:
        entries: a word and its output, or all of them with the output's probability behind it; a
            word with several outputs has several entries.

    Raises:
        PantoumRuntimeError: they are no such entries, or there are none.
    """

    def __init__(self, entries: Iterable[Sequence[Any]]) -> None:
        self._entries = [_checked(entry) for entry in entries]
        given = {output.probability is not None for _, output in self._entries}
        if len(given) != 1:
            problem = "has no words" if not given else "has probabilities for some entries alone"
            raise PantoumRuntimeError(
                f"the lexicon {problem}", setting="lexicon", rule=RULE, remedy=f"give {RULE}"
            )
        self._known: dict[str, Mapping[str, Sequence[KnownOutput]]] = {}

    @classmethod
    def read(cls, path: Path | str) -> Lexicon:
        """Read a file with a tab between a word and its output on each line, or a pronunciation
        lexicon: a word and its phones, with or without a probability between them.

        Raises:
            PantoumRuntimeError: it cannot be read so; the message names the line.
        """
        return cls(read_entries(Path(path)))

    @classmethod
    def from_json(cls, text: str) -> Lexicon:
        """The lexicon in an exported file: a list of entries.

        Raises:
            ValueError: they are no such entries.
        """
        entries = json.loads(text)
        if not isinstance(entries, list):
            raise ValueError("no list of entries")
        try:
            return cls(entries)
        except PantoumRuntimeError as error:  # says what to give, which is not the reader's to do
            raise ValueError(error.problem) from error

    def __repr__(self) -> str:
        return f"Lexicon({len(self):,} words)"

    def __len__(self) -> int:
        """How many words there are."""
        return len({word for word, _ in self._entries})

    def outputs(self, word: str, normalization: str = "NFC") -> Sequence[KnownOutput]:
        """The outputs of a word, the best first; none for a word that is not known.

        Args:
            normalization: NFC, NFD or none, the normal form in which words are compared.
        """
        known = self._known.get(normalization)
        if known is None:
            known = self._known[normalization] = self._by_word(normalization)
        return known.get(normal(word, normalization), ())

    def _by_word(self, normalization: str) -> dict[str, Sequence[KnownOutput]]:
        known: dict[str, dict[str, KnownOutput]] = {}
        for word, output in self._entries:
            known.setdefault(normal(word, normalization), {}).setdefault(output.text, output)
        return {
            word: sorted(outputs.values(), key=lambda output: -(output.probability or 0))
            for word, outputs in known.items()
        }


def normal(text: str, normalization: str) -> str:
    """A text as its characters are compared: trimmed, in its normal form."""
    clean = _clean(text)
    if normalization == "none" or clean.isascii():
        return clean
    return unicodedata.normalize("NFD" if normalization == "NFD" else "NFC", clean)


def read_entries(path: Path) -> list[Entry]:
    """The entries of a file; see `Lexicon.read`.

    Raises:
        PantoumRuntimeError: it cannot be read, has no words, or has lines of several kinds.
    """
    lines = [
        (number, line)
        for number, line in enumerate(_lines(path), start=1)
        if trimmed(line) and not COMMENT.match(trimmed(line))
    ]
    if not lines:
        raise PantoumRuntimeError(
            "the lexicon has no words",
            where=str(path),
            remedy="put a word and its output on each line",
        )
    tabbed = sum("\t" in line for _, line in lines)
    read = _tabbed if 2 * tabbed > len(lines) else _spaced
    return read(path, lines)


def _tabbed(path: Path, lines: Sequence[tuple[int, str]]) -> list[Entry]:
    """Words and outputs between tabs, and perhaps numbers, the first of which is the output's
    probability.
    """
    rows: list[tuple[int, str, str | None, str]] = []
    for number, line in lines:
        word, *cells = [trimmed(cell) for cell in line.split("\t")]
        numbers = cells[:-1]
        are_numbers = all(map(_NUMBER.fullmatch, numbers)) and len(numbers) <= MOST_PROBABILITIES
        if not word or not cells or not cells[-1] or not are_numbers:
            raise _wrong(path, number, "a line has a word, a tab and its output", line)
        rows.append((number, word, numbers[0] if numbers else None, cells[-1]))
    _, word, _, output = rows[0]
    if word.lower() in SOURCE_NAMES and output.lower() in TARGET_NAMES:
        rows = rows[1:]
    variants = any(row[2] is not None for row in rows) or path.suffix.lower() == ".dict"
    return _entries(path, rows, variants=variants)


def _spaced(path: Path, lines: Sequence[tuple[int, str]]) -> list[Entry]:
    """Words and phones between white space, and perhaps a probability behind each word."""
    cut = [(number, _SPACES.split(trimmed(line))) for number, line in lines]
    decimal = ["." in pieces[1] for _, pieces in cut if _has_number(pieces)]
    weighted = sum(_has_number(pieces) for _, pieces in cut) * 2 > len(cut) and any(decimal)
    rows: list[tuple[int, str, str | None, str]] = []
    for number, (word, *phones) in cut:
        has_number = _has_number([word, *phones])
        probability = phones.pop(0) if has_number and (weighted or "." in phones[0]) else None
        spoken: list[str] = []
        for phone in phones:
            if phone.startswith("#"):  # a comment
                break
            spoken.append(phone)
        if not spoken:
            raise _wrong(path, number, "a line has a word and its phones", word)
        rows.append((number, word, probability, " ".join(spoken)))
    return _entries(path, rows, variants=True)


def _has_number(pieces: Sequence[str]) -> bool:
    return len(pieces) > 2 and _DECIMAL.fullmatch(pieces[1]) is not None


def _entries(
    path: Path, rows: Sequence[tuple[int, str, str | None, str]], *, variants: bool
) -> list[Entry]:
    """The entries of rows: the number of a line, a word, its probability and its output.

    Args:
        variants: whether ``WORD(2)`` is a second output of the word.
    """
    first = any(row[2] is not None for row in rows)
    entries: list[Entry] = []
    for number, word, probability, output in rows:
        if (probability is not None) != first:
            rule = "every line has a probability, or none"
            raise _wrong(path, number, rule, f"{word} {probability or output}")
        name = _VARIANT.sub("", word) if variants else word
        if probability is None:
            entries.append((name, output))
        elif 0 < float(probability) <= 1:
            entries.append((name, output, float(probability)))
        else:
            raise _wrong(path, number, "a probability is above 0 and at most 1", probability)
    return entries


def _wrong(path: Path, number: int, rule: str, value: str) -> PantoumRuntimeError:
    return PantoumRuntimeError(
        f"in a lexicon {rule}, but here is {value[:40]!r}",
        where=f"{path}, line {number}",
        rule=rule,
        value=value,
        remedy="correct the line or remove it",
    )


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PantoumRuntimeError(
            "is no UTF-8 text", where=str(path), remedy="save it as UTF-8, not compressed"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PantoumRuntimeError(
            f"cannot be read: {reason}",
            where=str(path),
            remedy="check that it is a file that you may read",
        ) from error
    return _LINE_END.split(text)


def _clean(text: str) -> str:
    inner = trimmed(text)
    return inner if inner.isascii() else without_surrogates(inner)


def _checked(entry: Sequence[Any]) -> tuple[str, KnownOutput]:
    values = [] if isinstance(entry, str | bytes) or not isinstance(entry, Sequence) else entry
    texts = [_clean(text) for text in values[:2] if isinstance(text, str)]
    probability = values[2] if len(values) > 2 else None
    number = probability is None or (isinstance(probability, float | int) and 0 < probability <= 1)
    if len(texts) != 2 or not all(texts) or len(values) > 3 or not number:
        raise PantoumRuntimeError(
            f"an entry of the lexicon is {entry!r:.60}",
            setting="lexicon",
            rule=RULE,
            value=entry,
            remedy=f"give {RULE}",
        )
    return texts[0], KnownOutput(texts[1], None if probability is None else float(probability))
