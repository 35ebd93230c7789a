"""An index as training data: which settings go with it, and what a run needs of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pantoum.config import Config, TaskName, by_name
from pantoum.data.indexing.stored import StoredPairs, is_index, open_index
from pantoum.errors import PantoumError
from pantoum.tasks.contract import Start


def holds_index(train: Sequence[Path]) -> bool:
    """Whether training data are an index."""
    return any(is_index(path) for path in train)


def read_index(
    train: Sequence[Path], dev: Sequence[object], config: Config, start: Start | None
) -> StoredPairs:
    """The pairs of an index.

    Args:
        train: the index alone.
        dev: development data, which an index does not have.
        config: its settings of the data are left out, or those that the index was made with.

    Raises: PantoumError for an index that cannot be used so.
    """
    if len(train) > 1:
        raise PantoumError(
            f"an index is given with {len(train) - 1} more file{'s' if len(train) > 2 else ''}",
            setting="paths",
            where=str(next(path for path in train if is_index(path))),
            remedy="give it alone, or make one index of all files",
        )
    (path,) = train
    if config.task not in (None, "seq2seq"):
        raise PantoumError(
            f"an index has pairs for an encoder-decoder, but task is {config.task}",
            setting="task",
            where=str(path),
            value=config.task,
            remedy="train from the files themselves",
        )
    if start is not None:
        raise PantoumError(
            f"an index has vocabularies of its own, but --from brings those of {start.name}",
            setting="from",
            where=str(path),
            remedy="leave --from out, or train from the files themselves",
        )
    if not dev:
        raise PantoumError(
            "an index has no part that is held out",
            setting="dev",
            where=str(path),
            remedy="give development data with --dev",
        )
    pairs = open_index(path)
    _check_settings(pairs, config)
    return pairs


def _check_settings(pairs: StoredPairs, config: Config) -> None:
    """Refuse settings of the data that an index was made without."""
    given = by_name(config)
    defaults = by_name(Config())
    made_with = by_name(Config(data=pairs.data))
    for name, value in given.items():
        if not name.startswith("data.") or value == defaults[name]:
            continue
        if value != made_with[name]:
            raise PantoumError(
                f"the index was made with {name} {made_with[name]!r}, but {value!r} is given",
                setting=name,
                where=str(pairs.path),
                value=value,
                remedy="leave it out, or make another index with it",
            )


def task_of_index(pairs: StoredPairs) -> tuple[TaskName, str]:
    """The task, and the reason in words."""
    return "seq2seq", f"an index of {len(pairs.corpus):,} pairs"
