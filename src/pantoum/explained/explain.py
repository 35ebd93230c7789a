"""`pantoum.explain`: what a trained model does over a file, in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pantoum.config import GivenFormat, UnseenGroup
from pantoum.data.items import is_paths, paths_of
from pantoum.errors import PantoumError
from pantoum.explained.analyses import ANALYSES, Asked, chosen
from pantoum.explained.explanation import Explanation
from pantoum.explained.folder import make_folder
from pantoum.explaining.examined import Examined
from pantoum.explaining.reading import Read, read_examined
from pantoum.exported import load
from pantoum.plots.figure import new_figure
from pantoum.predictor.calls import check_whole, clear_call


@clear_call
def explain(
    model: Any,
    data: Any,
    output: str | Path | None = None,
    *,
    only: Any = None,
    train: Any = None,
    others: Mapping[str, Any] | None = None,
    features: Mapping[str, Any] | None = None,
    seed: int = 1,
    group: str | None = None,
    unseen_group: UnseenGroup | None = None,
    format: GivenFormat = "auto",
    overwrite: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Explanation:
    """What a trained model does over some data: what each part is worth, how far gradients reach,
    where it attends, what its gates and units do, what its outputs depend on, where it errs and how
    sure it is then.

    Nothing of the model is changed. What the data or the model do not allow is left out, and the
    findings say so.

    Args:
        model: a trained model, or its directory or address on the hub.
        data: inputs with their right outputs, in any form that its `evaluate` takes, or inputs
            alone.
        output: a new or empty directory for the page, its pictures and the file of all numbers;
            None writes nothing.
        only: the names of the analyses to make; None: all.
        train: the training data, in any of these forms, for errors on what it has not seen.
        others: further models of the same kind by names of one's own, or their directories, which
            are measured on the same data beside this one.
        features: of what is read, by names of one's own, that units may follow: for each a function
            of the symbols of an input that gives a number for each of them, or a list with the
            numbers of each input.
        seed: decides which inputs are drawn, and all else that is.
        group: of all inputs, for a model that reads groups, where the data have none.
        unseen_group: what to do with groups that training has not seen; None: as in training.
        format: the format of the files.
        overwrite: replace an explanation that is in `output`.
        progress: is called with the name of each analysis before it is made.
    Returns: the findings.
    Raises: PantoumError for a model, data or a directory that cannot be used.
    """
    check_whole("seed", seed)
    names = chosen(only)
    if output is not None:
        make_folder(output, overwrite=overwrite)
        new_figure(1.0, 1.0)  # refuses at once where pictures cannot be drawn

    def read(one: Any, data: Any = data) -> Read:
        predictor = load(one) if isinstance(one, str | Path) else one
        return read_examined(predictor, data, form=format, group=group, unseen_group=unseen_group)

    if others and "reach" in names:
        _check_readable_again(data)
    examined, notes = read(model)
    notes += _unused(names, train=train, others=others or None, features=features or None)
    reads_train = train is not None and "errors" in names
    asked = Asked(
        seed,
        read(examined.predictor, train).examined.data if reads_train else None,
        {
            name: _other(examined, name, read(one))
            for name, one in (others or {}).items()
            if "reach" in names
        },
        features,
    )
    findings = []
    for name in names:
        if progress is not None:
            progress(name)
        findings.append(ANALYSES[name](examined, asked))
    facts = {
        "model": _name(examined),
        "kind": examined.kind,
        "data": ", ".join(map(str, paths_of(data))) if is_paths(data) else "given in Python",
        "inputs": len(examined.data),
        "seed": seed,
    }
    explanation = Explanation(facts, findings, notes)
    if output is not None:
        explanation.save(output, overwrite=overwrite)
    return explanation


# What one analysis alone uses, by its argument: how it is called, and that analysis.
USED_BY = {
    "train": ("the training data are", "errors"),
    "others": ("the other models are", "reach"),
    "features": ("the features are", "units"),
}


def _unused(names: Sequence[str], **given: Any) -> list[str]:
    """A sentence for each argument that no analysis uses that is asked for."""
    said = []
    for name, value in given.items():
        what, analysis = USED_BY[name]
        if value is not None and analysis not in names:
            said.append(f"{what} not used: {analysis} is not among the analyses that are asked for")
    return said


def _check_readable_again(data: Any) -> None:
    """Refuse pipes where further models read the same data, each in its own way.

    Raises: PantoumError.
    """
    for path in paths_of(data) if is_paths(data) else ():
        if path.exists() and not path.is_file() and not path.is_dir():
            raise PantoumError(
                "can be read only once, and further models read it, too",
                setting="data",
                where=str(path),
                remedy="write it to a file first",
            )


def _other(examined: Examined, name: str, read: Read) -> Examined:
    """Another model that is measured beside the one that is explained.

    Raises: PantoumError for one of another kind.
    """
    if read.examined.kind != examined.kind:
        raise PantoumError(
            f"a {read.examined.kind} model cannot stand beside a {examined.kind} model",
            setting="others",
            where=name,
            remedy="give models of the same kind",
        )
    return read.examined


def _name(examined: Examined) -> str:
    """The name of the model's directory."""
    (folder,) = examined.predictor.folders
    return Path(folder).name if folder else "a model"
