"""Pairs of an input and an output, read once and parted into training and development: where two
tasks begin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pantoum.config import Config, DataConfig, TaskName, UnitName
from pantoum.data import (
    Columns,
    DataFile,
    Example,
    FeatureTokenizer,
    SourceTokenizer,
    hold_out,
    labels_of,
    read_examples,
    read_training,
)
from pantoum.errors import PantoumError
from pantoum.tasks.vocabulary import train_tokenizer

# In characters: of an example's cell in a message.
MAX_CELL_LENGTH = 30
# Outputs are labels if there are few of them and each comes often: with so many examples for each,
# one can learn what they have in common, and outputs that occur only once are so rare that a new
# text will hardly need a new output (Good & Turing). A label is a word or a few. Texts that are to
# be written, pronunciations or translations, come seldom more than once.
EXAMPLES_EACH = 20
MOST_LABELS = 200
MOST_SEEN_ONCE = 0.01
LONGEST_LABEL = 40
MOST_WORDS = 3


class Pairs(NamedTuple):
    """Training pairs as they were read, the files and columns that they are from, and notes on
    these for the user.
    """

    paths: list[Path]
    examples: list[Example]
    columns: Columns
    notes: Sequence[str] = ()

    @property
    def path(self) -> Path:
        """The file that messages name."""
        return self.paths[0]


class Parts(NamedTuple):
    """Both parts of the data.

    data: the settings with all columns set; notes: what was inferred, in words.
    """

    data: DataConfig
    train: list[Example]
    dev: list[Example]
    notes: list[str]


def read_pairs(files: Sequence[DataFile], data: DataConfig) -> Pairs:
    """The pairs of one file with columns or of two line-aligned ones.

    Raises: PantoumError for files that cannot be read so.
    """
    return Pairs([file.path for file in files], *read_training(files, data))


def read_dev_pairs(paths: Sequence[Path], training: Pairs, config: Config) -> Pairs:
    """The pairs of files with the columns of the training pairs.

    Raises: PantoumError for files that cannot be read so.
    """
    examples = read_examples(paths, training.columns, form=config.format)
    return Pairs(list(paths), examples, training.columns)


def part(pairs: Pairs, dev: Pairs | None, config: Config) -> Parts:
    """Training and development pairs; without the latter a part of the training pairs is held out.

    Raises: PantoumError for too few pairs.
    """
    columns = pairs.columns
    data = replace(
        config.data, **{f"{role}_column": column for role, column in columns._asdict().items()}
    )
    notes = [_columns_note(columns, pairs.examples[0])] if len(pairs.paths) == 1 else []
    notes += pairs.notes
    if dev is not None:
        return Parts(data, pairs.examples, dev.examples, notes)
    train, held = hold_out(pairs.examples, config.seed, pairs.path, lambda example: example.source)
    count = f"{len(held):,}" if len(held) > 1 else "one"
    return Parts(
        data,
        train,
        held,
        [*notes, f"dev set: {count} of the pairs, held out (--dev gives your own)"],
    )


def source_tokenizer(
    data: DataConfig,
    units: UnitName,
    examples: Sequence[Example],
    path: Path,
    start: SourceTokenizer | None = None,
) -> SourceTokenizer:
    """The vocabulary of the inputs, and of their features where a column holds some.

    Args:
        start: the vocabulary that is extended by these; None for a new one.
    Raises: PantoumError for a column of features that holds none, for features with another
        separator than `start` has, and for units without a vocabulary.
    """
    sources = [example.source for example in examples]
    text = train_tokenizer(data, units, sources, "source", start and start.text)
    known = start.features if start is not None else None
    if not data.features_column:
        if known is None and data.feature_order != "written":
            raise PantoumError(
                f"data.feature_order is {data.feature_order}, but no column holds features",
                where=str(path),
                setting="data.feature_order",
                value=data.feature_order,
                remedy="name it with data.features_column, or leave data.feature_order out",
            )
        return SourceTokenizer(text, known)
    features = [example.features for example in examples if example.features]
    if not features:
        raise PantoumError(
            f"column {data.features_column} holds no features",
            where=str(path),
            remedy="set data.features_column to ''",
        )
    if known is not None:
        _check_separator(known, features, path)
        return SourceTokenizer(text, known.extended(features))
    return SourceTokenizer(text, FeatureTokenizer.train(features, data.feature_order))


def _check_separator(known: FeatureTokenizer, features: Sequence[str], path: Path) -> None:
    """Refuse features that a trained model would read as one."""
    separator = FeatureTokenizer.train(features).separator
    apart = any(known.separator in text for text in features)
    # A space may be a part of a feature.
    if apart or separator == " " or not any(separator in text for text in features):
        return
    raise PantoumError(
        f"features are separated by {separator!r}, but by {known.separator!r} in the model to "
        "start from",
        where=str(path),
        rule=f"separated by {known.separator!r}",
        value=separator,
        remedy=f"write {known.separator!r} between them",
    )


def _columns_note(columns: Columns, example: Example) -> str:
    """Which column is what, with an example's cells: so a wrong guess is seen."""
    roles = zip(("input", "output", "features"), columns, example, strict=True)
    return "columns: " + ", ".join(
        f'{role if column == role else f"{role} {column}"} ("{_short(cell)}")'
        for role, column, cell in roles
        if column
    )


def _short(cell: str | None) -> str:
    text = " ".join((cell or "").split())
    return text if len(text) <= MAX_CELL_LENGTH else text[: MAX_CELL_LENGTH - 1] + "…"


def task_of_pairs(pairs: Pairs) -> tuple[TaskName, str]:
    """The task, and the reason in words: a classifier where the outputs are labels, else sequence
    to sequence.
    """
    counts = Counter(labels_of(pairs.examples))
    different = (
        f"{len(counts):,} different output{'s' if len(counts) > 1 else ''} in "
        f"{counts.total():,} pairs"
    )
    if _are_labels(counts):
        return "classifier", f"{different}, each a label; --task seq2seq learns to write them"
    return "seq2seq", different


def _are_labels(counts: Counter[str]) -> bool:
    once = sum(count == 1 for count in counts.values())
    return (
        2 <= len(counts) <= min(MOST_LABELS, counts.total() / EXAMPLES_EACH)
        and once <= MOST_SEEN_ONCE * counts.total()
        and all(
            len(label) <= LONGEST_LABEL and len(label.split()) <= MOST_WORDS for label in counts
        )
    )
