"""``pantoum plot`` with an encoder-decoder: its attention."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.arguments import GROUP
from pantoum.errors import PantoumError

if TYPE_CHECKING:
    from pantoum.predictor import Predictor

# The flags that it reads, and their defaults; and the picture's name.
FLAGS: dict[str, Any] = {"features": None, **GROUP}
PICTURE = "attention.png"


def run(model: Predictor, options: argparse.Namespace) -> tuple[str | None, str]:
    """Draw the attention for one input; a warning if there is one, and what was drawn in words."""
    from pantoum.data.groups import named
    from pantoum.metrics import NOTHING
    from pantoum.plots import plot_attention

    if model.reads_features and options.features is None:
        raise PantoumError(
            "this model reads features",
            setting="features",
            remedy="give --features, or --features '' for none",
        )
    if model.groups is not None and options.group is None:
        raise PantoumError(
            "this model reads the group of its input",
            setting="group",
            rule=f"one of {named(model.groups)}",
            remedy=f"give one of {named(model.groups)} with --group",
        )
    prediction = model(
        options.input, options.features, group=options.group, unseen_group=options.unseen_group
    )
    if prediction.attention is None:
        raise PantoumError(
            "the model was trained without attention, so there is nothing to draw",
            where=str(options.model),
            remedy="give a model that has attention",
        )
    return plot_attention(
        prediction, options.output
    ), f"{options.input} -> {prediction.text or NOTHING}"
