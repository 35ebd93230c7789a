"""What a request asks of a search beside its settings."""

from __future__ import annotations

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError


def check_outputs(search: SearchConfig, count: int) -> None:
    """Refuse more outputs for an input than the beam is wide.

    Raises: PantoumError, naming both.
    """
    if count > search.beam:
        raise PantoumError(
            f"a beam of {search.beam} cannot give {count} outputs for an input",
            setting="beam",
            rule=f"at least {count}, the number of outputs",
            value=search.beam,
            remedy=f"set beam to at least {count}",
        )
