"""What a model answers, as columns: the JSON form of predictions, one row for each input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pantoum.config import TaskName
from pantoum.errors import InputError

Answer = dict[str, Any]
ERROR = "error"
# What of the JSON form has the same value in every row, or is too large for a column.
_LEFT_OUT = ("rank", "attention")
NO_TEXT = "the input is missing or is no text"


class Inputs(NamedTuple):
    """Inputs in their order; features and groups where the model reads some.

    Attributes:
        texts: each a string; anything else is a bad input.
        errors: of each input why it cannot be used, None for one that can; an empty list for none.
    """

    texts: Sequence[Any]
    features: Sequence[str | None] | None = None
    groups: Sequence[str | None] | None = None
    errors: Sequence[str | None] = ()

    def of(self, rows: Sequence[int]) -> Inputs:
        """Some of them."""
        features = None if self.features is None else [self.features[row] for row in rows]
        groups = None if self.groups is None else [self.groups[row] for row in rows]
        return Inputs([self.texts[row] for row in rows], features, groups)


class Form(NamedTuple):
    """How the answers of a kind of model are written.

    Attributes:
        output: the column that is the answer.
        columns: all columns in order, without that of errors.
        numbers: columns that JSON rounds, and lines of text round otherwise.
    """

    output: str
    columns: tuple[str, ...]
    numbers: tuple[str, ...]


FORMS: Mapping[TaskName, Form] = {
    "seq2seq": Form(
        "text",
        ("source", "text", "score", "log_probability", "tokens", "source_tokens", "warnings"),
        ("score", "log_probability"),
    ),
    "classifier": Form(
        "label",
        (
            *("source", "label", "probability", "probabilities"),
            *("source_tokens", "weights", "warnings"),
        ),
        ("probability",),
    ),
    "tagger": Form(
        "tagged",
        ("source", "tagged", "words", "tags", "probability", "log_probability", "warnings"),
        (),
    ),
    "language_model": Form(
        "log_probability",
        (
            *("text", "log_probability", "perplexity", "unknown"),
            *("tokens", "log_probabilities", "warnings"),
        ),
        ("log_probability", "perplexity"),
    ),
}


def answers_of(
    model: Any, inputs: Inputs, options: Mapping[str, Any], *, rounded: bool = True
) -> list[Answer]:
    """An answer for each input. A bad one has its error, as a sentence in the column `error`, and
    the others are answered as if it were not there.

    Args:
        model: what predicts: of a directory, or of an exported file.
        options: those of a call of the model.
        rounded: whether numbers have six decimals, as JSON has them.
    """
    found: list[Answer | None] = [None] * len(inputs.texts)
    errors: dict[int, str] = {}
    for row, text in enumerate(inputs.texts):
        known = inputs.errors[row] if inputs.errors else None
        if known is not None or not isinstance(text, str):
            errors[row] = known or NO_TEXT
    rows = [row for row in range(len(found)) if row not in errors]

    def call(some: Sequence[int]) -> list[Answer]:
        predictions, answers = _CALLS[model.task](model, inputs.of(some), options)
        if not rounded:
            for prediction, answer in zip(predictions, answers, strict=True):
                for name in FORMS[model.task].numbers:
                    answer[name] = float(getattr(prediction, name))
        return answers

    _answer(call, rows, found, errors)
    names = FORMS[model.task].columns
    empty: Answer = dict.fromkeys(names)
    first = names[0]
    return [
        {**empty, **(answer or {first: _text(inputs.texts[row])}), ERROR: errors.get(row)}
        for row, answer in enumerate(found)
    ]


def _answer(
    call: Callable[[Sequence[int]], list[Answer]],
    rows: Sequence[int],
    found: list[Answer | None],
    errors: dict[int, str],
) -> None:
    """Answer some rows; where the model does not say which of them is bad, each half by itself."""
    left = list(rows)
    while left:
        try:
            for row, answer in zip(left, call(left), strict=True):
                found[row] = answer
            return
        except InputError as error:
            errors[left.pop(error.row)] = str(error)
        except Exception as error:  # of one input, whatever it is: the others have answers
            if len(left) == 1:
                errors[left[0]] = str(error) or type(error).__name__
                return
            half = len(left) // 2
            _answer(call, left[:half], found, errors)
            left = left[half:]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


Called = tuple[Sequence[Any], list[Answer]]


def _of_seq2seq(model: Any, inputs: Inputs, options: Mapping[str, Any]) -> Called:
    return _of_pairs(model, inputs, {"attention": False, **options})


def _of_pairs(model: Any, inputs: Inputs, options: Mapping[str, Any]) -> Called:
    given = dict(options)
    if inputs.groups is not None:
        unseen = given.pop("unseen_group", None)
        given["group"] = model.checked_groups(len(inputs.texts), list(inputs.groups), unseen)
    return _with_texts(model(inputs.texts, inputs.features, **given), inputs.texts)


def _of_tagger(model: Any, inputs: Inputs, options: Mapping[str, Any]) -> Called:
    found = model(inputs.texts, **options)
    return found, [
        {"source": text, "tagged": " ".join(one.tags), **_json(one.to_dict())}
        for text, one in zip(inputs.texts, found, strict=True)
    ]


def _of_language_model(model: Any, inputs: Inputs, options: Mapping[str, Any]) -> Called:
    return _with_texts(model(inputs.texts, **options), inputs.texts)


def _with_texts(found: Sequence[Any], texts: Sequence[str]) -> Called:
    return found, [_json(one.to_dict(text)) for text, one in zip(texts, found, strict=True)]


def _json(values: Answer) -> Answer:
    return {name: value for name, value in values.items() if name not in _LEFT_OUT}


_CALLS: Mapping[TaskName, Callable[[Any, Inputs, Mapping[str, Any]], Called]] = {
    "seq2seq": _of_seq2seq,
    "classifier": _of_pairs,
    "tagger": _of_tagger,
    "language_model": _of_language_model,
}
