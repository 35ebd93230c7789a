"""A shortlist at the end of a run, where it makes searches faster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from pantoum.inference.shortlist import learn_shortlist
from pantoum.model_dir import load_model, save_shortlist
from pantoum.tasks import Prepared, Seq2SeqTask

# Output symbols from which on the output layer takes a good part of a search's time.
MANY_SYMBOLS = 1_000


def make_shortlist(
    folder: Path, prepared: Prepared[Any], device: torch.device, tell: Callable[[str], None]
) -> None:
    """Learn which output symbols inputs allow from the attention of the model in `folder`, and save
    it there.

    Args:
        tell: is told before what takes a while.
    Raises: PantoumError when the file cannot be written.
    """
    task = prepared.task
    if not isinstance(task, Seq2SeqTask) or prepared.config.model.attention == "none":
        return
    if task.target.size >= MANY_SYMBOLS:
        tell(
            f"learning from {len(prepared.train):,} pairs which output symbols an input makes "
            "likely (--shortlist)"
        )
        model = load_model(folder).model.to(device)
        save_shortlist(
            folder, learn_shortlist(model, prepared.train.source, prepared.train.target, device)
        )
