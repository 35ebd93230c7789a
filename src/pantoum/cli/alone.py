"""Commands that start the processes of their runs, and are started once themselves."""

from __future__ import annotations

import os

from pantoum.errors import PantoumError
from pantoum.training.launched import place_of


def check_alone(command: str) -> None:
    """Refuse to be one of several processes that were started to train one model: each run that the
    command starts would take itself for one of them, too.

    Args:
        command: its name.
    Raises: PantoumError, which says so.
    """
    place = place_of(os.environ)
    if place is not None:
        raise PantoumError(
            f"`pantoum {command}` starts a process for each run, and this one was started as one "
            f"of {place.count} that train one model",
            setting="RANK",
            value=place.number,
            remedy="start it once, without torchrun, or as one task of srun",
        )
