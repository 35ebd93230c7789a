"""What an index cannot be made with."""

from __future__ import annotations

from pantoum.config import Config, validate
from pantoum.errors import PantoumError
from pantoum.tasks.pairs import Pairs, task_of_pairs


def check_config(config: Config) -> None:
    """Refuse settings of which an index knows nothing."""
    validate(config)
    data = config.data
    for name, value, default in (
        ("features_column", data.features_column or "", ""),
        ("group_column", data.group_column, ""),
        ("weight_column", data.weight_column, ""),
        ("group_temperature", data.group_temperature, 1.0),
    ):
        if value != default:
            raise PantoumError(
                f"an index has inputs and outputs alone, but data.{name} is {value!r}",
                setting=f"data.{name}",
                value=value,
                remedy="leave it out, or train from the files themselves",
            )
    if config.task not in (None, "seq2seq"):
        raise PantoumError(
            f"an index is made for an encoder-decoder, but task is {config.task}",
            setting="task",
            value=config.task,
            remedy="train from the files themselves",
        )


def check_task(pairs: Pairs, config: Config) -> None:
    """Refuse pairs that an encoder-decoder is not for."""
    if pairs.columns.features:
        raise PantoumError(
            f"column {pairs.columns.features} holds features, but an index has inputs and outputs "
            "alone",
            setting="data.features_column",
            where=str(pairs.path),
            value=pairs.columns.features,
            remedy="give --data.features_column '' to leave them out, or train from the files "
            "themselves",
        )
    if config.task is not None:
        return
    task, reason = task_of_pairs(pairs)
    if task != "seq2seq":
        raise PantoumError(
            f"the pairs are for a classifier ({reason}), but an index is made for an "
            "encoder-decoder",
            setting="task",
            where=str(pairs.path),
            remedy="give --task seq2seq if outputs are to be written, or train from the files "
            "themselves",
        )
