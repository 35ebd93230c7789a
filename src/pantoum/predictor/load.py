"""From a model directory to a predictor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from pantoum.config import Combine, TaskName
from pantoum.errors import PantoumError
from pantoum.model_dir import TrainedModel, load_model
from pantoum.predictor.classifier import ClassifierPredictor
from pantoum.predictor.language_model import LanguageModelPredictor
from pantoum.predictor.seq2seq import Predictor
from pantoum.predictor.tagger import TagPredictor

PREDICTORS: dict[TaskName, Callable[..., Any]] = {
    "seq2seq": Predictor,
    "classifier": ClassifierPredictor,
    "language_model": LanguageModelPredictor,
    "tagger": TagPredictor,
}


def load(
    path: str | Path, device: str = "cpu", *, int8: bool = False, shortlist: bool = False
) -> Any:
    """Load a model directory that `pantoum train` wrote.

    Args:
        path: the directory.
        device: where to compute: "cpu", "cuda", ..., or "auto": a GPU if there is one.
        int8: keep the decoder's weights in 8 bits, which is faster; for encoder-decoders on x86
            processors with AVX2.
        shortlist: only output symbols that the input's make likely, as learned at the end of
            training; this is faster.
    Returns: what predicts with such a model: a `Predictor` for an encoder-decoder, a
        `ClassifierPredictor` for a classifier, a `LanguageModelPredictor` for a language model, a
        `TagPredictor` for a tagger.
    Raises: PantoumError when the directory is missing, incomplete, damaged or from a newer version,
        and for weights of 8 bits or a shortlist where there can be none.
    """
    trained = load_model(path, shortlist=shortlist)
    if int8:
        _check_task(path, trained, "int8 is for encoder-decoders")
    return PREDICTORS[trained.task.name](trained, device, **({"int8": True} if int8 else {}))


def ensemble(
    paths: Sequence[str | Path],
    combine: Combine = "probability",
    device: str = "cpu",
    *,
    int8: bool = False,
    shortlist: bool = False,
) -> Predictor:
    """Load several model directories whose encoder-decoders write one output together.

    They may differ in everything but the symbols of the output; the first one's settings count.

    Args:
        paths: the directories.
        combine: "probability" or "log_probability": the mean at every step; "vote": each searches
            for itself, and the output with the most votes wins.
        device: where to compute.
        int8, shortlist: as for `load`.
    Raises: PantoumError as for `load`, for no model, for a model of another kind, and for other
        output symbols.
    """
    if isinstance(paths, str | Path) or not paths:
        raise PantoumError(
            f"an ensemble is a list of at least one model directory, but got {paths!r}"
        )
    if combine not in get_args(Combine):
        raise PantoumError(
            f"combine must be one of {', '.join(get_args(Combine))}, but is {combine!r}"
        )
    members = [load_model(path, shortlist=shortlist) for path in paths]
    for path, member in zip(paths, members, strict=True):
        _check_task(path, member, "an ensemble is of encoder-decoders")
    return Predictor(members, device, combine, int8=int8)


def _check_task(path: str | Path, trained: TrainedModel[Any, Any], rule: str) -> None:
    if trained.task.name != "seq2seq":
        raise PantoumError(
            f"{rule}, but this is a {trained.task.name.replace('_', ' ')}", where=str(path)
        )
