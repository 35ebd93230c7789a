"""The weights of some evaluations of a run, on disk until its end, where their means are tried."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from pantoum.files import write_files
from pantoum.training.checkpoint import damaged

PREFIX, SUFFIX = "evaluation-", ".safetensors"


class _Kept(NamedTuple):
    """An evaluation whose weights are in a file: its selection key, where smaller is better, and
    its number.
    """

    key: list[float]
    number: int
    path: Path


class EvaluatedWeights:
    """The weights of the last and of the best evaluations of a run.

    Args:
        folder: where the run's checkpoint is.
        last, best: how many of either are kept; 0 for none.
    """

    def __init__(self, folder: Path, last: int, best: int) -> None:
        self._folder, self._last, self._best = folder, last, best

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
        kept = self._kept(evaluations)
        _remove(
            {one.path for one in kept}
            - {one.path for one in (*self._lasts(kept), *self._bests(kept))}
        )

    def clear(self) -> None:
        """Take all away, and what a killed run had half written."""
        _remove(self._folder.glob(f"{PREFIX}*"))

    def means(self, evaluations: int) -> Iterator[tuple[str, dict[str, Tensor]]]:
        """The means of what a run of so many evaluations has kept, each with its name in words.

        Raises: PantoumError for a file that is damaged.
        """
        kept = self._kept(evaluations)
        for what, ones in (("last", self._lasts(kept)), ("best", self._bests(kept))):
            if len(ones) > 1:
                yield (
                    f"the mean of the {what} {len(ones)} evaluations",
                    _mean([one.path for one in ones]),
                )

    def _lasts(self, kept: Sequence[_Kept]) -> list[_Kept]:
        return sorted(kept, key=lambda one: -one.number)[: self._last]

    def _bests(self, kept: Sequence[_Kept]) -> list[_Kept]:
        """Of equals the later, which learned at a lower rate."""
        return sorted(kept, key=lambda one: (one.key, -one.number))[: self._best]

    def _kept(self, evaluations: int) -> list[_Kept]:
        """All but what a killed run may have kept after its last checkpoint: that will come
        again."""
        files = {
            path: path.name[len(PREFIX) : -len(SUFFIX)]
            for path in self._folder.glob(f"{PREFIX}*{SUFFIX}")
        }
        numbers = {path: int(number) for path, number in files.items() if number.isdecimal()}
        return [
            _Kept(_key(path), number, path)
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
        with safe_open(path, framework="pt") as file:
            yield file
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error
