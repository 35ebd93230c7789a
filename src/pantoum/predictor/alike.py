"""The models of an ensemble, all with the first one's ids of symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from pantoum.errors import PantoumError
from pantoum.model_dir import TrainedModel
from pantoum.models import Seq2Seq, reindexed
from pantoum.tasks import Seq2SeqTask

Trained = TrainedModel[Seq2SeqTask, Seq2Seq]


def made_alike(trained: Sequence[Trained]) -> list[Trained]:
    """The same models with the first one's ids for output symbols, and for input symbols if they
    read the same.

    Models of one file number its symbols differently where other parts of it were held out.

    Raises: PantoumError when their output symbols differ, or some read features and others do not.
    """
    first = trained[0]
    return [
        first,
        *(_as_first(first, other, number) for number, other in enumerate(trained[1:], start=2)),
    ]


def _as_first(first: Trained, other: Trained, number: int) -> Trained:
    name = other.folder or f"model {number}"
    target = first.task.target.numbers_of(other.task.target)
    if target is None:
        raise PantoumError(
            f"the models of an ensemble must write the same symbols, but those of {name} are not "
            "those of the first: "
            "train them on the same files and with the same --dev, with other seeds or sizes"
        )
    if (other.task.source.features is None) != (first.task.source.features is None):
        raise PantoumError(
            f"the models of an ensemble must all read features or none, but {name} differs"
        )
    source = first.task.source.numbers_of(other.task.source)
    task = replace(other.task, target=first.task.target)
    if source is None:  # it goes on reading its own
        source = list(range(other.task.source.size))
    else:
        task = replace(task, source=first.task.source)
    if all(numbers == sorted(numbers) for numbers in (source, target)):
        return replace(other, task=task)
    ids = torch.tensor(source), torch.tensor(target)
    shortlist = None if other.shortlist is None else other.shortlist.reindexed(*ids)
    return replace(other, task=task, model=reindexed(other.model, *ids), shortlist=shortlist)
