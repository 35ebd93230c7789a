"""`pantoum.train` and `pantoum.resume`: from data to a trained model, in one call."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pantoum.api.progress import progress_listener
from pantoum.api.run import run_training
from pantoum.config import (
    Config,
    GivenSettings,
    ResolvedConfig,
    Settings,
    check_given,
    config_from_keywords,
)
from pantoum.data.items import is_paths, paths_of
from pantoum.errors import PantoumError
from pantoum.files import path_of
from pantoum.model_dir import TrainedModel, load_model, read_records, read_start, start_from
from pantoum.predictor import AnyPredictor, predictor_of
from pantoum.predictor.base import TrainedPredictor
from pantoum.predictor.calls import clear_call
from pantoum.ranks import Ranks
from pantoum.tasks import Prepared, Start, prepare, prepare_data, read_data, settings_to_save
from pantoum.tasks.memory import data_from_memory
from pantoum.tracking import Reporter, TrackingListener, reporters_of, with_tensorboard
from pantoum.tracking.tensorboard_reporter import TensorBoardReporter, needs_folder
from pantoum.training.events import Announced, Evaluated, Event, Listener
from pantoum.training.launched import connected
from pantoum.training.listeners import notify
from pantoum.training.reservation import CHECKPOINTS, check_output


@clear_call
def train(
    data: Any,
    dev: Any = None,
    output: str | Path | None = None,
    seed: int | None = None,
    *,
    start: Any = None,
    config: Settings | None = None,
    callback: Callable[[dict[str, Any]], None] | None = None,
    reporters: Sequence[str | Reporter] | None = None,
    progress: bool = True,
    overwrite: bool = False,
    **settings: Any,
) -> AnyPredictor:
    """Train a model, as `pantoum train` does; the same data and seed give the same weights.

    Ctrl-C ends the training after the present step, and the best model so far is returned. In a
    script that `torchrun` or `srun` has started in several processes these train one model
    together, which all of them return; they must see the same files.

    Args:
        data: what to learn from: the path of a file, or of two line-aligned ones, as the command
            reads them; or an iterable of (input, output), (input, output, features), (words, tags)
            or texts; or a table with named columns: a data frame of pandas or polars, a dataset of
            datasets, dictionaries.
        dev: development data, in any of these forms; None holds out a part of `data`.
        output: the model directory to write; None keeps the model in memory.
        seed: decides the first weights, the order of the data, dropout and a held-out part; 1 by
            default.
        start: a trained model of the same kind, or its directory or address on the hub, to start
            from: its vocabularies are extended by those of `data`, and its weights are the first
            ones.
        config: settings, as a `Config`, a dictionary or the path of a YAML file.
        callback: is called after each evaluation, with what `metrics.jsonl` holds of it.
        reporters: the trackers that hear of the training: ``tensorboard``, ``wandb``, ``mlflow``,
            ``trackio``, or objects as `pantoum.Reporter` describes them. One that fails is shown
            in a line, and the training goes on.
        progress: show a bar and the evaluations, on stderr or in the notebook.
        overwrite: replace a model that is in `output`.
        settings: further settings by their names (``hidden=128``), which count over `config`; or
            by section (``model={"cell": "gru"}``).
    Returns: the trained model, as `pantoum.load` gives it.
    Raises: PantoumError for data, settings, an output directory or a model to start from that
        cannot be used.
    """
    if seed is not None:
        settings["seed"] = seed
    if isinstance(config, ResolvedConfig):
        config = settings_to_save(config)
    given = config_from_keywords(config, settings)
    _check_callback(callback)
    told = _reporters(reporters, given.config)
    folder = None if output is None else path_of(output, "output")
    if folder is None and any(isinstance(one, TensorBoardReporter) for one in told):
        raise needs_folder()
    with connected() as ranks:

        def read() -> Prepared[Any]:
            if folder is not None and ranks.first:
                check_output(folder, resume=False, overwrite=overwrite)
            if folder is None and ranks.count > ranks.here:
                raise PantoumError(
                    "processes on several machines cannot hand on a model that is kept in memory",
                    setting="output",
                    rule="a directory that all machines see",
                    remedy="give output=",
                )
            return _prepare(data, dev, given, start)

        prepared = ranks.agree(read)
        hears = partial(_listeners, prepared, callback, told, progress, ranks)
        if folder is not None:
            listeners = hears(folder)
            trained = _run(prepared, folder, listeners, ranks, overwrite=overwrite)
            return predictor_of(trained, trained.config.training.device)
        with tempfile.TemporaryDirectory(prefix="pantoum-") as temporary:
            made = ranks.from_first(Path(temporary) / "model")
            listeners = hears(made, in_memory=True)
            trained = _run(prepared, made, listeners, ranks)
            kept = replace(trained, records=read_records(made, trained.task))
            ranks.gather("read")  # before the first process takes the directory away
            return predictor_of(kept, trained.config.training.device)


@clear_call
def resume(
    path: str | Path,
    data: Any,
    dev: Any = None,
    *,
    start: Any = None,
    config: Settings | None = None,
    callback: Callable[[dict[str, Any]], None] | None = None,
    reporters: Sequence[str | Reporter] | None = None,
    progress: bool = True,
    **settings: Any,
) -> AnyPredictor:
    """Go on with a training that was stopped, bit for bit as if it had not been.

    Args:
        path: its model directory.
        data, dev, start, config, settings: those that it was started with.
        callback, progress: as for `train`.
        reporters: as for `train`; a tracker that was told of the training before goes on with its
            run, if it can.
    Returns: the trained model.
    Raises: PantoumError for a directory without a run to go on with, and for other data, settings
        or another model to start from than it was started with.
    """
    _check_callback(callback)
    folder = path_of(path, "path")
    if not (folder / CHECKPOINTS).is_dir():
        raise PantoumError(
            "holds no training that was stopped",
            where=str(folder),
            remedy="give the directory that it was started with as output=, or call pantoum.train",
        )
    given = config_from_keywords(config, settings)
    told = _reporters(reporters, given.config)
    with connected() as ranks:

        def read() -> Prepared[Any]:
            if ranks.first:
                check_output(folder, resume=True, overwrite=False)
            return _prepare(data, dev, given, start)

        prepared = ranks.agree(read)
        listeners = _listeners(prepared, callback, told, progress, ranks, folder)
        trained = _run(prepared, folder, listeners, ranks, resume=True)
    return predictor_of(trained, trained.config.training.device)


def _start_of(start: Any) -> Start | None:
    """The model to start from that a caller gives.

    Raises: PantoumError for a directory without a whole model, for several models, and for what is
        none.
    """
    if start is None:
        return None
    if isinstance(start, str | Path):
        return read_start(path_of(start, "start"))
    if isinstance(start, TrainedPredictor):
        return start_from(start.trained)
    raise PantoumError(
        setting="start",
        rule="a trained model or the path of its directory",
        value=start,
        remedy="load it with pantoum.load",
    )


def _prepare(data: Any, dev: Any, given: GivenSettings, wanted_start: Any) -> Prepared[Any]:
    """A run's task, data and complete settings."""
    start = _start_of(wanted_start)
    if start is not None:
        check_given(given.config, given.names, start.config)
    return _prepare_from(data, dev, given.config, start)


def _prepare_from(data: Any, dev: Any, config: Config, start: Start | None) -> Prepared[Any]:
    """As `_prepare`, with the data from files, from memory or both."""
    dev_paths = paths_of(dev, "dev") if is_paths(dev) else []
    if is_paths(data) and (dev is None or dev_paths):
        return prepare(paths_of(data), dev_paths, config, start)
    if is_paths(data):
        file_format, training = read_data(paths_of(data), config, start)
    else:
        file_format, training = data_from_memory(data, config.data)
    if dev is None:
        return prepare_data(file_format, training, None, config, start)
    if dev_paths:
        dev_data = file_format.read_dev(dev_paths, training, config)
        return prepare_data(file_format, training, dev_data, config, start)
    dev_format, dev_data = data_from_memory(dev, config.data, "dev", training)
    if dev_format is not file_format:
        raise PantoumError(
            "the development data are of another kind than the training data",
            where="dev",
            remedy="give both in the same form",
        )
    return prepare_data(file_format, training, dev_data, config, start)


def _check_callback(callback: object) -> None:
    if callback is not None and not callable(callback):
        raise PantoumError(
            setting="callback", rule="a function that takes one dictionary", value=callback
        )


def _reporters(given: Sequence[str | Reporter] | None, config: Config) -> list[Reporter]:
    """The reporters that a caller or the settings ask for, known before anything is read."""
    return reporters_of(with_tensorboard(given, config.training.tensorboard))


def _listeners(
    prepared: Prepared[Any],
    callback: Callable[[dict[str, Any]], None] | None,
    reporters: Sequence[Reporter],
    progress: bool,
    ranks: Ranks,
    folder: Path,
    *,
    in_memory: bool = False,
) -> list[Listener]:
    if not ranks.first:
        return []
    listeners = [progress_listener()] if progress else []
    displays = list(listeners)

    def announce(text: str) -> None:
        notify(displays, Announced(text))

    if callback is not None:
        listeners.append(_Callback(callback))
    if reporters:
        listeners.append(
            TrackingListener(
                reporters,
                prepared,
                folder,
                announce,
                warn=announce if displays else _warn,
                in_memory=in_memory,
            )
        )
    return listeners


def _warn(text: str) -> None:
    warnings.warn(text, RuntimeWarning, stacklevel=2)


class _Callback:
    """The listener that hands records to a function of the caller's."""

    def __init__(self, function: Callable[[dict[str, Any]], None]) -> None:
        self._function = function

    def __call__(self, event: Event) -> None:
        if isinstance(event, Evaluated):
            self._function(event.record.as_dict())


def _run(
    prepared: Prepared[Any],
    folder: Path,
    listeners: Sequence[Listener],
    ranks: Ranks,
    *,
    resume: bool = False,
    overwrite: bool = False,
) -> TrainedModel[Any, Any]:
    how: dict[str, Any] = {"resume": resume, "overwrite": overwrite, "ranks": ranks}
    run_training(prepared, folder, listeners, **how)
    return load_model(folder)
