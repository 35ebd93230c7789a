"""The experiments by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pantoum.lab.experiments.adding import ADDING, adding
from pantoum.lab.result import Result


@dataclass(frozen=True)
class Experiment:
    """What a list of experiments says of one, and what the command line needs to run it.

    Attributes:
        function: ``function(*, seeds, output, listen, **settings) -> Result``.
        defaults: a dataclass of all settings, with their default values; see
            `pantoum.lab.settings.chosen`.
        summary: what it shows, in one line.
    """

    function: Callable[..., Result]
    defaults: Any
    summary: str


EXPERIMENTS: dict[str, Experiment] = {
    "adding": Experiment(
        adding, ADDING.defaults, "add two marked numbers of a long sequence, by cell and lag"
    ),
}
