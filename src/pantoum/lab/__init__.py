"""The lab: experiments with recurrent networks, to repeat and to change.

Each is a function: ``print(pantoum.lab.adding(cells=["gru"], lags=[25], seeds=[1]))``. It gives a
`Result`: a table over seeds, the claim of a paper, what was found, and a picture.
"""

from pantoum.lab.averages import Mean, mean_of
from pantoum.lab.catalogue import EXPERIMENTS, Experiment
from pantoum.lab.claim import Claim
from pantoum.lab.experiments.adding import adding
from pantoum.lab.experiments.alignment import alignment
from pantoum.lab.experiments.bottleneck import bottleneck
from pantoum.lab.experiments.capacity import capacity
from pantoum.lab.experiments.context import context
from pantoum.lab.experiments.copying import copy
from pantoum.lab.experiments.depth import depth
from pantoum.lab.experiments.gradients import gradients
from pantoum.lab.experiments.order import order
from pantoum.lab.experiments.reber import reber
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Progress, Run, of_case, run_all

__all__ = [
    "EXPERIMENTS",
    "Claim",
    "Column",
    "Experiment",
    "Mean",
    "Progress",
    "Result",
    "Run",
    "adding",
    "alignment",
    "bottleneck",
    "capacity",
    "context",
    "copy",
    "depth",
    "gradients",
    "mean_of",
    "of_case",
    "order",
    "reber",
    "run_all",
]
