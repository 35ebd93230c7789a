"""A classifier in words, for its model card."""

from __future__ import annotations

from pantoum.config import ResolvedConfig
from pantoum.data import Example
from pantoum.tasks.contract import Summary


def summary(config: ResolvedConfig, symbols: int, labels: int, example: Example) -> Summary:
    """What it reads and tells, and its blocks.

    Args:
        config: of the model.
        symbols: how many the vocabulary knows.
        labels: how many there are.
        example: one that the code of the card is to be tried with.
    """
    model = config.model
    directions = "bi-directional" if model.bidirectional else "uni-directional"
    layers = "layer" if model.layers == 1 else "layers"
    inputs = ", ".join(
        repr(part) for part in (example.source, example.features) if part is not None
    )
    return Summary(
        kind="a classifier",
        rows=[
            ("input", f"{config.data.source_units} ({symbols:,} known)"),
            ("labels", f"{labels:,} different"),
            (
                "encoder",
                f"{model.layers} {directions} {model.cell.upper()} {layers} of {model.hidden}",
            ),
            ("pooling", config.classifier.pooling),
        ],
        how="in per cent but for the loss, which is in nats; precision, recall and F1 are means "
        "over the classes",
        call=f"model({inputs}).label",
    )
