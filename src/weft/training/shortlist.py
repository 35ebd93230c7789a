"""A shortlist at the end of a run, where it makes searches faster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from weft.model_dir import load_model, save_shortlist
from weft.search.alignment import learn_shortlist
from weft.tasks import Prepared, Seq2SeqTask

# Output symbols from which on the output layer takes a good part of a search's time.
MANY_SYMBOLS = 1_000


def make_shortlist(folder: Path, prepared: Prepared[Any], device: torch.device) -> None:
    """Learn which output symbols inputs allow from the attention of the model in `folder`, and save it there.

    Raises: WeftError when the file cannot be written.
    """
    task = prepared.task
    if not isinstance(task, Seq2SeqTask) or prepared.config.model.attention == "none":
        return
    if task.target.size >= MANY_SYMBOLS:
        model = load_model(folder).model.to(device)
        save_shortlist(folder, learn_shortlist(model, prepared.train.source, prepared.train.target, device))
