"""What an evaluation comes to: scores with intervals, and the scores of parts of the examples."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pantoum.evaluation.assessment import Assessment
from pantoum.metrics import (
    Interval,
    LengthScores,
    bootstrap_intervals,
    bounds_of,
    main_of,
    name_of,
    value_of,
)

# Digits behind the point of scores and of seconds in JSON.
DIGITS = 4
DIGITS_OF_SECONDS = 3


@dataclass(frozen=True)
class Part:
    """The scores of the examples that something is true of, which `name` says in words, and the
    intervals of these scores where they are known.
    """

    name: str
    scores: dict[str, float]
    intervals: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The scores of a model on a test set.

    Attributes:
        scores: by name; see `pantoum.evaluation.Assessment`.
        intervals: for each score that has one, where it would lie with other test examples of the
            same kind (95 %, bootstrap).
        seconds: how long the predictions took.
        outputs: what was predicted for each example; for a tagger the tags of each column, for a
            language model nothing.
        inputs: for encoder-decoders and classifiers, the example of each output; of an input that
            has several right outputs, the first one.
        references: for these, what is right for each output; several in a tuple.
        by_length: the scores by the length of the input, for encoder-decoders.
        by_seen: the scores of inputs that are in the training data and of those that are not;
            empty where the training data were not given.
        by_group: the scores of each group of examples, such as a language, with their intervals;
            empty where the model reads no groups.
        signature: how scores are computed that other programs compute, too.
        notes: what a reader should know of the scores, in sentences.
    """

    scores: dict[str, float]
    intervals: dict[str, Interval]
    seconds: float
    outputs: Sequence[Any] = ()
    inputs: Sequence[Any] = ()
    references: Sequence[Any] = ()
    by_length: Sequence[LengthScores] = ()
    by_seen: Sequence[Part] = ()
    by_group: Sequence[Part] = ()
    signature: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def to_dict(self) -> dict[str, Any]:
        """The evaluation as JSON has it, without the outputs; rounded. The scores of several
        columns of tags stand under the names of the columns, those of groups under `groups` and
        the name of the group.
        """
        found: dict[str, Any] = _nested(_rounded(self.scores))
        found["seconds"] = round(self.seconds, DIGITS_OF_SECONDS)
        found["intervals"] = _nested(_bounds(self.intervals))
        if self.signature:
            found["signature"] = dict(self.signature)
        if self.by_length:
            found["by_length"] = [
                {"shortest": one.shortest, "longest": one.longest, **_rounded(one.scores)}
                for one in self.by_length
            ]
        if self.by_seen:
            found["by_seen"] = {part.name: _rounded(part.scores) for part in self.by_seen}
        if self.by_group:
            found["groups"] = {
                part.name: {**_rounded(part.scores), "intervals": _bounds(part.intervals)}
                for part in self.by_group
            }
        return found

    def __repr__(self) -> str:
        scores = ", ".join(f"{name}={value:.4g}" for name, value in self.scores.items())
        return f"Evaluation({scores})"

    def _repr_html_(self) -> str:
        """The scores with their intervals as a table, for a notebook."""
        heads = "".join(f"<th>{head}</th>" for head in ("score", "value", "95 % interval"))
        rows = [
            f"<tr>{_cell(name_of(name))}{_cell(value_of(name, value))}"
            f"{_cell(bounds_of(self.intervals.get(name)))}</tr>"
            for name, value in {**self.scores, "seconds": self.seconds}.items()
        ]
        groups = _groups_html(self.by_group)
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        return f"<table><tr>{heads}</tr>{''.join(rows)}</table>{groups}{notes}"

    def of_column(self, name: str) -> Evaluation:
        """The scores and intervals of one of several columns of tags, without its name."""
        before = f"{name}."
        if not any(score.startswith(before) for score in self.scores):
            return self
        scores, intervals = (
            {
                score.removeprefix(before): value
                for score, value in values.items()
                if score.startswith(before)
            }
            for values in (self.scores, self.intervals)
        )
        return replace(self, scores=scores, intervals=intervals)


def evaluation_of(
    assessment: Assessment, seconds: float, *, seed: int = 1, **more: Any
) -> Evaluation:
    """The evaluation of outputs that were judged.

    Args:
        seconds: how long the predictions took.
        seed: of the bootstrap.
        more: further attributes of the evaluation.
    """
    return Evaluation(
        assessment.scores,
        bootstrap_intervals(assessment.statistics, seed=seed),
        seconds,
        signature=assessment.signature,
        **more,
    )


def _groups_html(parts: Sequence[Part]) -> str:
    """The most telling score of each group as a table; nothing without groups."""
    if not parts:
        return ""
    main = main_of(parts[0].scores)
    heads = "".join(f"<th>{head}</th>" for head in ("group", name_of(main), "95 % interval"))
    rows = [
        f"<tr>{_cell(part.name)}{_cell(value_of(main, part.scores[main]))}"
        f"{_cell(bounds_of(part.intervals.get(main)))}</tr>"
        for part in parts
    ]
    return f"<table><tr>{heads}</tr>{''.join(rows)}</table>"


def _bounds(intervals: Mapping[str, Interval]) -> dict[str, Any]:
    return {
        name: [round(bound, DIGITS) for bound in interval] for name, interval in intervals.items()
    }


def _cell(text: str) -> str:
    return f"<td>{html.escape(text)}</td>"


def _rounded(scores: Mapping[str, float]) -> dict[str, Any]:
    return {name: round(value, DIGITS) for name, value in scores.items()}


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values whose names have a column before a dot, in an object for each column."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        column, dot, score = name.rpartition(".")
        (nested.setdefault(column, {}) if dot else nested)[score] = value
    return nested


def part_of(name: str, assessment: Assessment, *, seed: int = 1) -> Part:
    """A part of the examples that was judged by itself, with its intervals.

    Args:
        seed: of the bootstrap.
    """
    return Part(name, assessment.scores, bootstrap_intervals(assessment.statistics, seed=seed))
