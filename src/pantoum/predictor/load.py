"""From a model directory to a predictor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, overload

from pantoum.config import Combine, TaskName
from pantoum.errors import PantoumError
from pantoum.files import path_of
from pantoum.hub import is_address
from pantoum.inference.side_by_side import one_thread
from pantoum.model_dir import TrainedModel, load_model, members_of
from pantoum.predictor.calls import clear_call
from pantoum.predictor.classifier import ClassifierPredictor
from pantoum.predictor.language_model import LanguageModelPredictor
from pantoum.predictor.seq2seq import Predictor
from pantoum.predictor.tagger import TagPredictor
from pantoum.tasks import REGISTRY

AnyPredictor = Predictor | ClassifierPredictor | LanguageModelPredictor | TagPredictor

PREDICTORS: dict[TaskName, Callable[..., AnyPredictor]] = {
    "seq2seq": Predictor,
    "classifier": ClassifierPredictor,
    "language_model": LanguageModelPredictor,
    "tagger": TagPredictor,
}


@overload
def load(
    path: str | Path,
    device: str = "auto",
    *,
    task: Literal["seq2seq"],
    int8: bool = False,
    shortlist: bool = False,
) -> Predictor: ...
@overload
def load(
    path: str | Path, device: str = "auto", *, task: Literal["classifier"]
) -> ClassifierPredictor: ...
@overload
def load(
    path: str | Path, device: str = "auto", *, task: Literal["language_model"]
) -> LanguageModelPredictor: ...
@overload
def load(path: str | Path, device: str = "auto", *, task: Literal["tagger"]) -> TagPredictor: ...
@overload
def load(
    path: str | Path,
    device: str = "auto",
    *,
    task: TaskName | None = None,
    int8: bool = False,
    shortlist: bool = False,
) -> AnyPredictor: ...
@clear_call
@one_thread()  # what is drawn and packed is little
def load(
    path: str | Path,
    device: str = "auto",
    *,
    task: TaskName | None = None,
    int8: bool = False,
    shortlist: bool = False,
) -> AnyPredictor:
    """Load a model directory that `pantoum train` wrote.

    Args:
        path: the directory; or ``hf://user/name``, with ``@revision`` behind it or without, for a
            model on the Hugging Face hub, whose files are fetched once. A directory of several
            runs gives the one that was chosen, or all of them together.
        device: where to compute: "auto", a GPU if there is one; or "cpu", "cuda", ...
        task: what kind of model is wanted, by the name that `--task` has for it; another kind is
            refused, and a type checker knows what is returned. None takes any.
        int8: keep the decoder's weights in 8 bits, which is faster; for encoder-decoders on x86
            processors with AVX2.
        shortlist: only output symbols that the input's make likely, as learned at the end of
            training; this is faster.
    Returns: what predicts with such a model: a `Predictor` for an encoder-decoder, a
        `ClassifierPredictor` for a classifier, a `LanguageModelPredictor` for a language model, a
        `TagPredictor` for a tagger.
    Raises: PantoumError when the directory is missing, incomplete, damaged or from a newer version,
        holds another kind of model than `task`, when the hub does not give the model, and for
        weights of 8 bits or a shortlist where there can be none.
    """
    if task is not None and task not in REGISTRY:
        raise PantoumError(setting="task", rule=f"one of {', '.join(REGISTRY)}", value=task)
    place = path_of(path, "path")
    members = [place] if is_address(place) else members_of(place)
    trained = load_model(members[0], shortlist=shortlist)
    if task is not None and trained.task.name != task:
        raise PantoumError(
            f"the model is a {trained.task.name}, but task is {task!r}",
            where=str(path),
            remedy="leave task out, or give another directory",
        )
    if len(members) > 1:
        return ensemble(members, device=device, int8=int8, shortlist=shortlist)
    if int8:
        _check_task(path, trained, "int8 is for encoder-decoders")
    return predictor_of(trained, device, **({"int8": True} if int8 else {}))


def predictor_of(
    trained: TrainedModel[Any, Any], device: str = "auto", **options: Any
) -> AnyPredictor:
    """What predicts with a trained model in memory; see `load`."""
    return PREDICTORS[trained.task.name](trained, device, **options)


@clear_call
@one_thread()
def ensemble(
    paths: Sequence[str | Path],
    combine: Combine = "probability",
    device: str = "auto",
    *,
    int8: bool = False,
    shortlist: bool = False,
) -> Any:
    """Load several model directories that decide together: encoder-decoders, classifiers or
    taggers.

    They may differ in everything but the symbols of the output, the labels or the tags; the first
    one's settings count. Classifiers, and taggers without a CRF, give the mean of their
    probabilities; CRFs the normalised geometric mean of the probabilities of whole sequences of
    tags, for which their scores are averaged.

    Args:
        paths: the directories, or addresses on the hub as for `load`.
        combine: for encoder-decoders "probability" or "log_probability": the mean at every step;
            "vote": each searches for itself, and the output with the most votes wins.
        device: where to compute.
        int8, shortlist: as for `load`.
    Returns: as `load`.
    Raises: PantoumError as for `load`, for no model, for models of different kinds and for language
        models, for a way to combine that is not used by these, and for other output symbols, labels
        or tags.
    """
    if not isinstance(paths, Sequence) or isinstance(paths, str | bytes) or not paths:
        raise PantoumError(
            f"an ensemble is a list of at least one model directory, but got {paths!r}",
            setting="paths",
            rule="a list of at least one model directory",
            value=paths,
        )
    if combine not in get_args(Combine):
        raise PantoumError(
            setting="combine", rule=f"one of {', '.join(get_args(Combine))}", value=combine
        )
    members = [load_model(path_of(path, "paths"), shortlist=shortlist) for path in paths]
    check_together(paths, members)
    task = members[0].task.name
    if task == "seq2seq":
        return Predictor(members, device, combine, int8=int8)
    if combine != "probability":
        raise PantoumError(
            f"combine {combine!r} is for encoder-decoders, but this is {_kind(members[0])}",
            setting="combine",
            where=str(paths[0]),
            value=combine,
            remedy="leave it out",
        )
    if int8:
        _check_task(paths[0], members[0], "int8 is for encoder-decoders")
    return PREDICTORS[task](members, device)


def check_together(paths: Sequence[str | Path], members: Sequence[TrainedModel[Any, Any]]) -> None:
    """Refuse models that cannot decide together.

    Args:
        paths: of the models, for messages.
    Raises: PantoumError for models of different kinds, and for language models.
    """
    task = members[0].task.name
    if task == "language_model":
        raise PantoumError(
            "an ensemble is of encoder-decoders, classifiers or taggers, but this is a language "
            "model",
            where=str(paths[0]),
            remedy="load it by itself with pantoum.load",
        )
    for path, member in zip(paths, members, strict=True):
        if member.task.name != task:
            raise PantoumError(
                f"the models of an ensemble are of one kind, but this is {_kind(member)} and the "
                f"first is {_kind(members[0])}",
                where=str(path),
                remedy="leave it out",
            )


def _kind(trained: TrainedModel[Any, Any]) -> str:
    return REGISTRY[trained.task.name].description


def _check_task(path: str | Path, trained: TrainedModel[Any, Any], rule: str) -> None:
    if trained.task.name != "seq2seq":
        raise PantoumError(
            f"{rule}, but this is a {trained.task.name.replace('_', ' ')}",
            where=str(path),
            rule="an encoder-decoder",
            value=trained.task.name,
        )
