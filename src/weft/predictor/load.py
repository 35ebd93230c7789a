"""From a model directory to a predictor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from weft.config import TaskName
from weft.model_dir import load_model
from weft.predictor.classifier import ClassifierPredictor
from weft.predictor.language_model import LanguageModelPredictor
from weft.predictor.seq2seq import Predictor
from weft.predictor.tagger import TagPredictor

PREDICTORS: dict[TaskName, Callable[[Any, str], Any]] = {
    "seq2seq": Predictor,
    "classifier": ClassifierPredictor,
    "language_model": LanguageModelPredictor,
    "tagger": TagPredictor,
}


def load(path: str | Path, device: str = "cpu") -> Any:
    """Load a model directory that `weft train` wrote.

    Args:
        path: the directory.
        device: where to compute: "cpu", "cuda", ...
    Returns: what predicts with such a model: a `Predictor` for an encoder-decoder, a `ClassifierPredictor` for a
        classifier, a `LanguageModelPredictor` for a language model, a `TagPredictor` for a tagger.
    Raises: WeftError when the directory is missing, incomplete, damaged or from a newer version.
    """
    trained = load_model(path)
    return PREDICTORS[trained.task.name](trained, device)
