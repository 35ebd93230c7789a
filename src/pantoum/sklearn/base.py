"""What the estimators have in common: settings as parameters, fitting, and pickling."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from pantoum.api import train
from pantoum.config import TaskName
from pantoum.data.items import items_of
from pantoum.errors import PantoumError
from pantoum.model_dir import load_model, read_records
from pantoum.predictor import AnyPredictor, predictor_of
from pantoum.predictor.inputs import check_no_table

# The attribute that holds the trained model, and what stands for it in a pickle.
MODEL = "model_"
FILES = "model_files"
# The largest number that a random state draws as a seed.
MOST_SEED = 2**31 - 1


class SequenceEstimator(BaseEstimator):
    """An estimator whose parameters are settings of a model; None leaves one open, as for
    `pantoum.train`.

    A fitted estimator has its model, with all that a model of its kind can do, in ``model_``. A
    pickle of it holds the files of a model directory, as bytes, and no object of PyTorch.
    """

    task: ClassVar[TaskName]
    model_: Any

    def _fit(self, data: list[Any]) -> None:
        """Train the model.

        Args:
            data: the examples, in a form that `pantoum.train` takes.
        Raises: PantoumError for examples and settings that cannot be used.
        """
        parameters = self.get_params(deep=False)
        settings = parameters.pop("settings")
        random_state = parameters.pop("random_state")
        verbose = parameters.pop("verbose")
        given = {name: value for name, value in parameters.items() if value is not None}
        self.model_ = train(
            data,
            seed=seed_of(random_state),
            config=settings,
            progress=bool(verbose),
            **{**given, "task": self.task},
        )

    def _fitted(self) -> Any:
        """The trained model.

        Raises: sklearn.exceptions.NotFittedError before `fit`.
        """
        check_is_fitted(self, MODEL)
        return self.model_

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(vars(self))
        if MODEL in state:
            state[FILES] = files_of(state.pop(MODEL))
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        values: dict[str, Any] = {**state}
        files = values.pop(FILES, None)
        super().__setstate__(values)
        if files is not None:
            self.model_ = model_of(files)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.target_tags.required = True
        return tags


def inputs_of(X: Any) -> list[Any]:
    """The inputs to predict from; there may be none.

    Raises: PantoumError for a whole table, which would give the names of its columns.
    """
    check_no_table(X, "input")
    return list(X)


def pairs_of(X: Any, y: Any) -> list[tuple[Any, Any]]:
    """Each input with its output.

    Raises: PantoumError for inputs or outputs that have no order, are none, or differ in number.
    """
    if y is None:
        raise PantoumError(
            "requires y to be passed, but the target y is None",
            setting="y",
            remedy="give the right output of each input",
        )
    check_no_table(X, "input")
    check_no_table(y, "output")
    inputs = items_of(X, "X")
    outputs = items_of(y, "y")
    if len(inputs) != len(outputs):
        raise PantoumError(
            f"X has {len(inputs):,} items, but y has {len(outputs):,}",
            setting="y",
            remedy="give the right output of each input",
        )
    return list(zip(inputs, outputs, strict=True))


def seed_of(random_state: Any) -> int | None:
    """The seed for a `random_state`, as scikit-learn has them; None for the usual one."""
    if isinstance(random_state, np.random.RandomState):
        return int(check_random_state(random_state).randint(MOST_SEED))
    return int(random_state) if isinstance(random_state, np.integer) else random_state


def files_of(model: AnyPredictor) -> dict[str, bytes]:
    """The files of the directory of a model, by their names."""
    with tempfile.TemporaryDirectory(prefix="pantoum-") as temporary:
        folder = Path(temporary) / "model"
        model.save(folder)
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def model_of(files: Mapping[str, bytes]) -> AnyPredictor:
    """The model whose directory has these files.

    Raises: PantoumError for files that are incomplete or damaged, and for names of other places.
    """
    with tempfile.TemporaryDirectory(prefix="pantoum-") as temporary:
        folder = Path(temporary)
        for name, content in files.items():
            if Path(name).name != name:
                raise PantoumError(
                    f"a model has no file {name!r}",
                    where="the pickle",
                    remedy="fit the estimator again",
                )
            (folder / name).write_bytes(content)
        trained = load_model(folder)
        return predictor_of(replace(trained, records=read_records(folder, trained.task)))
