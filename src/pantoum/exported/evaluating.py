"""An exported encoder-decoder on a test set, without PyTorch."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pantoum.config import GivenFormat
from pantoum.data import Columns, DataFile, Example, read_noted_examples
from pantoum.data.groups import group_name
from pantoum.data.noted_examples import PlacedExamples
from pantoum.data.references import with_references
from pantoum.evaluation import (
    Evaluation,
    assess_pairs,
    by_input_length,
    by_seen_input,
    evaluation_of,
    part_of,
)
from pantoum.exported.classifier import ExportedClassifier
from pantoum.exported.seq2seq import ExportedPredictor
from pantoum.tasks import rows_by_group


def read_examples(
    model: ExportedPredictor | ExportedClassifier,
    paths: Sequence[Path | DataFile],
    form: GivenFormat = "auto",
    target: str | None = None,
    group: str | None = None,
) -> PlacedExamples:
    """The examples of files that have the columns of the training data.

    Args:
        form: the format of the files, where a user says it.
        target: the column of the outputs, where it is another one than in training.
        group: of all examples, so that the files need not have it; None: as the files have them.
    Raises: PantoumError for files that cannot be read so.
    """
    data = model.config.data
    reads_group = model.groups is not None and group is None
    columns = Columns(
        data.source_column,
        target or data.target_column,
        data.features_column if model.reads_features else "",
        data.group_column if reads_group else "",
    )
    read = read_noted_examples(paths, columns, form=form)
    if group is None:
        return read
    name = group_name(group)
    return read._replace(examples=[one._replace(group=name) for one in read.examples])


def evaluate_exported(
    model: ExportedPredictor,
    examples: Sequence[Example],
    *,
    notes: Sequence[str] = (),
    train: Sequence[Example] | None = None,
    seed: int = 1,
    unseen_group: str | None = None,
    **search: Any,
) -> Evaluation:
    """The scores of an exported model's outputs, all but the perplexity: a graph that searches does
    not say how likely an output is that is given.

    Args:
        examples, notes, train, seed, unseen_group, search: as for
            `pantoum.predictor.evaluating.evaluate_pairs`.
    Raises: PantoumError as a call of the model.
    """
    data = model.config.data
    known = with_references(examples)
    inputs = [examples[row] for row in known.rows]
    sources = [one.source for one in inputs]
    beside = options_of(model, inputs, unseen_group)
    began = time.perf_counter()
    predictions = model(sources, **beside, **search, attention=False, lexicon=False)
    seconds = time.perf_counter() - began
    outputs = [prediction.text for prediction in predictions]
    units = data.target_units
    parts = (data.source_units, units, inputs, known.texts, outputs)
    unlike = model.unlike_training(sources, **beside)
    return evaluation_of(
        assess_pairs(units, known.texts, outputs, None, data.normalization),
        seconds,
        seed=seed,
        outputs=outputs,
        inputs=inputs,
        references=known.texts,
        by_length=by_input_length(*parts, data.normalization),
        by_seen=() if train is None else by_seen_input(*parts, train, data.normalization),
        by_group=[
            part_of(
                name,
                assess_pairs(
                    units,
                    [known.texts[row] for row in rows],
                    [outputs[row] for row in rows],
                    None,
                    data.normalization,
                ),
                seed=seed,
            )
            for name, rows in rows_by_group(model.groups, inputs).items()
        ],
        notes=[
            *(f"test: {note}" for note in notes),
            *(f"test: {one}" for one in unlike.sentences()),
        ],
    )


def options_of(
    model: ExportedPredictor | ExportedClassifier,
    examples: Sequence[Example],
    unseen_group: str | None,
) -> dict[str, Any]:
    """The features and the groups of examples, as a call of the model takes them.

    Raises: PantoumError for a group that is refused.
    """
    options: dict[str, Any] = {}
    if model.reads_features:
        options["features"] = [one.features or "" for one in examples]
    if model.groups is not None:
        given = [one.group for one in examples]
        options["group"] = model.checked_groups(len(given), given, unseen_group)
    return options
