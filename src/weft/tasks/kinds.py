"""Every task by its name, and which of them a file is for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from weft.config import Config, TaskName
from weft.tasks import seq2seq
from weft.tasks.checks import check
from weft.tasks.contract import Kind, Prepared

KINDS: dict[TaskName, Kind] = {
    "seq2seq": Kind(seq2seq.prepare, seq2seq.Seq2SeqTask.load),
}


def prepare(train: Sequence[Path], dev: Sequence[Path], config: Config) -> Prepared[Any]:
    """Read the data, infer what the configuration leaves open and encode both parts.

    Args:
        train: one file with columns or two line-aligned ones.
        dev: the same for the development part; without it a part of `train` is held out.
    Raises: WeftError for data that cannot be read, or settings that cannot work.
    """
    check(config)
    return KINDS[config.task or "seq2seq"].prepare(train, dev, config)
