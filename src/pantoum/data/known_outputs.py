"""A lexicon as answers: inputs whose right outputs are known, so that no model is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pantoum.config import DataConfig
from pantoum.data.data_file import DataFile, open_file
from pantoum.data.file_format import COLUMN_FORMATS, TABLE_FORMATS
from pantoum.data.lexicon import Entry, read_lexicon
from pantoum.data.lines import trimmed, where
from pantoum.data.noted_examples import read_training
from pantoum.data.units import without_surrogates
from pantoum.errors import PantoumError
from pantoum.files import path_of

RULE = "pairs of a word and its output, or all of them with a probability above 0 and at most 1"
# Where most lines of a lexicon have no probability, this is one, and no phone.
_DECIMAL = re.compile(r"\d*\.\d+")


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
    Raises: PantoumError for what are no such entries, and for none at all.
    """

    def __init__(self, entries: Iterable[Sequence[Any]]) -> None:
        self._entries = [_checked(entry) for entry in entries]
        given = {output.probability is not None for _, output in self._entries}
        if len(given) != 1:
            problem = "has no words" if not given else "has probabilities for some entries alone"
            raise PantoumError(
                f"the lexicon {problem}", setting="lexicon", rule=RULE, remedy=f"give {RULE}"
            )
        self._known: dict[str, Mapping[str, Sequence[KnownOutput]]] = {}

    @classmethod
    def read(cls, path: str | Path) -> Lexicon:
        """Read a file: a pronunciation lexicon, or columns of which the first two, or those whose
        names say so, are words and outputs; compressed or not.

        Raises: PantoumError for a file that cannot be read so, with the line that is at fault.
        """
        file = open_file(path_of(path, "lexicon"), expected=COLUMN_FORMATS)
        if file.format not in TABLE_FORMATS:
            return cls(_entries_of(replace(file, format="lexicon")))
        examples = read_training([file], DataConfig()).examples
        return cls((one.source, one.target or "") for one in examples)

    def __repr__(self) -> str:
        return f"Lexicon({len(self):,} words)"

    def __len__(self) -> int:
        """How many words there are."""
        return len({word for word, _ in self._entries})

    @property
    def entries(self) -> list[tuple[str, str] | tuple[str, str, float]]:
        """The entries as they were given, in their order."""
        return [
            (word, text) if probability is None else (word, text, probability)
            for word, (text, probability) in self._entries
        ]

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


def unwritten_note(count: int, outputs: int) -> str:
    """What a user should know of outputs of a lexicon that have symbols which a model does not
    write.

    Args:
        count: how many they are; outputs: of how many.
    """
    return (
        f"{count:,} of {outputs:,} outputs of the lexicon have symbols that the model does not "
        "write; they are given as they stand there"
    )


def _clean(text: str) -> str:
    inner = trimmed(text)
    return inner if inner.isascii() else without_surrogates(inner)


def _checked(entry: Sequence[Any]) -> tuple[str, KnownOutput]:
    values = [] if isinstance(entry, str | bytes) or not isinstance(entry, Sequence) else entry
    texts = [_clean(text) for text in values[:2] if isinstance(text, str)]
    probability = values[2] if len(values) > 2 else None
    number = probability is None or (isinstance(probability, float | int) and 0 < probability <= 1)
    if len(texts) != 2 or not all(texts) or len(values) > 3 or not number:
        raise PantoumError(
            f"an entry of the lexicon is {entry!r:.60}",
            setting="lexicon",
            rule=RULE,
            value=entry,
            remedy=f"give {RULE}",
        )
    return texts[0], KnownOutput(texts[1], None if probability is None else float(probability))


def _entries_of(file: DataFile) -> list[tuple[str, str] | tuple[str, str, float]]:
    """The entries of a pronunciation lexicon.

    Raises: PantoumError for lines of several kinds, and for a number that is no probability.
    """
    entries = read_lexicon(file).entries
    if not entries:
        raise PantoumError(
            "the lexicon has no words",
            where=str(file.path),
            remedy="put a word and its phones on each line",
        )
    weighted = [entry.probability is not None for entry in entries]
    if not any(weighted):
        for entry in entries:
            if _DECIMAL.fullmatch(entry.phones.partition(" ")[0]):
                raise _mixed(file, entry, "a number stands behind", "have none")
        return [(entry.word, entry.phones) for entry in entries]
    found = []
    for entry in entries:
        if entry.probability is None:
            raise _mixed(file, entry, "no probability stands behind", "have one")
        probability = float(entry.probability)
        if not 0 < probability <= 1:
            raise PantoumError(
                f"the probability of {entry.word[:40]!r} is {entry.probability[:20]}, but must be "
                "above 0 and at most 1",
                where=where(file.path, entry.line),
                rule="above 0 and at most 1",
                value=entry.probability,
                remedy="correct it, or leave all of them out",
            )
        found.append((entry.word, entry.phones, probability))
    return found


def _mixed(file: DataFile, entry: Entry, problem: str, others: str) -> PantoumError:
    return PantoumError(
        f"{problem} {entry.word[:40]!r}, but other lines of this lexicon {others}",
        where=where(file.path, entry.line),
        rule="a probability on every line, or on none",
        value=entry.phones,
        remedy="give every line a probability, or none",
    )
