"""A trained model as what another one starts from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pantoum.hub import HubAddress, address_of, is_address
from pantoum.model_dir.description import FORMAT
from pantoum.model_dir.directory import TrainedModel, load_model
from pantoum.model_dir.weights import digest_of, distinct_weights
from pantoum.tasks import Start


def read_start(folder: Path | str) -> Start:
    """The model in a directory, to start from.

    Args:
        folder: the directory, or the address of a model on the hub, which is named with its commit.
    Raises: PantoumError when it is missing, incomplete, damaged or from a newer version of Pantoum.
    """
    start = start_from(load_model(folder))
    if not is_address(folder):
        return start
    commit = Path(start.path).name
    return replace(start, path=str(HubAddress(address_of(folder).name, commit)))


def start_from(trained: TrainedModel[Any, Any]) -> Start:
    """A trained model in memory, to start from. Its directory is named unless it is gone."""
    weights = {name: tensor.detach().cpu() for name, tensor in trained.model.state_dict().items()}
    distinct = {name: weights[name] for name in distinct_weights(trained.model)}
    return Start(
        path=trained.folder if trained.records is None else "",
        digest=digest_of(distinct, FORMAT),
        config=trained.config,
        task=trained.task,
        weights={name: tensor.clone() for name, tensor in weights.items()},
    )
