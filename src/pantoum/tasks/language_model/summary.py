"""A language model in words, for its model card."""

from __future__ import annotations

from pantoum.config import ResolvedConfig
from pantoum.tasks.contract import Summary

# How many characters of a text the card quotes.
MAX_QUOTED = 60


def summary(config: ResolvedConfig, symbols: int, example: str) -> Summary:
    """What it reads, and its blocks.

    Args:
        config: of the model.
        symbols: how many the vocabulary knows.
        example: one that the code of the card is to be tried with.
    """
    model = config.model
    layers = "layer" if model.layers == 1 else "layers"
    tied = ", tied to the output layer" if model.tie_embeddings else ""
    return Summary(
        kind="a language model",
        rows=[
            ("text", f"{config.data.target_units} ({symbols:,} known)"),
            ("embeddings", f"{model.embedding}{tied}"),
            (
                "network",
                f"{model.layers} uni-directional {model.cell.upper()} {layers} of {model.hidden}",
            ),
        ],
        how="each from a fresh state; the perplexity is per symbol and end of text, unknown "
        "symbols are in per cent",
        call=f"model({example[:MAX_QUOTED].strip()!r}).perplexity, model.generate()[0].text",
    )
