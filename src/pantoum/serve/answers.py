"""What a model answers for some inputs of equal options: one call, and its predictions as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pantoum.data import Lexicon
from pantoum.data.lines import trimmed
from pantoum.errors import PantoumError
from pantoum.serve.requests import Input

# The options of texts that a language model writes.
DRAWING = ("temperature", "top_k", "top_p", "seed", "longest")

Predictions = list[dict[str, Any]]


def answers_of(
    model: Any, inputs: Sequence[Input], options: Mapping[str, Any], each: Mapping[str, list[Any]]
) -> list[Predictions]:
    """The predictions for each input, as the commands write them with ``--format jsonl``.

    Args:
        model: what predicts: of a directory, or of an exported file.
        options: those of all inputs, as `prepared` gives them.
        each: those that each input has of its own.
    Raises: PantoumError as a call of the model.
    """
    return _ANSWERS[model.task](model, inputs, options, each)


def prepared(model: Any, options: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The options of a request as a call of the model takes them, checked.

    Args:
        names: of the options that each input has of its own.
    Raises: PantoumError for an option that the model does not have, or with which it cannot work.
    """
    ready = converted(model, options)
    if model.task == "language_model":
        _check_language_model(model, ready, names)
        return ready
    call = _outputs_options(ready, names) if model.task == "seq2seq" else ready
    model([], **call, **{name: [] for name in names})
    return ready


def converted(model: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a request with a lexicon and a list of outputs as a call takes them.

    Raises: PantoumError for entries that are none, and for outputs that the model cannot write.
    """
    ready = dict(options)
    if isinstance(ready.get("lexicon"), list):
        ready["lexicon"] = Lexicon(ready["lexicon"])
    if ready.get("allowed") is not None and model.task == "seq2seq":
        ready["allowed"] = model.closed_list(ready["allowed"])
    return ready


def _of_seq2seq(
    model: Any, inputs: Sequence[Any], options: Mapping[str, Any], each: Mapping[str, list[Any]]
) -> list[Predictions]:
    texts = [trimmed(text) for text in inputs]
    found = model(texts, **_outputs_options(options, list(each)), **each)
    ranked = [one if isinstance(one, list) else [one] for one in found]
    return [
        [prediction.to_dict(text, rank) for rank, prediction in enumerate(predictions, start=1)]
        for text, predictions in zip(texts, ranked, strict=True)
    ]


def _outputs_options(options: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The options with those that a request need not give."""
    usual: dict[str, Any] = {"attention": False}
    if "score" not in names:
        usual["nbest"] = 1
    return usual | dict(options)


def _of_tagger(
    model: Any, inputs: Sequence[Input], options: Mapping[str, Any], each: Mapping[str, list[Any]]
) -> list[Predictions]:
    ranked = model(inputs, **{"nbest": 1, **options}, probabilities=True)
    return [
        [tagging.to_dict(rank) for rank, tagging in enumerate(taggings, start=1)]
        for taggings in ranked
    ]


def _of_classifier(
    model: Any, inputs: Sequence[Any], options: Mapping[str, Any], each: Mapping[str, list[Any]]
) -> list[Predictions]:
    texts = [trimmed(text) for text in inputs]
    found = model(texts, **options, **each)
    return [[one.to_dict(text)] for text, one in zip(texts, found, strict=True)]


def _of_language_model(
    model: Any, inputs: Sequence[Any], options: Mapping[str, Any], each: Mapping[str, list[Any]]
) -> list[Predictions]:
    if options.get("sample"):
        drawing = {name: value for name, value in options.items() if name in DRAWING}
        count = options.get("nbest", 1)
        return [
            [one.to_dict() for one in model.generate(count, prefix, **drawing)] for prefix in inputs
        ]
    texts = [trimmed(text) for text in inputs]
    return [[one.to_dict(text)] for text, one in zip(texts, model.score(texts), strict=True)]


def _check_language_model(model: Any, options: Mapping[str, Any], names: Sequence[str]) -> None:
    """Refuse options that neither scores nor written texts have.

    Raises: PantoumError.
    """
    if "prefix" in names:
        raise PantoumError(
            "a text begins with its input, and has no other prefix;",
            setting="prefix",
            remedy="put it into the input",
        )
    others = {name: options[name] for name in options if name not in ("sample", "nbest", *DRAWING)}
    model([], **others, **{name: [] for name in names})
    drawing = [name for name in options if name in ("nbest", *DRAWING)]
    if options.get("sample"):
        given = {name: options[name] for name in drawing if name != "nbest"}
        model.generate(0, **given)
    elif drawing:
        raise PantoumError(
            f"{drawing[0]} is of texts that the model writes;",
            setting=drawing[0],
            value=options[drawing[0]],
            remedy="add sample=True",
        )


_ANSWERS = {
    "seq2seq": _of_seq2seq,
    "tagger": _of_tagger,
    "classifier": _of_classifier,
    "language_model": _of_language_model,
}
