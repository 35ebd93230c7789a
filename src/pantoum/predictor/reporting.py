"""What a model did on a test set, as one page of HTML: one function for each kind of model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pantoum.config import UnseenGroup
from pantoum.data import Example, Referenced, Sentence
from pantoum.data.items import is_paths, paths_of
from pantoum.errors import PantoumError
from pantoum.evaluation import Evaluation
from pantoum.model_dir import METRICS
from pantoum.predictor.groups import group_options
from pantoum.report import (
    MOST_PICTURES,
    Attention,
    JudgedPairs,
    JudgedTags,
    Labelled,
    PairError,
    Section,
    Written,
    check_report_path,
    curves_section,
    label_sections,
    page,
    pairs_sections,
    tag_sections,
    write_report,
)
from pantoum.tasks import REGISTRY
from pantoum.version import __version__

if TYPE_CHECKING:
    from pantoum.predictor.base import TrainedPredictor
    from pantoum.predictor.classification import Classification
    from pantoum.predictor.classifier import ClassifierPredictor
    from pantoum.predictor.prediction import Prediction
    from pantoum.predictor.seq2seq import Predictor
    from pantoum.predictor.tagger import TagPredictor

SEVERAL = "Several models predict together, each with a record of its own training."


class Report(NamedTuple):
    """A page that is to be written: where, and what the test data are called on it."""

    path: Path
    data: str


def report_of(path: str | Path | None, data: Any, train: Any = None) -> Report | None:
    """The page that a caller asks for, if he does.

    Args:
        data: that the model is evaluated on.
        train: the training data, if they are read too.
    Raises: PantoumError for a path that no page can be written to.
    """
    if path is None:
        return None
    names = ", ".join(map(str, paths_of(data))) if is_paths(data) else "given in Python"
    inputs = [one for part in (data, train) if is_paths(part) for one in paths_of(part)]
    return Report(check_report_path(path, inputs), names)


def refuse_report(path: str | Path | None) -> None:
    """Refuse a page of a language model, whose predictions are neither right nor wrong.

    Raises: PantoumError if one is asked for.
    """
    if path is not None:
        raise PantoumError(
            "a language model has no report, for it makes no errors that could be listed",
            setting="report",
            value=str(path),
            remedy="leave the report out; the evaluation has its scores",
        )


def report_pairs(
    report: Report,
    model: Predictor,
    evaluation: Evaluation,
    examples: Sequence[Example],
    known: Referenced,
    predictions: Sequence[Prediction],
    search: Mapping[str, Any],
    unseen_group: UnseenGroup | None = None,
) -> None:
    """Write the page of an encoder-decoder.

    Args:
        known: the inputs of the examples, and what is right.
        predictions: one for each input.
        search: the settings of the search that are not those of the model.
        unseen_group: what was done with groups that training has not seen.
    """
    judged = JudgedPairs(
        settings=model.config.data,
        evaluation=evaluation,
        inputs=[examples[row] for row in known.rows],
        numbers=[row + 1 for row in known.rows],
        references=known.texts,
        outputs=[Written(one.text, one.score) for one in predictions],
        reads_features=model.reads_features,
    )
    errors = judged.errors()
    attention = _attention(model, judged, errors[:MOST_PICTURES], search, unseen_group)
    given = [f"{name} {value}" for name, value in search.items() if value is not None]
    more = [("Search", ", ".join(given))] if given else []
    _write(report, model, pairs_sections(judged, errors, attention, _training(model)), more)


def report_labels(
    report: Report,
    model: ClassifierPredictor,
    evaluation: Evaluation,
    examples: Sequence[Example],
    references: Sequence[str],
    found: Sequence[Classification],
) -> None:
    """Write the page of a classifier.

    Args:
        references: the right label of each example.
        found: what the model says of each.
    """
    labelled = [
        Labelled(example, right, one.label, one.probabilities)
        for example, right, one in zip(examples, references, found, strict=True)
    ]
    sections = label_sections(
        evaluation, labelled, _training(model), reads_features=model.reads_features
    )
    _write(report, model, sections)


def report_tags(
    report: Report,
    model: TagPredictor,
    evaluation: Evaluation,
    sentences: Sequence[Sentence],
    predicted: Sequence[Sequence[Sequence[str]]],
) -> None:
    """Write the page of a tagger.

    Args:
        predicted: for each column the tags of all sentences.
    """
    judged = JudgedTags(evaluation, model.columns, sentences, predicted, model.knows)
    _write(report, model, tag_sections(judged, _training(model)))


def _write(
    report: Report,
    model: TrainedPredictor,
    sections: Sequence[Section],
    more: Sequence[tuple[str, str]] = (),
) -> None:
    facts = [
        ("Model", ", ".join(one or "in memory" for one in model.folders)),
        ("Kind", REGISTRY[model.task].description),
        ("Test data", report.data),
        *more,
        ("Made by", f"Pantoum {__version__}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
    ]
    write_report(report.path, page("Evaluation", facts, sections))


def _training(model: TrainedPredictor) -> Section:
    if len(model.folders) > 1:
        return curves_section([], SEVERAL)
    try:
        history = model.history
    except ValueError:
        return curves_section([], f"{METRICS} of the model is damaged, so there are no curves.")
    return curves_section([one for one in history if isinstance(one, dict)])


def _attention(
    model: Predictor,
    judged: JudgedPairs,
    errors: Sequence[PairError],
    search: Mapping[str, Any],
    unseen_group: UnseenGroup | None,
) -> dict[int, Attention]:
    """Where the model attends when it writes some wrong outputs; nothing for one without attention.

    The outputs are predicted once more: to keep the weights of all would take too much memory.
    """
    inputs = [judged.inputs[one.row] for one in errors]
    features = [one.features for one in inputs] if judged.reads_features else None
    groups = group_options(model, inputs, unseen_group)
    sources = [one.source for one in inputs]
    predictions = model(sources, features, **groups, **search) if inputs else []
    return {
        error.row: Attention(one.attention, one.tokens, one.source_tokens)
        for error, one in zip(errors, predictions, strict=True)
        if one.attention is not None
    }
