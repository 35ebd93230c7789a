"""Small models of every kind, and what is asked of them: what `python -m tests.stored.add` writes
down.

A stored directory is never written again: the models that people have trained do not change either.
When the format of model directories gets a new number, the directories of that format are added
beside the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests import labelling, reversing, tagging, writing

FOLDER = Path(__file__).parent
ANSWERS = "answers.json"
SHORTLIST_ANSWERS = "answers_with_shortlist.json"
QUIET = {"model.dropout": 0.0}


class Stored(NamedTuple):
    """What a stored model learns: how its data are written, and its settings."""

    write: Callable[[Path], Path]
    settings: Mapping[str, Any]


def _write_pairs(folder: Path) -> Path:
    return reversing.write_tsv(folder / "pairs.tsv", reversing.reversals())


def _write_features(folder: Path) -> Path:
    """A string is written as it is, or from its end if its features say so."""
    rows = [(text, text, "AS;IT;IS") for text, _ in reversing.reversals()]
    rows += [(text, back, "FROM;THE;END") for text, back in reversing.reversals()]
    return reversing.write_tsv(folder / "features.tsv", rows)


def _write_labels(folder: Path) -> Path:
    return reversing.write_tsv(folder / "labels.tsv", labelling.labelled())


def _write_text(folder: Path) -> Path:
    return writing.write_text(folder / "ab.txt", writing.texts())


def _write_clauses(folder: Path) -> Path:
    return tagging.write_conllu(folder / "clauses.conllu", tagging.clauses())


def _write_names(folder: Path) -> Path:
    return tagging.write_conll(folder / "names.conll", tagging.names())


_PAIRS = {
    **reversing.TINY_MODEL,
    **QUIET,
    "search.beam": 3,
    "model.hidden": 16,
    "training.epochs": 8,
}
_WORDS = {**tagging.TINY, **QUIET, "training.epochs": 5}

MODELS = {
    "additive_lstm": Stored(_write_pairs, _PAIRS),
    "dot_gru_features": Stored(
        _write_features,
        {**_PAIRS, "model.cell": "gru", "model.attention": "dot", "data.features_column": "3"},
    ),
    "deep_rnn_without_attention": Stored(
        _write_pairs,
        {
            **_PAIRS,
            "model.cell": "rnn",
            "model.decoder_cell": "gru",
            "model.attention": "none",
            "model.layers": 2,
            "model.tie_embeddings": False,
            "model.bidirectional": False,
        },
    ),
    "classifier": Stored(_write_labels, {**reversing.TINY_MODEL, **QUIET, "training.epochs": 5}),
    "language_model": Stored(_write_text, {**writing.TINY_WRITER, **QUIET, "training.epochs": 6}),
    "softmax_tagger": Stored(_write_clauses, {**_WORDS, "data.tag_columns": "upos,xpos"}),
    "crf_tagger": Stored(_write_names, _WORDS),
}

# What each model is asked: the inputs of one call.
QUESTIONS: dict[str, list[Any]] = {
    "additive_lstm": ["abc", "a", "cab", "zz", "bbac"],
    "dot_gru_features": ["abc\tFROM;THE;END", "abc\tAS;IT;IS", "cab\tAS;THE;END"],
    "deep_rnn_without_attention": ["abc", "a", "cab"],
    "classifier": ["abc", "cab", "zz", "b"],
    "language_model": ["abab", "ba", "ab"],
    "softmax_tagger": [["the", "dog", "runs"], ["saw"], ["A", "unicorn", "saw", "cats"]],
    "crf_tagger": [["Ms", "Ada", "sees", "Oslo"], ["Rio", "de", "Janeiro"], [","]],
}


def answers_of(name: str, model: Any) -> list[dict[str, Any]]:
    """What a loaded model makes of its questions, as plain values."""
    questions = QUESTIONS[name]
    if name == "language_model":
        return [
            {"log_probabilities": scored.log_probabilities.tolist()} for scored in model(questions)
        ]
    if name == "classifier":
        return [
            {"label": one.label, "probabilities": one.probabilities} for one in model(questions)
        ]
    if name.endswith("tagger"):
        return [
            {"columns": one.columns, "log_probability": one.log_probability}
            for one in model(questions)
        ]
    return [
        {
            "text": one.text,
            "tokens": one.tokens,
            "log_probability": one.log_probability,
            "score": one.score,
            "attention": None if one.attention is None else one.attention.tolist(),
        }
        for one in _predictions(name, model, questions)
    ]


def _predictions(name: str, model: Any, questions: list[str]) -> list[Any]:
    if not name.endswith("features"):
        return model(questions)
    sources, features = zip(*(text.split("\t") for text in questions), strict=True)
    return model(list(sources), list(features))


def read_answers(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))
