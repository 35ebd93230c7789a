"""A model as a function of a column, for pandas, Spark, Ray and whatever else sends functions to
processes.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pantoum.data.lines import trimmed
from pantoum.errors import PantoumError
from pantoum.exported import is_exported, load
from pantoum.files import path_of
from pantoum.hub import is_address
from pantoum.model_dir import WEIGHTS, members_of
from pantoum.predictor.calls import clear_call
from pantoum.scale.answers import ERROR, FORMS, Answer, Inputs, answers_of

# The models of this process, by what they were loaded of and how, and when that was written.
_LOADED: dict[tuple[Any, ...], tuple[int, Any]] = {}
_LOADING = threading.Lock()
# Options of a call that give something else than one output for each input.
NOT_OF_COLUMNS = ("nbest", "attention")
MOST_THREADS = 1024


class ModelFunction:
    """Answers a column of inputs with a column of outputs. It is pickled as the path of its model,
    and loads the model once in each process, when it is first called there.

    Args: as for `udf`.
    """

    def __init__(
        self,
        path: str,
        returns: str,
        device: str,
        threads: int | None,
        group: str | None,
        loading: dict[str, Any],
        options: dict[str, Any],
    ) -> None:
        self.path = path
        self.returns = returns
        self.device = device
        self.threads = threads
        self.group = group
        self.loading = loading
        self.options = options
        self._checked = False

    @property
    def model(self) -> Any:
        """The model, loaded if this process has not loaded it yet, or if this function is new and
        the model was written anew.

        Raises: PantoumError as `pantoum.load`, and for options that the model does not have.
        """
        key = (self.path, self.device, self.threads, *sorted(self.loading.items()))
        with _LOADING:
            # A function that has answered keeps its model: no batch asks the disk.
            known = key in _LOADED and (self._checked or _LOADED[key][0] == _time_of(self.path))
            if not known:
                _LOADED[key] = (_time_of(self.path), self._load())
            model = _LOADED[key][1]
        if not self._checked:
            own = {"attention": False} if model.task == "seq2seq" else {}
            model([], **own, **self.options)  # options that cannot work are refused now
            if self.group is not None:
                self._check("group", [self.group], 1, _reads_groups(model))
            self._checked = True
        return model

    def __call__(self, inputs: Any, features: Any = None, group: Any = None) -> Any:
        """The outputs of some inputs, in their order.

        Args:
            inputs: texts: a Series of pandas, an array of pyarrow, or a list.
            features: of each input, likewise, for a model that reads them.
            group: of each input, likewise, for a model that reads groups; by default that of `udf`.
        Returns: outputs: as many, in the form of `inputs`: texts, labels, tags with spaces between
            them, or log-probabilities; None for an input that is missing or that the model
            refuses. Or columns: a data frame with the index of the Series, a table of pyarrow, or
            a list of dictionaries.
        Raises: PantoumError for another number of features or groups than of inputs, or where the
            model reads them and there are none.
        """
        texts = _listed(inputs)
        rows = self.answers(
            texts,
            None if features is None else _listed(features),
            None if group is None else _listed(group),
        )
        if self.returns == "output":
            form = FORMS[self.model.task]
            is_text = form.output not in form.numbers
            return _like(inputs, [row[form.output] for row in rows], is_text)
        return _table_like(inputs, rows, self.model.task)

    def answers(
        self,
        texts: Sequence[Any],
        features: Sequence[str | None] | None = None,
        groups: Sequence[str | None] | None = None,
        errors: Sequence[str | None] = (),
    ) -> list[Answer]:
        """A row for each input, with all columns (`pantoum.scale.answers`).

        Raises: PantoumError as a call.
        """
        model = self.model
        if groups is None and self.group is not None:
            groups = [self.group] * len(texts)
        self._check("features", features, len(texts), getattr(model, "reads_features", False))
        self._check("group", groups, len(texts), _reads_groups(model))
        cut = [trimmed(text) if isinstance(text, str) else text for text in texts]
        options = self.options
        if model.task == "tagger" and self.returns == "columns":
            options = {**options, "probabilities": True}
        inputs = Inputs(cut, features, groups, errors)
        return answers_of(model, inputs, options, rounded=self.returns == "columns")

    def _check(
        self, name: str, given: Sequence[str | None] | None, count: int, reads: bool
    ) -> None:
        if given is None and not reads:
            return
        if given is None or not reads or len(given) != count:
            rule = f"one for each of the {count} inputs" if reads else "left out for this model"
            raise PantoumError(
                f"the model reads {'' if reads else 'no '}{name}, but got "
                f"{'none' if given is None else len(given)} for {count} inputs",
                setting=name,
                where=self.path,
                rule=rule,
                remedy=f"give {rule}" if reads else "leave it out",
            )

    def _load(self) -> Any:
        if is_exported(self.path):
            threads = {} if self.threads is None else {"threads": self.threads}
            model = load(self.path, self.device, **threads, **self.loading)
        else:
            if self.threads is not None:
                import torch

                torch.set_num_threads(self.threads)
            model = load(self.path, self.device, **self.loading)
        return model


@clear_call
def udf(
    path: str | Path,
    *,
    returns: str = "output",
    device: str = "auto",
    threads: int | None = None,
    group: str | None = None,
    int8: bool = False,
    shortlist: bool = False,
    **options: Any,
) -> ModelFunction:
    """A model as a function of a column: of a Series of pandas in ``pandas_udf`` of Spark, of a
    batch of Ray Data, of a list. It can be pickled, and loads its model once in each process.

    Args:
        path: the model directory, an exported file, or an address on the hub; where processes are
            on several machines, each must find it there.
        returns: output: one column, the output; columns: the JSON form of predictions as columns,
            and `error`.
        device: where to compute.
        threads: CPU threads of each process; None leaves them as they are. Where each processor has
            a process, as in Spark: 1.
        group: the group of all inputs, for a model that reads groups.
        int8, shortlist: as for `pantoum.load`.
        options: those of a call of the model, as beam=1.
    Returns: what answers a column; see `ModelFunction.__call__`.
    Raises: PantoumError for what cannot be a path, and for another value of `returns`. What is
        wrong with the model or the options is known when it is loaded.
    """
    if returns not in ("output", "columns"):
        raise PantoumError(setting="returns", rule="output or columns", value=returns)
    if threads is not None and (type(threads) is not int or not 1 <= threads <= MOST_THREADS):
        rule = f"a whole number from 1 to {MOST_THREADS}"
        raise PantoumError(setting="threads", rule=rule, value=threads)
    for name in NOT_OF_COLUMNS:
        if options.get(name):
            raise PantoumError(
                f"a column has one output for each input, without {name}",
                setting=name,
                rule="left out",
                value=options[name],
                remedy="leave it out, or call the model itself",
            )
    place = str(path)
    if not is_address(path):
        place = str(path_of(path, "path").absolute())
        if not is_exported(place):
            # A directory of several runs stands for the one that was chosen.
            members = members_of(Path(place))
            if len(members) > 1:
                raise PantoumError(
                    "a function is of one model, and several answer for this directory",
                    setting="path",
                    where=place,
                    remedy="give the directory of one of them",
                )
            place = str(members[0])
    loading = {"int8": int8, "shortlist": shortlist}
    given = {name: value for name, value in loading.items() if value}
    return ModelFunction(place, returns, device, threads, group, given, options)


def _time_of(path: str) -> int:
    """When a model was written, in nanoseconds; 0 for an address."""
    place = Path(path)
    try:
        return (place / WEIGHTS if place.is_dir() else place).stat().st_mtime_ns
    except OSError:
        return 0


def _reads_groups(model: Any) -> bool:
    return getattr(model, "groups", None) is not None


def _listed(values: Any) -> list[Any]:
    """The values of a Series, an array or a list; None for those that are missing.

    Raises: PantoumError for what is no column.
    """
    is_table = hasattr(values, "columns") or hasattr(values, "column_names")
    if is_table or isinstance(values, str | bytes | dict) or not hasattr(values, "__iter__"):
        raise PantoumError(
            f"a function answers a column, but got a {type(values).__name__}",
            setting="inputs",
            rule="a Series of pandas, an array of pyarrow or a list",
            remedy="give one column of a table, or a list of texts",
        )
    if hasattr(values, "to_pylist"):  # pyarrow
        return values.to_pylist()
    return list(values)


def _is_series(values: Any) -> bool:
    return hasattr(values, "index") and hasattr(values, "to_numpy")


def _like(inputs: Any, outputs: list[Any], is_text: bool) -> Any:
    """Outputs in the form of the inputs."""
    if hasattr(inputs, "to_pylist"):
        import pyarrow

        # Said, for a part without an output would have another type than the next one.
        return pyarrow.array(outputs, pyarrow.string() if is_text else pyarrow.float64())
    if _is_series(inputs):
        import pandas

        kind = "object" if all(one is None for one in outputs) else None
        return pandas.Series(outputs, index=inputs.index, dtype=kind)
    return outputs


def _table_like(inputs: Any, rows: list[Answer], task: Any) -> Any:
    """Rows in the form of the inputs."""
    if hasattr(inputs, "to_pylist"):
        from pantoum.scale.arrow import table_of

        return table_of(rows, task)
    if _is_series(inputs):
        import pandas

        return pandas.DataFrame(rows, index=inputs.index, columns=[*FORMS[task].columns, ERROR])
    return rows
