"""What the weights of a model could be at the end of a run, beside those that its evaluations were
of.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from torch import nn

from pantoum.training.evaluated import EvaluatedWeights
from pantoum.training.fabric import Engine

MOVING, STEP, LAST_STEP = (
    "the moving average",
    "the weights of the step",
    "the weights of the last step alone",
)


def evaluated_name(engine: Engine) -> str:
    """What the evaluations are of, in words."""
    return MOVING if engine.averages else STEP


def other_weights(
    engine: Engine, kept: EvaluatedWeights, evaluations: int
) -> Iterator[tuple[str, nn.Module]]:
    """The weights of the last step if the evaluations were of an average, and means over
    evaluations, with their names.

    Args:
        engine: after the last step.
        kept: of the run's evaluations.
        evaluations: how many there were.
    Raises: PantoumError for a file of weights that is damaged.
    """
    if engine.averages:
        yield LAST_STEP, engine.model
    for name, weights in kept.means(evaluations):
        model = copy.deepcopy(engine.model)
        model.load_state_dict(weights)
        yield name, model
