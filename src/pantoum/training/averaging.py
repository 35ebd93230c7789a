"""Averages of weights: over the steps of a run, and over its evaluations (checkpoint averaging)."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from pantoum.files import PARTIAL, write_files
from pantoum.model_dir import MOST_WEIGHT_BYTES, check_regular
from pantoum.training.checkpoint import damaged

PREFIX = "evaluation-"
SUFFIX = ".safetensors"

MOVING_AVERAGE = "the moving average"
STEP = "the weights of the step"
LAST_STEP = "the weights of the last step, not averaged"


def average_of(model: nn.Module, decay: float) -> AveragedModel:
    """A copy of `model` in evaluation mode, whose weights follow it: w̄<n> = d w̄<n-1> + (1 - d)
    w<n>.

    After n steps d is min(decay, (1 + n) / (10 + n)), so that the average reaches back over about a
    ninth of the run at first, and at most over 1 / (1 - decay) steps.

    Args:
        model: its weights are averaged each time that `update_parameters` is called with it.
        decay: the largest share of the old average that is kept, 0 to below 1.
    Source: Polyak & Juditsky (1992), Acceleration of stochastic approximation by averaging; the
    warm-up of the decay is that of TensorFlow's `ExponentialMovingAverage`.
    """

    def follow(average: Tensor, weights: Tensor, steps: Tensor | int) -> Tensor:
        kept = min(decay, (1 + int(steps)) / (10 + int(steps)))
        return average.lerp(weights, 1 - kept)

    return AveragedModel(model, avg_fn=follow).eval()


def averaging_candidates(
    model: nn.Module, averaged: bool, means: Iterable[tuple[str, dict[str, Tensor]]]
) -> Iterator[tuple[str, nn.Module]]:
    """Other weights that the model of a run could have at its end, each with its name in words.

    Args:
        model: with the weights of the last step, which are a candidate where the evaluations were
            of a moving average.
        averaged: whether they were.
        means: names and weights of the means over evaluations.
    """
    if averaged:
        yield LAST_STEP, model
    for name, weights in means:
        candidate = copy.deepcopy(model)
        candidate.load_state_dict(weights)
        yield name, candidate


class _Saved(NamedTuple):
    """An evaluation whose weights are in a file: its selection key, where smaller is better, and
    its number.
    """

    key: list[float]
    number: int
    path: Path


class CheckpointAveraging:
    """The weights of the last and of the best evaluations of a run, on disk until its end, where
    their means are averaging candidates.

    Args:
        folder: where the run's checkpoint is.
        last, best: how many of either are kept; 0 for none.
    Source: Junczys-Dowmunt, Dwojak & Sennrich (2016), The AMU-UEDIN submission to the WMT16 news
    translation task, who average the last checkpoints of a run.
    """

    def __init__(self, folder: Path, last: int, best: int) -> None:
        self._folder = folder
        self._last = last
        self._best = best

    def add(self, number: int, key: Sequence[float], model: nn.Module) -> None:
        """Keep the weights of an evaluation, if any are to be kept.

        Args:
            number: of the evaluation, from 0.
            key: its selection key.
            model: with these weights.
        Raises: PantoumError when they cannot be written.
        """
        if self._last or self._best:
            # Copies, for safetensors refuses tied weights, which share their memory.
            weights = {
                name: tensor.detach().cpu().clone() for name, tensor in model.state_dict().items()
            }
            data = save(weights, metadata={"key": json.dumps(list(key))})
            write_files(self._folder, {f"{PREFIX}{number}{SUFFIX}": data})

    def prune(self, evaluations: int) -> None:
        """Take away what belongs to no mean any more.

        Args:
            evaluations: how many there were so far.
        Raises: PantoumError for a file that is damaged.
        """
        saved = self._saved(evaluations)
        averaged = {one.path for one in (*self._last_of(saved), *self._best_of(saved))}
        _remove({one.path for one in saved} - averaged)

    def clear(self) -> None:
        """Take all away, and what a killed run had half written."""
        _remove(self._folder.glob(f"{PREFIX}*"))

    def clean(self) -> None:
        """Take away what a killed run had half written."""
        _remove(self._folder.glob(f"{PREFIX}*{PARTIAL}"))

    def means(self, evaluations: int) -> Iterator[tuple[str, dict[str, Tensor]]]:
        """The means of what a run of so many evaluations has kept, each with its name in words.

        Raises: PantoumError for a file that is damaged.
        """
        saved = self._saved(evaluations)
        for what, ones in (("last", self._last_of(saved)), ("best", self._best_of(saved))):
            if len(ones) > 1:
                yield (
                    f"the mean of the {what} {len(ones)} evaluations",
                    _mean([one.path for one in ones]),
                )

    def _last_of(self, saved: Sequence[_Saved]) -> list[_Saved]:
        return sorted(saved, key=lambda one: -one.number)[: self._last]

    def _best_of(self, saved: Sequence[_Saved]) -> list[_Saved]:
        """Of equals the later, which learned at a lower rate."""
        return sorted(saved, key=lambda one: (one.key, -one.number))[: self._best]

    def _saved(self, evaluations: int) -> list[_Saved]:
        """All but what a killed run may have kept after its last checkpoint: that will come
        again."""
        names = {
            path: path.name[len(PREFIX) : -len(SUFFIX)]
            for path in self._folder.glob(f"{PREFIX}*{SUFFIX}")
        }
        numbers = {path: int(name) for path, name in names.items() if name.isdecimal()}
        return [
            _Saved(_key(path), number, path)
            for path, number in numbers.items()
            if number < evaluations
        ]


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        path.unlink(missing_ok=True)


def _key(path: Path) -> list[float]:
    with _opened(path) as file:
        return [float(number) for number in json.loads(file.metadata()["key"])]


def _mean(paths: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of each tensor of the files; of what has no mean, such as counts, that of the first
    file.

    Sums are in double precision, one file in memory at a time.
    """
    first = _weights(paths[0])
    sums = {name: tensor.double() for name, tensor in first.items() if tensor.is_floating_point()}
    for path in paths[1:]:
        more = _weights(path)
        for name, total in sums.items():
            total += more[name]
    return first | {
        name: (total / len(paths)).to(first[name].dtype) for name, total in sums.items()
    }


def _weights(path: Path) -> dict[str, Tensor]:
    with _opened(path) as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The file; whatever is wrong with it is said of it by name."""
    try:
        check_regular(path, MOST_WEIGHT_BYTES)
        with safe_open(path, framework="pt") as file:
            yield file
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error
