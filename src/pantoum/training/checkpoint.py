"""A run's state on disk: everything needed to go on as if it had never stopped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from pantoum.config import Config, by_name
from pantoum.errors import PantoumError
from pantoum.files import not_readable, write_files
from pantoum.tasks.contract import EXPLICIT, START

# So many differences between a run and its continuation are named.
MOST_NAMED = 3

DEFAULTS = by_name(Config())
LEFT_OUT = ("", "auto", 0)
# The one setting that a run may go on with another value of.
THREADS = "training.threads"


@dataclass
class Progress:
    """Where a run is.

    epoch, batch: the next batch to learn from; batches: in that epoch, or 0 before its first step;
    step: optimiser steps taken; evaluations: lines in metrics.jsonl; best: selection key of the
    best one, smaller is better; best_at: epochs before it; waited: epochs from there to the last
    evaluation; nll, symbols, learning: sums since the last evaluation, of nats, output symbols and
    seconds spent on steps; seconds: time spent so far, on everything; threads: CPU threads, since
    sums over several of them round differently, 0 where they are to be chosen; ranks: processes
    that share each batch; finished: nothing is left to do.
    """

    epoch: int = 0
    batch: int = 0
    batches: int = 0
    step: int = 0
    evaluations: int = 0
    best: list[float] = field(default_factory=list)
    best_at: float = 0.0
    waited: float = 0.0
    nll: float = 0.0
    symbols: int = 0
    learning: float = 0.0
    seconds: float = 0.0
    threads: int = 0
    ranks: int = 1
    finished: bool = False

    @property
    def position(self) -> float:
        """Epochs learned from so far."""
        return self.epoch + self.batch / max(self.batches, 1)

    @property
    def loss(self) -> float:
        """Mean negative log-likelihood per output symbol since the last evaluation, in nats."""
        return self.nll / max(self.symbols, 1)

    @property
    def speed(self) -> float:
        """Output symbols learned from in a second, since the last evaluation."""
        return self.symbols / max(self.learning, 1e-9)


def save_checkpoint(
    path: Path, progress: Progress, engine_state: dict[str, Any], fingerprint: Mapping[str, Any]
) -> None:
    """Write a checkpoint; the one that was there stays whole until the new one is.

    Args:
        fingerprint: the settings by name, and the data, so that a run is only continued with the
            same.
    Raises: PantoumError when it cannot be written.
    """
    state = {
        "progress": asdict(progress),
        "engine": engine_state,
        "fingerprint": dict(fingerprint),
    }
    data = io.BytesIO()
    torch.save(state, data)
    write_files(path.parent, {path.name: data.getvalue()})


def load_checkpoint(path: Path, fingerprint: Mapping[str, Any]) -> tuple[Progress, dict[str, Any]]:
    """The progress and the engine's state; where `training.threads` is another now, the number of
    threads is open: 0.

    Raises: PantoumError when the file cannot be read, is damaged, or belongs to other settings or
    data.
    """
    try:
        data = path.read_bytes()
    except OSError as error:  # the run in it may be whole: nobody should be sent to train anew
        raise not_readable(path, error) from error
    try:
        _check_sums(data)
        state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        progress = _progress(state["progress"])
        known = dict(state["fingerprint"])
        engine = state["engine"]
    except Exception as error:  # torch.load raises many kinds on a damaged file
        raise damaged(path) from error
    _check_same(path, known, fingerprint)
    if known.get(THREADS) != fingerprint[THREADS]:
        progress = replace(progress, threads=0)
    return progress, engine


def _check_sums(data: bytes) -> None:
    """Compare each part of a checkpoint with its CRC-32, which `torch.save` writes and `torch.load`
    does not read.

    Raises: ValueError for a part that has changed, zipfile.BadZipFile for what is no checkpoint at
    all.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.testzip() is not None:
            raise ValueError("a part has changed")


def damaged(path: Path) -> PantoumError:
    """What to say of a checkpoint that cannot be gone on from."""
    return PantoumError(
        "the checkpoint is damaged;", where=str(path), remedy="train again with --overwrite"
    )


def _progress(values: Mapping[str, Any]) -> Progress:
    progress = Progress(**values)
    for name, default in asdict(Progress()).items():
        value = getattr(progress, name)
        if not isinstance(value, type(default)) or (isinstance(value, int | float) and value < 0):
            raise ValueError(name)
    return progress


def _check_same(path: Path, known: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    # An earlier version did not have every setting: what it did is the default.
    known = {**by_name(Config()), **known}
    different = [
        name for name in now if name not in (EXPLICIT, THREADS) and known.get(name) != now[name]
    ]
    if not different:
        return
    if START in different:  # settings and vocabularies follow from it
        raise _other_start(path, known.get(START), now[START])
    # What was chosen by itself follows from the rest; it is named if nothing else is different.
    set_by_user = {"data", *known.get(EXPLICIT, ()), *now.get(EXPLICIT, ())}
    names = [name for name in different if name in set_by_user] or different
    # Some settings change what is read of the same files.
    if any(name == "seed" or name.startswith("data.") for name in names):
        names = [name for name in names if name != "data"]
    differences = [
        "other data" if name == "data" else _difference(name, known.get(name), now[name])
        for name in names
    ]
    more = " and more" if len(names) > MOST_NAMED else ""
    raise PantoumError(
        f"the run was started with {'; '.join(differences[:MOST_NAMED])}{more};",
        where=str(path),
        remedy="give the same files and settings to --resume, train anew with --overwrite, or "
        "begin another run from this model with --from",
    )


def _other_start(path: Path, then: str | None, now: str | None) -> PantoumError:
    """What to say of a run that was started from another model."""
    given = "no --from is given" if now is None else "--from gives another one"
    if then is None:
        problem = "the run was started from fresh weights, but --from gives a trained model;"
    else:
        problem = f"the run was started from a trained model, but {given};"
    return PantoumError(
        problem,
        setting="from",
        where=str(path),
        rule="the model that the run was started from",
        value=now,
        remedy="give the same --from to --resume, or train anew with --overwrite",
    )


def _difference(name: str, then: Any, now: Any) -> str:
    before = f"no --{name}" if _is_left_out(name, then) else f"--{name} {_flag(then)}"
    return f"{before} (now {'not given' if _is_left_out(name, now) else _flag(now)})"


def _is_left_out(name: str, value: Any) -> bool:
    """Whether a value is a default that says no more than that nothing was set."""
    return value is None or (value == DEFAULTS.get(name) and value in LEFT_OUT)


def _flag(value: Any) -> str:
    """A value as it is typed."""
    return str(value).lower() if isinstance(value, bool) else str(value) or "''"
