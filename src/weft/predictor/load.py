"""From a model directory to a predictor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from weft.config import Combine, TaskName
from weft.errors import WeftError
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


def ensemble(paths: Sequence[str | Path], combine: Combine = "probability", device: str = "cpu") -> Predictor:
    """Load several model directories whose encoder-decoders write one output together.

    They may differ in everything but the symbols of the output; the first one's settings count.

    Args:
        paths: the directories.
        combine: "probability" or "log_probability": the mean at every step; "vote": each searches for itself, and the
            output is the one that most hold for the best.
        device: where to compute.
    Raises: WeftError as for `load`, for no model, for a model of another kind, and for other output symbols.
    """
    if isinstance(paths, str | Path) or not paths:
        raise WeftError(f"an ensemble is a list of at least one model directory, but got {paths!r}")
    if combine not in get_args(Combine):
        raise WeftError(f"combine must be one of {', '.join(get_args(Combine))}, but is {combine!r}")
    members = [load_model(path) for path in paths]
    for path, member in zip(paths, members, strict=True):
        if member.task.name != "seq2seq":
            raise WeftError(f"{path}: an ensemble is of encoder-decoders, but this is a {member.task.name}")
    return Predictor(members, device, combine)
