"""Predict for a test set and judge the outputs: one function for each kind of model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pantoum.config import UnseenGroup
from pantoum.data import Example, Referenced, Sentence, labels_of, with_references
from pantoum.evaluation import (
    Assessment,
    Evaluation,
    Likelihoods,
    assess_labels,
    assess_pairs,
    assess_tags,
    assess_texts,
    by_input_length,
    by_seen_input,
    evaluation_of,
    part_of,
)
from pantoum.predictor.groups import group_options
from pantoum.predictor.reporting import Report, report_labels, report_pairs, report_tags
from pantoum.tasks import rows_by_group
from pantoum.tasks.classifier import unknown_labels
from pantoum.tasks.seq2seq import reference_notes, unknown_notes
from pantoum.tasks.tagger import unknown_notes as unknown_tag_notes

if TYPE_CHECKING:
    from pantoum.predictor.classifier import ClassifierPredictor
    from pantoum.predictor.language_model import LanguageModelPredictor
    from pantoum.predictor.seq2seq import Predictor
    from pantoum.predictor.tagger import TagPredictor


def evaluate_pairs(
    model: Predictor,
    examples: Sequence[Example],
    *,
    notes: Sequence[str] = (),
    train: Sequence[Example] | None = None,
    seed: int = 1,
    report: Report | None = None,
    unseen_group: UnseenGroup | None = None,
    **search: Any,
) -> Evaluation:
    """Evaluate an encoder-decoder, or several that write together.

    Args:
        examples: inputs with their right outputs, and features if the model reads some; an input
            that comes with several outputs has several right ones.
        notes: on how the examples were read, in words.
        train: the training data, for the scores of inputs that are among them and of those that
            are not.
        seed: of the bootstrap.
        report: also write this page.
        unseen_group: what to do with groups that training has not seen; None: as in training.
        search: settings of the search, as for a call of the model.
    Raises: PantoumError as a call of the model, and for a page that cannot be written.
    """
    data = model.config.data
    known = with_references(examples)
    inputs = [examples[row] for row in known.rows]
    sources = [one.source for one in inputs]
    of_inputs = group_options(model, inputs, unseen_group)
    began = time.perf_counter()
    predictions = model(sources, _features(model, inputs), **of_inputs, **search, attention=False)
    seconds = time.perf_counter() - began
    outputs = [prediction.text for prediction in predictions]
    units = data.target_units
    likelihoods = likelihoods_of(model, examples, known, unseen_group)
    judged = assess_pairs(units, known.texts, outputs, likelihoods, data.normalization)
    parts = (data.source_units, units, inputs, known.texts, outputs)
    unknown = model.unknown_symbols(
        [example.source for example in examples],
        _features(model, examples),
        [example.target for example in examples],
        **group_options(model, examples, unseen_group),
    )
    by_group = [
        part_of(
            group,
            assess_pairs(
                units,
                [known.texts[row] for row in rows],
                [outputs[row] for row in rows],
                likelihoods.of(rows),
                data.normalization,
            ),
            seed=seed,
        )
        for group, rows in rows_by_group(model.groups, inputs).items()
    ]
    evaluation = evaluation_of(
        judged,
        seconds,
        seed=seed,
        outputs=outputs,
        inputs=inputs,
        references=known.texts,
        by_length=by_input_length(*parts, data.normalization),
        by_seen=() if train is None else by_seen_input(*parts, train, data.normalization),
        by_group=by_group,
        notes=[
            *(f"test: {note}" for note in notes),
            *reference_notes(known.texts, "test"),
            *unknown_notes(unknown, "test"),
        ],
    )
    if report is not None:
        report_pairs(report, model, evaluation, examples, known, predictions, search, unseen_group)
    return evaluation


def evaluate_labels(
    model: ClassifierPredictor,
    examples: Sequence[Example],
    *,
    notes: Sequence[str] = (),
    seed: int = 1,
    report: Report | None = None,
    unseen_group: UnseenGroup | None = None,
) -> Evaluation:
    """Evaluate a classifier.

    Args:
        examples: texts with their labels, and features if the model reads some.
        notes: on how the examples were read, in words.
        seed: of the bootstrap.
        report: also write this page.
        unseen_group: what to do with groups that training has not seen; None: as in training.
    Raises: PantoumError as a call of the model, and for a page that cannot be written.
    """
    of_inputs = group_options(model, examples, unseen_group)
    began = time.perf_counter()
    sources = [example.source for example in examples]
    found = model(sources, _features(model, examples), **of_inputs)
    seconds = time.perf_counter() - began
    references = labels_of(examples)
    outputs = [one.label for one in found]
    unknown = unknown_labels(model.labels, references)
    by_group = [
        part_of(
            group,
            assess_labels([references[row] for row in rows], [outputs[row] for row in rows]),
            seed=seed,
        )
        for group, rows in rows_by_group(model.groups, examples).items()
    ]
    evaluation = evaluation_of(
        assess_labels(references, outputs),
        seconds,
        seed=seed,
        outputs=outputs,
        by_group=by_group,
        inputs=examples,
        references=references,
        notes=[*(f"test: {note}" for note in notes), *([unknown] if unknown else [])],
    )
    if report is not None:
        report_labels(report, model, evaluation, examples, references, found)
    return evaluation


def evaluate_tags(
    model: TagPredictor,
    sentences: Sequence[Sentence],
    *,
    notes: Sequence[str] = (),
    seed: int = 1,
    report: Report | None = None,
) -> Evaluation:
    """Evaluate a tagger.

    Args:
        sentences: words with their right tags, in the order of the model's columns.
        notes: on how the sentences were read, in words.
        seed: of the bootstrap.
        report: also write this page.
    Raises: PantoumError for a page that cannot be written.
    """
    began = time.perf_counter()
    predicted = model.tags([sentence.words for sentence in sentences])
    seconds = time.perf_counter() - began
    evaluation = evaluation_of(
        assess_tags(model.columns, sentences, predicted, model.knows),
        seconds,
        seed=seed,
        outputs=predicted,
        notes=[
            *(f"test: {note}" for note in notes),
            *unknown_tag_notes(model.columns, sentences, "test"),
        ],
    )
    if report is not None:
        report_tags(report, model, evaluation, sentences, predicted)
    return evaluation


def evaluate_texts(
    model: LanguageModelPredictor, texts: Sequence[str], *, seed: int = 1
) -> Evaluation:
    """Evaluate a language model.

    Args:
        texts: at least one; white space around them does not count.
        seed: of the bootstrap.
    Raises: PantoumError as a call of the model.
    """
    began = time.perf_counter()
    judged = assess_model_texts(model, texts)
    return evaluation_of(judged, time.perf_counter() - began, seed=seed)


def assess_model_texts(model: LanguageModelPredictor, texts: Sequence[str]) -> Assessment:
    """Judge how likely a language model finds texts; see `evaluate_texts`."""
    scored = model.score(texts)
    return assess_texts(
        [text.strip() for text in texts],
        np.array([-one.log_probability for one in scored]),
        np.array([len(one.log_probabilities) for one in scored], dtype=np.float64),
        np.array([one.unknown for one in scored], dtype=np.float64),
        model.config.data.normalization,
    )


def likelihoods_of(
    model: Predictor,
    examples: Sequence[Example],
    known: Referenced,
    unseen_group: UnseenGroup | None = None,
) -> Likelihoods:
    """How likely the model finds the right outputs of each input.

    Args:
        known: the inputs of the examples.
        unseen_group: what to do with groups that training has not seen; None: as in training.
    Raises: PantoumError as a call of the model.
    """
    scored = model.score(
        [example.source for example in examples],
        [example.target or "" for example in examples],
        _features(model, examples),
        **group_options(model, examples, unseen_group),
        attention=False,
    )

    def summed(values: Sequence[float]) -> np.ndarray:
        return np.bincount(known.inputs, weights=values, minlength=len(known.rows))

    return Likelihoods(
        summed([-one.log_probability for one in scored]),
        summed([float(len(one.tokens)) for one in scored]),
    )


def _features(
    model: Predictor | ClassifierPredictor, examples: Sequence[Example]
) -> list[str | None] | None:
    return [example.features for example in examples] if model.reads_features else None
