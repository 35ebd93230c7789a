"""The experiments by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pantoum.lab.experiments.adding import ADDING, adding
from pantoum.lab.experiments.alignment import AlignmentSettings, alignment
from pantoum.lab.experiments.bottleneck import BottleneckSettings, bottleneck
from pantoum.lab.experiments.capacity import CapacitySettings, capacity
from pantoum.lab.experiments.context import ContextSettings, context
from pantoum.lab.experiments.copying import COPY, copy
from pantoum.lab.experiments.depth import DepthSettings, depth
from pantoum.lab.experiments.gradients import GradientSettings, gradients
from pantoum.lab.experiments.order import ORDER, order
from pantoum.lab.experiments.reber import REBER, reber
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
    "gradients": Experiment(
        gradients, GradientSettings(), "how far gradients reach, by cell, first biases and lag"
    ),
    "adding": Experiment(
        adding, ADDING.defaults, "add two marked numbers of a long sequence, by cell and lag"
    ),
    "copy": Experiment(
        copy, COPY.defaults, "write a few symbols again after a pause, by cell and lag"
    ),
    "order": Experiment(
        order, ORDER.defaults, "tell the order of two symbols far apart in noise, by cell and lag"
    ),
    "reber": Experiment(
        reber, REBER.defaults, "predict symbols of the embedded Reber grammar, by cell and lag"
    ),
    "context": Experiment(
        context, ContextSettings(), "understand names by what follows: forward, backward, both"
    ),
    "depth": Experiment(
        depth, DepthSettings(), "one to four layers, residual or not, at equal parameters"
    ),
    "capacity": Experiment(
        capacity, CapacitySettings(), "how many symbols a state of n numbers holds"
    ),
    "bottleneck": Experiment(
        bottleneck,
        BottleneckSettings(),
        "translate by length, without attention and with it; also with data of one's own",
    ),
    "alignment": Experiment(
        alignment, AlignmentSettings(), "see attention learn which word each word translates"
    ),
}
