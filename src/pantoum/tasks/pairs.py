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
    Drawing,
    Example,
    FeatureTokenizer,
    LabelVocabulary,
    SourceTokenizer,
    hold_out,
    labels_of,
    read_examples,
    read_training,
)
from pantoum.data.data_file import path_of
from pantoum.data.groups import UNSEEN_REMEDY, counted, group_vocabulary, unseen_problem
from pantoum.data.indexing.stored import StoredPairs
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


def read_dev_pairs(
    paths: Sequence[Path | DataFile], training: Pairs | StoredPairs, config: Config
) -> Pairs:
    """The pairs of files with the columns of the training pairs.

    Raises: PantoumError for files that cannot be read so.
    """
    columns = training.columns._replace(weight="")  # those of training data alone count
    examples = read_examples(paths, columns, form=config.format)
    return Pairs([path_of(path) for path in paths], examples, columns)


def part(pairs: Pairs, dev: Pairs | None, config: Config) -> Parts:
    """Training and development pairs; without the latter a part of the training pairs is held out.

    Raises: PantoumError for too few pairs.
    """
    columns = pairs.columns
    data = replace(
        config.data, **{f"{role}_column": column for role, column in columns._asdict().items()}
    )
    notes = [columns_note(columns, pairs.examples[0])] if len(pairs.paths) == 1 else []
    notes += pairs.notes
    if dev is not None:
        return Parts(data, pairs.examples, dev.examples, notes)
    train, held = hold_out(
        pairs.examples,
        config.seed,
        pairs.path,
        lambda example: example.source,
        (lambda example: example.group) if columns.group else None,
    )
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
    groups = _groups(data, examples, path, start)
    if not data.features_column:
        if known is None and data.feature_order != "written":
            raise PantoumError(
                f"data.feature_order is {data.feature_order}, but no column holds features",
                where=str(path),
                setting="data.feature_order",
                value=data.feature_order,
                remedy="name it with data.features_column, or leave data.feature_order out",
            )
        return SourceTokenizer(text, known, groups)
    features = [example.features for example in examples if example.features]
    if not features:
        raise PantoumError(
            f"column {data.features_column} holds no features",
            where=str(path),
            remedy="set data.features_column to ''",
        )
    if known is not None:
        _check_separator(known, features, path)
        return SourceTokenizer(text, known.extended(features), groups)
    known = FeatureTokenizer.train(features, data.feature_order)
    return SourceTokenizer(text, known, groups)


def _groups(
    data: DataConfig, examples: Sequence[Example], path: Path, start: SourceTokenizer | None
) -> LabelVocabulary | None:
    """The groups of the examples, behind those of the vocabulary that is extended."""
    known = start.groups if start is not None else None
    if not data.group_column:
        if known is not None:
            raise PantoumError(
                "the model to start from reads the group of each input, but no column has it",
                setting="data.group_column",
                where=str(path),
                remedy="name the column with data.group_column",
            )
        return None
    return group_vocabulary([example.group or "" for example in examples], known)


def check_dev_groups(source: SourceTokenizer, dev: Pairs | None, data: DataConfig) -> None:
    """Refuse development data of a group that training has not seen, unless it is to be read as
    unknown.

    Raises: PantoumError with the name of the group.
    """
    if source.groups is None or dev is None or data.unseen_group == "unknown":
        return
    known = source.groups.labels
    unseen = [one.group for one in dev.examples if one.group and one.group not in known]
    if unseen:
        raise PantoumError(
            unseen_problem(unseen[0], known),
            setting="data.unseen_group",
            where=str(dev.path),
            value=unseen[0],
            remedy=UNSEEN_REMEDY,
        )


def drawing_of(examples: Sequence[Example], data: DataConfig) -> tuple[Drawing | None, list[str]]:
    """How often each training example comes in an epoch, and notes on that and on the groups."""
    groups = [example.group for example in examples]
    weights = [example.weight for example in examples]
    drawing = Drawing.of(groups, weights, data.group_temperature)
    notes = []
    if data.group_column:
        notes.append(f"groups: {counted(group or '' for group in groups)}")
    if drawing is None:
        return None, notes
    times = drawing.shares * len(examples)
    if data.weight_column:
        given = [1.0 if weight is None else weight for weight in weights]
        notes.append(
            f"weights: from {min(given):g} to {max(given):g}, so that an example comes from "
            f"{times.min():.2g} to {times.max():.2g} times in an epoch"
        )
    if data.group_temperature != 1.0:
        drawn = counted(groups[row] or "" for row in drawing.rows(0, 0).tolist())
        notes.append(
            f"an epoch has, with data.group_temperature {data.group_temperature:g}: {drawn}"
        )
    return drawing, notes


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


def columns_note(columns: Columns, example: Example) -> str:
    """Which column is what, with an example's cells: so a wrong guess is seen."""
    roles = zip(("input", "output", "features", "group", "weight"), columns, example, strict=True)
    return "columns: " + ", ".join(
        f'{role if column == role else f"{role} {column}"} ("{_short(_shown(cell))}")'
        for role, column, cell in roles
        if column
    )


def _shown(cell: str | float | None) -> str | None:
    return cell if isinstance(cell, str | None) else f"{cell:g}"


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
